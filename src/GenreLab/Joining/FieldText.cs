using GenreLab.Data.Reading;

namespace GenreLab.Joining;

/// <summary>What a field as it stands in a file says.</summary>
internal static class FieldText
{
    private const int LongestMissing = 3;

    /// <summary>Whether the field has no value: empty, <c>NA</c>, <c>N/A</c> or <c>NaN</c>, in quotes or not.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> field)
    {
        if (IsQuoted(field)) field = field[1..^1];
        if (field.Length > LongestMissing && field[0] > ' ' && field[^1] > ' ') return false;
        return FieldWords.IsMissingText(FieldWords.Trim(field));
    }

    public static bool IsQuoted(ReadOnlySpan<byte> field) => field.Length >= 2 && field[0] == '"';

    /// <summary>Writes the field without quotes and without blanks around it.</summary>
    /// <param name="field">The field as it stands in the file.</param>
    /// <param name="destination">At least as long as the field.</param>
    /// <returns>What was written.</returns>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> field, Span<byte> destination)
    {
        if (!IsQuoted(field))
        {
            field = FieldWords.Trim(field);
            field.CopyTo(destination);
            return destination[..field.Length];
        }
        field = field[1..^1];
        var length = 0;
        for (var i = 0; i < field.Length; i++)
        {
            destination[length++] = field[i];
            if (field[i] == '"' && i + 1 < field.Length && field[i + 1] == '"') i++;
        }
        return FieldWords.Trim(destination[..length]);
    }

    /// <summary>Writes text as a field, in quotes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="destination">At least twice as long as the text, and two bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteQuoted(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var length = 0;
        destination[length++] = (byte)'"';
        foreach (var one in text)
        {
            if (one == '"') destination[length++] = (byte)'"';
            destination[length++] = one;
        }
        destination[length++] = (byte)'"';
        return length;
    }
}
