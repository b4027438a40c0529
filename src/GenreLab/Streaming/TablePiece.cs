using GenreLab.Data;
using GenreLab.Data.Reading;

namespace GenreLab.Streaming;

/// <summary>
/// Some successive records of one of a table's files: the unit of work. Which records a piece holds depends on the file alone: those
/// whose first byte lies in the same mebibyte of the unpacked text.
/// </summary>
public sealed class TablePiece
{
    private readonly TableSource source;
    private readonly ReadOnlyMemory<byte> text;

    internal TablePiece(TableSource source, int number, ShardRun run, byte[] buffer, int length, long filePosition)
    {
        Run = run;
        this.source = source;
        text = buffer.AsMemory(0, length);
        (Number, ShardNumber, Buffer, FilePosition) = (number, run.Shard, buffer, filePosition);
    }

    /// <summary>The piece's number among all of the table, from 0; where ranks share the table, among those of this rank.</summary>
    public int Number { get; }

    /// <summary>The file it is of.</summary>
    public TableShard Shard => source.Shards[ShardNumber];

    /// <summary>The number of that file, from 0.</summary>
    public int ShardNumber { get; }

    /// <summary>Number of records before it in its file; known only when the pieces before it are done.</summary>
    internal int FirstRow { get; set; }

    /// <summary>Number of its records; known when it has been read.</summary>
    internal int Rows { get; set; }

    /// <summary>The part of the file it was cut from.</summary>
    internal ShardRun Run { get; }

    internal long FilePosition { get; }

    internal byte[] Buffer { get; }

    /// <summary>The records in UTF-8.</summary>
    internal ReadOnlyMemory<byte> Text => FileBytes.ToUtf8(text, Shard.Name);

    /// <summary>Reads all columns, in the order of the first file. A column that holds text in the table's first piece is text; one that
    /// holds numbers there is text in a piece that has text in it.</summary>
    /// <exception cref="DataException">A record does not fit the header, or is not well-formed.</exception>
    public Table Read()
    {
        var table = TableReader.ReadBody(Shard.Header, Text, Shard.Name, Shard.Delimiter, 1, FirstRow, source.TextColumnsOf(Shard));
        Rows = table.RowCount;
        RefuseLoneQuote();
        return Shard.Columns.SequenceEqual(source.Columns) ? table
            : new Table(table.Name, [.. source.Columns.Select(name => table[name])], table.RowNumbers.ToArray());
    }

    /// <summary>Reads its columns into parts.</summary>
    /// <param name="partOf">Makes a part for the column of that place in the table's first file.</param>
    /// <returns>The parts in the order of the first file's columns; null for one that turned out not to be of its kind.</returns>
    /// <exception cref="DataException">A record does not fit the header, or is not well-formed.</exception>
    internal ColumnPart?[] Read(Func<int, ColumnPart> partOf)
    {
        var places = source.PlacesOf(ShardNumber);
        var reader = new RangeReader(places.Length);
        reader.Read(Text, Shard.Delimiter, column => partOf(places[column]));
        TableReader.RefuseIrregularRows([reader], Shard.Header, Shard.Name, Shard.Delimiter, FirstRow);
        Rows = reader.Rows;
        RefuseLoneQuote();
        var parts = new ColumnPart?[places.Length];
        for (var column = 0; column < places.Length; column++) parts[places[column]] = reader.Parts[column];
        return parts;
    }

    private void RefuseLoneQuote()
    {
        if ((text.Span.Count((byte)'"') & 1) == 1)
            throw new DataException($"{Shard.Name}, between data rows {FirstRow + 1} and {FirstRow + Rows}, has a quote that stands by itself, so that records cannot be told apart piece by piece; put its field in quotes and double the quotes in it.");
    }
}
