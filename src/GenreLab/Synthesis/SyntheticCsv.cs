using System.Buffers;
using System.Globalization;
using System.Text;
using GenreLab.Data;

namespace GenreLab.Synthesis;

/// <summary>Formats drawn tracks as CSV bytes, block by block and in parallel, without making a string a cell.</summary>
internal sealed class SyntheticCsv
{
    private const int LongestNumber = 32;

    private readonly byte[] header;
    private readonly CsvColumn[] columns;
    private readonly byte[][] genres;

    public SyntheticCsv(GenreProfile profile)
    {
        var content = profile.Content;
        header = Encoding.UTF8.GetBytes(string.Join(',', content.Columns.Select(column => Quote(column.Name))) + "\n");
        genres = [.. content.Genres.Select(genre => Encoding.UTF8.GetBytes(Quote(genre.Name)))];
        columns = [.. content.Columns.Select(column => new CsvColumn(
            column.Role,
            column.Variable,
            column.Variable is { } variable && content.Variables[variable].TrueFalse,
            Encoding.UTF8.GetBytes(SyntheticNames.Words(column.Role) ?? SyntheticNames.Anything),
            SyntheticNames.Words(column.Role) is not null))];
    }

    public void Write(Stream destination, TrackSource source, int rows, CancellationToken cancellation)
    {
        destination.Write(header);
        var blocks = (rows - 1) / source.RowsInBlock + 1;
        var pieces = Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => (Tracks: source.NewBlock(), Text: new ArrayBufferWriter<byte>())).ToArray();
        for (var first = 0; first < blocks; first += pieces.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(pieces.Length, blocks - first);
            Parallel.For(0, count, i =>
            {
                var firstRow = (first + i) * source.RowsInBlock;
                source.Draw(first + i, pieces[i].Tracks);
                pieces[i].Text.ResetWrittenCount();
                Format(pieces[i].Tracks, firstRow, Math.Min(source.RowsInBlock, rows - firstRow), pieces[i].Text);
            });
            for (var i = 0; i < count; i++) destination.Write(pieces[i].Text.WrittenSpan);
        }
    }

    private void Format(TrackBlock tracks, int firstRow, int rows, ArrayBufferWriter<byte> text)
    {
        for (var row = 0; row < rows; row++)
            for (var i = 0; i < columns.Length; i++)
            {
                FormatCell(columns[i], tracks, firstRow, row, text);
                text.Write(i == columns.Length - 1 ? "\n"u8 : ","u8);
            }
    }

    private void FormatCell(in CsvColumn column, TrackBlock tracks, int firstRow, int row, ArrayBufferWriter<byte> text)
    {
        if (column.Role == ColumnRole.Label)
        {
            text.Write(genres[tracks.Genres[row]]);
        }
        else if (column.Variable is { } variable)
        {
            var value = tracks.Values[variable][row];
            if (column.TrueFalse) text.Write(value == 0 ? "False"u8 : "True"u8);
            else Number(value, "R", text);
        }
        else if (column.Role == ColumnRole.Index)
        {
            Number(firstRow + row, "D", text);
        }
        else
        {
            text.Write(column.Words);
            if (column.Numbered) Number(SyntheticNames.Numbers(column.Role, tracks)[row], SyntheticNames.NumberFormat, text);
        }
    }

    private static void Number<T>(T value, string format, ArrayBufferWriter<byte> text) where T : IUtf8SpanFormattable
    {
        value.TryFormat(text.GetSpan(LongestNumber), out var written, format, CultureInfo.InvariantCulture);
        text.Advance(written);
    }

    private static string Quote(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") || cell != cell.Trim() ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;

    private readonly record struct CsvColumn(ColumnRole Role, int? Variable, bool TrueFalse, byte[] Words, bool Numbered);
}
