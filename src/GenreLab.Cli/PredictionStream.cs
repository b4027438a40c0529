using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Cli;

/// <summary>Predicts a file of any size piece by piece: while one piece is written, the next are read and predicted on all threads.</summary>
/// <param name="model">The model.</param>
/// <param name="top">How many genres a track.</param>
/// <param name="reasons">How many reasons a track, 0 for none.</param>
/// <param name="threads">How many threads.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class PredictionStream(GenreModel model, int top, int reasons, int threads, CancellationToken cancellation)
{
    // Explaining a piece takes so long that all threads work on it; otherwise every thread takes a piece of its own.
    private readonly int threadsAPiece = reasons > 0 ? threads : 1;
    private readonly int piecesAhead = reasons > 0 || threads == 1 ? 0 : threads;

    private sealed record Piece(byte[] Csv, int Rows, int Imputed);

    /// <summary>Told how many rows are written when another piece follows.</summary>
    public Action<int>? Progress { get; init; }

    /// <summary>Writes the predictions of every row.</summary>
    /// <returns>How many rows there are, and how many of them lack a feature.</returns>
    public (int Rows, int Imputed) Predict(string file, string destination)
    {
        if (TableChunks.CanCut(file))
        {
            try
            {
                if (PredictPieces(file, destination) is { } counts) return counts;
            }
            catch (DataException)
            {
                // Read as a whole, the file either works (its quoting misled the cut) or the message names the right row.
            }
        }
        return PredictWhole(file, destination);
    }

    private (int Rows, int Imputed) PredictWhole(string file, string destination)
    {
        var table = TableReader.ReadFile(file, new TableReaderOptions { Threads = threads });
        var piece = Predict(table, SchemaOf(table), threads, first: true);
        AtomicFile.Write(destination, stream => stream.Write(piece.Csv));
        return (piece.Rows, piece.Imputed);
    }

    private (int Rows, int Imputed)? PredictPieces(string file, string destination)
    {
        var name = Path.GetFileName(file);
        var options = new TableReaderOptions { Threads = 1 };
        using var pieces = TableChunks.Read(file).GetEnumerator();
        if (!pieces.MoveNext()) return null;
        var firstTable = TableReader.Read(pieces.Current, name, options);
        var schema = SchemaOf(firstTable);
        if (!GenrePredictor.HasIdentity(schema)) return null;

        int rows = 0, imputed = 0;
        AtomicFile.Write(destination, stream =>
        {
            var waiting = new Queue<Task<Piece>>();
            void WriteOldest()
            {
                var piece = waiting.Dequeue().GetAwaiter().GetResult();
                stream.Write(piece.Csv);
                rows += piece.Rows;
                imputed += piece.Imputed;
            }
            void Start(Func<Piece> work)
            {
                cancellation.ThrowIfCancellationRequested();
                waiting.Enqueue(Task.Run(work));
                // One more than there are threads, so that none waits for the writing; a single thread takes piece after piece.
                while (waiting.Count > piecesAhead) WriteOldest();
            }
            Start(() => Predict(firstTable, schema, threadsAPiece, first: true));
            while (pieces.MoveNext())
            {
                Progress?.Invoke(rows);
                var bytes = pieces.Current;
                Start(() => Predict(TableReader.Read(bytes, name, options), schema, threadsAPiece, first: false));
            }
            while (waiting.Count > 0) WriteOldest();
        });
        return (rows, imputed);
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
