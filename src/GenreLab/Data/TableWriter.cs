using CsvHelper;

namespace GenreLab.Data;

/// <summary>Writes a table as CSV (RFC 4180): UTF-8, commas, a header line, empty fields for missing values.</summary>
public static class TableWriter
{
    /// <summary>Writes the table; the stream stays open. Numbers are written so that reading gives the same bits again.</summary>
    /// <param name="destination">Where to write.</param>
    /// <param name="table">The table.</param>
    /// <param name="header">Whether a header line comes first; not before a later piece of a table written piece by piece.</param>
    public static void Write(Stream destination, Table table, bool header = true)
    {
        using var writer = CsvWriter.Create(destination, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        if (header)
        {
            foreach (var column in table.Columns) writer.WriteField(column.Name);
            if (table.Columns.Count > 0) writer.EndRecord();
        }
        var columns = table.Columns.ToArray();
        for (var row = 0; row < table.RowCount; row++)
        {
            foreach (var column in columns)
            {
                if (column is not NumberColumn numbers) writer.WriteField(column.Text(row));
                else if (numbers.IsMissing(row)) writer.WriteField("");
                else writer.WriteField(numbers.Values[row], default);
            }
            writer.EndRecord();
        }
    }
}
