using System.Text;
using GenreLab.Data;

namespace GenreLab.Tests.Data;

/// <summary>Small tables written in the tests themselves.</summary>
internal static class Csv
{
    public static Table Table(string content, TableReaderOptions? options = null) => TableReader.Read(Encoding.UTF8.GetBytes(content), "tracks.csv", options);

    public static GenreTable Genres(string content, LoadOptions? options = null) => GenreTable.From(Table(content), options);

    public static double[] Numbers(this Table table, string column) => ((NumberColumn)table[column]).Values.ToArray();

    public static string[] Texts(this Table table, string column) => [.. Enumerable.Range(0, table.RowCount).Select(row => table[column].Text(row))];
}
