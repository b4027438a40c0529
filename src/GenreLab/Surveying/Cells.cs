using CsvHelper;
using GenreLab.Data.Reading;

namespace GenreLab.Surveying;

/// <summary>Reads fields as a table in memory would hold them, and gives their hashes.</summary>
internal static class Cells
{
    /// <summary>The hash of a field of a column of text.</summary>
    public static ulong Text(ReadOnlySpan<byte> field)
    {
        field = FieldWords.Trim(field);
        return FieldWords.IsMissingText(field) ? CellHash.Missing : CellHash.Text(field);
    }

    /// <summary>Reads a field of a column of numbers, in which yes and no count as 1 and 0.</summary>
    /// <returns>False when it is neither a number nor missing.</returns>
    public static bool TryNumber(ReadOnlySpan<byte> field, out double value)
    {
        if (NumberParser.TryParse(field, out value)) return true;
        field = FieldWords.Trim(field);
        if (!FieldWords.IsMissingNumber(field)) return FieldWords.TryParseBoolean(field, out value) || NumberParser.TryParse(field, out value);
        value = double.NaN;
        return true;
    }

    /// <summary>The hash of a field of a column of either kind.</summary>
    public static ulong Of(ReadOnlySpan<byte> field, bool isText) => !isText && TryNumber(field, out var value) ? CellHash.Number(value) : Text(field);

    /// <summary>The hash of a genre; the words that are missing numbers are missing genres too.</summary>
    public static ulong Genre(ReadOnlySpan<byte> field, bool isText) =>
        isText && FieldWords.IsMissingNumber(FieldWords.Trim(field)) ? CellHash.Missing : Of(field, isText);

    /// <summary>The name of a genre.</summary>
    public static string GenreName(CsvReader record, int column, bool isText) =>
        !isText && TryNumber(record.GetSpan(column), out var value) ? value.ToString("R") : record.GetString(column).Trim(' ', '\t', '\r', '\n');
}
