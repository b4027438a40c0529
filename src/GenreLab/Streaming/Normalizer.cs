using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using CsvHelper;
using GenreLab.Data;
using GenreLab.Data.Reading;
using GenreLab.Preprocessing;

namespace GenreLab.Streaming;

/// <summary>
/// The second pass of normalisation: every feature as its distance from the mean divided by the largest such distance, which is
/// z divided by the largest |z| and lies in [−1, 1] (the two map-reduce passes of the Beatport study). A feature that is constant becomes 0, a missing
/// value stays missing, all other columns pass through.
/// </summary>
public sealed class Normalizer
{
    private const int LongestNumber = 32;

    private readonly TableSource source;
    private readonly GatheredStatistics gathered;
    private readonly FeatureReader reader;
    private readonly FeatureBlocks blocks;
    private readonly ConcurrentBag<ArrayBufferWriter<byte>> spare = [];
    private readonly (double Offset, double Factor)[] scales;
    private readonly int[][] positions;
    private readonly int[] featureOf;
    private readonly char delimiter;
    private readonly long[]? shardEnds;

    /// <summary>Prepares to write a table.</summary>
    /// <param name="source">The table.</param>
    /// <param name="features">Its features, in the order of the statistics.</param>
    /// <param name="gathered">What the first pass over it gathered.</param>
    /// <param name="shards">Number of files to write, about equal in rows; null for one a file of the table.</param>
    /// <exception cref="OptionException">There are more files to write than rows.</exception>
    public Normalizer(TableSource source, IReadOnlyList<Feature> features, GatheredStatistics gathered, int? shards = null)
    {
        if (shards > gathered.Statistics.Rows) throw new OptionException($"shards is {shards}, but {source.Name} has only {gathered.Statistics.Rows:N0} rows; ask for fewer.");
        this.source = source;
        this.gathered = gathered;
        reader = new FeatureReader(source, features);
        blocks = new FeatureBlocks(features.Count);
        scales = [.. gathered.Statistics.Features.Select(feature => LinearEncoder.ZMaxAbs(feature.Moments.Values).Parameters).Select(parameters => (parameters[0], parameters[1]))];
        positions = [.. source.Shards.Select(shard => source.Columns.Select(name => Array.IndexOf(shard.Header, name)).ToArray())];
        featureOf = [.. source.Columns.Select(name => features.ToList().FindIndex(feature => feature.Column == name))];
        delimiter = source.Shards[0].Delimiter;
        Shards = shards ?? source.Shards.Count;
        shardEnds = shards is null ? null : [.. Enumerable.Range(1, Shards).Select(shard => (long)((Int128)gathered.Statistics.Rows * shard / Shards))];
    }

    /// <summary>Number of files to write.</summary>
    public int Shards { get; }

    /// <summary>Whether files are packed (gzip, a member a piece).</summary>
    public bool Gzip { get; init; }

    /// <summary>Writes the table; the same bytes whatever the options. Where ranks share the table, rank 0 opens the files, and the others write to them where they see them.</summary>
    /// <param name="begin">Gives the stream of the file of this number, which is empty; called on rank 0 only, from 0 upwards, once a file. The one before is finished then.</param>
    /// <param name="options">Threads, memory, cancellation and progress.</param>
    /// <exception cref="DataException">The table is not that which the statistics were gathered from any more.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Write(Func<int, Stream> begin, StreamingOptions options)
    {
        // Where each piece begins is known from the first pass, so that rows find their file on any thread.
        var firstRows = new long[gathered.PieceRows.Count];
        if (firstRows.Length > 0) firstRows[0] = gathered.FirstRow;
        for (var piece = 1; piece < firstRows.Length; piece++) firstRows[piece] = firstRows[piece - 1] + gathered.PieceRows[piece - 1];
        var header = Header();
        var begun = 0;
        var current = Stream.Null;
        using var output = new OrderedOutput(source.Ranks, BeginUpTo);
        var rows = source.ForEach(
            piece => piece.Number < firstRows.Length ? blocks.Use(block => Format(piece, block, firstRows[piece.Number])) : throw Changed(),
            (piece, written) =>
            {
                if (piece.Rows != gathered.PieceRows[piece.Number]) throw Changed();
                foreach (var (shard, bytes) in written.Parts) output.Add(shard, bytes);
                spare.Add(written.Buffer);
            },
            options);
        if (rows != gathered.PieceRows.Sum(count => (long)count)) throw Changed();
        output.Send();
        if (source.Ranks.Rank == 0) BeginUpTo(Shards - 1);

        Stream BeginUpTo(int shard)
        {
            for (; begun <= shard; begun++)
            {
                current = begin(begun);
                current.Write(header);
            }
            return current;
        }
    }

