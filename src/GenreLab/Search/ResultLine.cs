using System.Globalization;
using GenreLab.Data;

namespace GenreLab.Search;

/// <summary>A line of results as CSV.</summary>
internal static class ResultLine
{
    /// <summary>The fields as a line, its end included.</summary>
    public static string Of(IEnumerable<string> fields) => string.Join(',', fields.Select(Field)) + "\n";

    /// <summary>A whole number as a field.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number as a field that reads as the same bits; empty for none.</summary>
    public static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The whole lines of a file that may end in the middle of one.</summary>
    public static byte[] Whole(byte[] content) => content.AsSpan(0, content.AsSpan().LastIndexOf((byte)'\n') + 1).ToArray();

    /// <summary>A number of a table that was read; null where it is missing or there is no such column of numbers.</summary>
    public static double? Number(Table table, string column, int row) => table.Find(column) is NumberColumn numbers && !numbers.IsMissing(row) ? numbers.Values[row] : null;

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
