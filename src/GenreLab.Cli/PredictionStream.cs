using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Models;
using GenreLab.Streaming;

namespace GenreLab.Cli;

/// <summary>Predicts tables of any size, of one file or several, piece by piece: while one piece is written, the next are read and predicted on all threads.</summary>
/// <param name="model">The model.</param>
/// <param name="top">How many genres a track.</param>
/// <param name="reasons">How many reasons a track, 0 for none.</param>
/// <param name="threads">How many threads.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class PredictionStream(GenreModel model, int top, int reasons, int threads, CancellationToken cancellation)
{
    // Explaining a piece takes so long that all threads work on it; otherwise every thread takes a piece of its own.
    private readonly int threadsAPiece = reasons > 0 ? threads : 1;

    private sealed record Piece(byte[] Csv, int Rows, int Imputed);

    /// <summary>Processes that share the table; the first writes for all.</summary>
    public ICommunicator Ranks { get; init; } = SingleProcess.Instance;

    /// <summary>About how much memory may be used, in bytes.</summary>
    public long Memory { get; init; } = long.MaxValue;

    /// <summary>Told how many rows are written when another piece follows.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Writes the predictions of every row of all files.</summary>
    /// <returns>How many rows there are, and how many of them lack a feature.</returns>
    /// <exception cref="DataException">A file cannot be read or lacks a feature, or files are of different columns.</exception>
    public (long Rows, long Imputed) Predict(IReadOnlyList<string> files, string destination)
    {
        // What cannot be told of several files of one file can: read whole, it works (its quoting misled the cut), or the message names the right row.
        var canBeWhole = files.Count == 1;
        var (source, schema, failure) = Open(files, canBeWhole);
        // The first rank decides for all; one that sees another file is told apart when the table is divided.
        if (Ranks.BroadcastArray<bool>([source is null])[0]) return PredictWhole(files[0], destination);
        if (source is null || schema is null) throw failure ?? WithoutIdentity();
        return PredictPieces(source.Divide(Ranks), schema, canBeWhole, destination) ?? PredictWhole(files[0], destination);
    }

    // No table when its one file has to be read whole, and why if that is a failure.
    private (TableSource? Source, Schema? Schema, DataException? Failure) Open(IReadOnlyList<string> files, bool canBeWhole)
    {
        try
        {
            var source = TableSource.Open(files);
            var schema = SchemaOf(source.Sample());
            if (GenrePredictor.HasIdentity(schema)) return (source, schema, null);
            return canBeWhole ? (null, null, null) : throw WithoutIdentity();
        }
        catch (DataException failure) when (canBeWhole)
        {
            return (null, null, failure);
        }
    }

    private static DataException WithoutIdentity() =>
        new("Tracks of several files cannot be told apart without a column that identifies them, such as track_id; predict file by file.");

    private (long Rows, long Imputed) PredictWhole(string file, string destination)
    {
        if (Ranks.Rank > 0) return Told(0, 0);
        var table = TableReader.ReadFile(file, new TableReaderOptions { Threads = threads });
        var piece = Predict(table, SchemaOf(table), threads, first: true);
        AtomicFile.Write(destination, stream => stream.Write(piece.Csv));
        return Told(piece.Rows, piece.Imputed);
    }

    // Null when the table's one file is to be read whole.
    private (long Rows, long Imputed)? PredictPieces(TableSource source, Schema schema, bool canBeWhole, string destination)
    {
        long rows = 0, imputed = 0;
        try
        {
            if (Ranks.Rank == 0) AtomicFile.Write(destination, Write, shared: Ranks.Size > 1);
            else Write(Stream.Null);
        }
        catch (DataException) when (canBeWhole)
        {
            return null;
        }
        return Told(rows, imputed);

        void Write(Stream stream)
        {
            using var output = new OrderedOutput(Ranks, _ => stream);
            DataException? failure = null;
            try
            {
                // Which rank has the first row is not known before all are read.
                if (Ranks.Size > 1) stream.Write(Header(source.Sample(), schema));
                source.ForEach(
                    piece => Predict(piece.Read(), schema, threadsAPiece, first: piece.Number == 0 && Ranks.Size == 1),
                    (_, piece) =>
                    {
                        if (rows > 0) Progress?.Invoke(rows);
                        output.Add(0, piece.Csv);
                        rows += piece.Rows;
                        imputed += piece.Imputed;
                    },
                    new StreamingOptions { Threads = reasons > 0 ? 1 : threads, Memory = Memory, Cancellation = cancellation });
            }
            catch (DataException caught) when (canBeWhole)
            {
                failure = caught;
            }
            // All give up the pieces when one has to.
            if (canBeWhole && Ranks.AllReduce(failure is null ? 0 : 1) > 0) throw failure ?? new DataException("Another rank's part of the table cannot be read piece by piece.");
            output.Send();
        }
    }

    // The counts of all ranks.
    private (long Rows, long Imputed) Told(long rows, long imputed) => (Ranks.AllReduce(rows), Ranks.AllReduce(imputed));

    private byte[] Header(Table sample, Schema schema)
    {
        var (cleaned, _) = Cleaner.Clean(sample.Select([0]), schema, CleaningOptions.ForPrediction);
        using var csv = new MemoryStream();
        TableWriter.Write(csv, GenrePredictor.Predict(model, cleaned, schema, top, threads, reasons, cancellation).Select([]), header: true);
        return csv.ToArray();
    }

    private Schema SchemaOf(Table table) => SchemaDetector.Detect(table, ModelTables.SchemaFor(model, table, null, requireLabel: false)) with { Label = null };

    private Piece Predict(Table table, Schema schema, int threads, bool first)
    {
        var (cleaned, _) = Cleaner.Clean(table, schema, CleaningOptions.ForPrediction);
        using var csv = new MemoryStream();
        TableWriter.Write(csv, GenrePredictor.Predict(model, cleaned, schema, top, threads, reasons, cancellation), header: first);
        return new Piece(csv.ToArray(), cleaned.RowCount, RowsLackingFeatures(cleaned, schema));
    }

    private static int RowsLackingFeatures(Table table, Schema schema)
    {
        var lacks = new bool[table.RowCount];
        foreach (var feature in schema.Features)
        {
            var values = ((NumberColumn)table[feature.Column]).Values;
            for (var row = 0; row < lacks.Length; row++) lacks[row] |= double.IsNaN(values[row]);
        }
        return lacks.Count(one => one);
    }
}