    private sealed record Written(ArrayBufferWriter<byte> Buffer, List<(int Shard, ReadOnlyMemory<byte> Bytes)> Parts);

    private Written Format(TablePiece piece, FeatureBlock block, long firstRow)
    {
        var text = spare.TryTake(out var used) ? used : new ArrayBufferWriter<byte>(2 * PieceCutter.PieceBytes);
        text.ResetWrittenCount();
        var ends = new List<(int Shard, int End)>();
        var shard = shardEnds is null ? piece.ShardNumber : ShardOf(firstRow);
        var at = positions[piece.ShardNumber];
        var raw = piece.Shard.Delimiter == delimiter;
        reader.Read(piece, block, record =>
        {
            if (shardEnds is not null && firstRow + block.Rows > shardEnds[shard])
            {
                ends.Add((shard, text.WrittenCount));
                shard = ShardOf(firstRow + block.Rows - 1);
            }
            FormatRow(record, block, at, raw, text);
        });
        ends.Add((shard, text.WrittenCount));

        var parts = new List<(int, ReadOnlyMemory<byte>)>();
        var start = 0;
        foreach (var (number, end) in ends)
        {
            if (end > start) parts.Add((number, Gzip ? WholeGzip.Pack(text.WrittenSpan[start..end]) : text.WrittenMemory[start..end]));
            start = end;
        }
        return new Written(text, parts);
    }

    private void FormatRow(CsvReader record, FeatureBlock block, int[] at, bool raw, ArrayBufferWriter<byte> text)
    {
        var before = text.WrittenCount;
        for (var column = 0; column < featureOf.Length; column++)
        {
            if (column > 0) Append(text, delimiter);
            if (featureOf[column] is >= 0 and var feature) FormatNumber(block[feature][^1], scales[feature], text);
            else if (raw) text.Write(record.GetRawSpan(at[column]));
            else Quote(record.GetSpan(at[column]), text);
        }
        // An empty line would be no record.
        if (text.WrittenCount == before) text.Write("\"\""u8);
        Append(text, '\n');
    }

    private static void FormatNumber(double value, (double Offset, double Factor) scale, ArrayBufferWriter<byte> text)
    {
        if (double.IsNaN(value)) return;
        // Models learn from single precision, and from the very same number.
        var scaled = (float)((value - scale.Offset) * scale.Factor);
        scaled.TryFormat(text.GetSpan(LongestNumber), out var length, default, CultureInfo.InvariantCulture);
        text.Advance(length);
    }

    private void Quote(ReadOnlySpan<byte> field, ArrayBufferWriter<byte> text)
    {
        if (!field.ContainsAny((ReadOnlySpan<byte>)[(byte)delimiter, (byte)'"', (byte)'\r', (byte)'\n']))
        {
            text.Write(field);
            return;
        }
        Append(text, '"');
        for (int quote; (quote = field.IndexOf((byte)'"')) >= 0; field = field[(quote + 1)..])
        {
            text.Write(field[..(quote + 1)]);
            Append(text, '"');
        }
        text.Write(field);
        Append(text, '"');
    }

    private byte[] Header()
    {
        var text = new ArrayBufferWriter<byte>();
        for (var column = 0; column < source.Columns.Count; column++)
        {
            if (column > 0) Append(text, delimiter);
            Quote(System.Text.Encoding.UTF8.GetBytes(source.Columns[column]), text);
        }
        Append(text, '\n');
        return Gzip ? WholeGzip.Pack(text.WrittenSpan) : text.WrittenSpan.ToArray();
    }

    private int ShardOf(long row)
    {
        var shard = Array.BinarySearch(shardEnds!, row + 1);
        return shard < 0 ? ~shard : shard;
    }

    private static void Append(ArrayBufferWriter<byte> text, char sign)
    {
        text.GetSpan(1)[0] = (byte)sign;
        text.Advance(1);
    }

    private DataException Changed() => new($"{source.Name} changed while it was read; do it again when nobody writes to it.");
}
