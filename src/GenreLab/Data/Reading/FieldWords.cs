namespace GenreLab.Data.Reading;

/// <summary>The words that stand for a missing value, for yes and for no.</summary>
internal static class FieldWords
{
    /// <summary>Whether a field of a column of numbers is missing: empty, <c>NA</c>, <c>N/A</c>, <c>?</c>, <c>NaN</c>, <c>null</c> or <c>None</c>, in any case, or <c>\N</c>, which databases write.</summary>
    public static bool IsMissingNumber(ReadOnlySpan<byte> field) => field.Length switch
    {
        0 => true,
        1 => field[0] == '?',
        2 => Is(field, "na"u8) || field.SequenceEqual("\\N"u8),
        3 => Is(field, "nan"u8) || Is(field, "n/a"u8),
        4 => Is(field, "null"u8) || Is(field, "none"u8),
        _ => false,
    };

    /// <summary>Whether a field of a column of text is missing: empty, <c>NA</c>, <c>N/A</c>, <c>NaN</c> or <c>\N</c>, spelt as programs
    /// write them, since there are songs, albums and artists called "None", "Null", "nan" and "?".</summary>
    public static bool IsMissingText(ReadOnlySpan<byte> field) => field.Length switch
    {
        0 => true,
        2 => field.SequenceEqual("NA"u8) || field.SequenceEqual("\\N"u8),
        3 => field.SequenceEqual("NaN"u8) || field.SequenceEqual("N/A"u8),
        _ => false,
    };

    /// <summary>Reads <c>True</c> and <c>False</c> in any case.</summary>
    public static bool TryParseBoolean(ReadOnlySpan<byte> field, out double value)
    {
        value = field.Length == 4 && Is(field, "true"u8) ? 1 : 0;
        return value == 1 || (field.Length == 5 && Is(field, "false"u8));
    }

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> field) =>
        field.Length > 0 && (field[0] <= ' ' || field[^1] <= ' ') ? field.Trim(" \t\r\n"u8) : field;

    private static bool Is(ReadOnlySpan<byte> field, ReadOnlySpan<byte> lowerCase)
    {
        for (var i = 0; i < lowerCase.Length; i++)
            if ((field[i] | 0x20) != (lowerCase[i] | 0x20)) return false;
        return true;
    }
}
