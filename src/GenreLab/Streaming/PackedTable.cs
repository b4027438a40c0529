using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Joining;
using GenreLab.Streaming.Packing;

namespace GenreLab.Streaming;

/// <summary>
/// Reads a table of any number of files into as little memory as it can be trained from: numbers packed, none of them rounded
/// (<see cref="PackedNumbers"/>), genres and the like as numbered words, and of ids, names and lyrics only which rows have the same. Models trained
/// from it are the same to the bit as from the table read whole.
/// </summary>
public static class PackedTable
{
    private const long RowNumberBytes = sizeof(int);

    /// <summary>Reads a table; rows are numbered through all files. Ranks that share it read their own runs, and each gets the whole: a collective.</summary>
    /// <param name="source">The files.</param>
    /// <param name="label">The column that holds the genre, whose words are kept; null to go by the columns' names.</param>
    /// <param name="fits">Asked now and then whether there is room, with the rows read so far, the bytes of memory they take and the share of the files that is read; throws to stop. When there is none, numbers and
    /// what texts are told apart by are put aside in a file from then on, and it is asked again. Not asked where ranks share the table.</param>
    /// <param name="options">Threads, memory, cancellation and progress.</param>
    /// <param name="spill">The folder of that file, which has no name and vanishes with the table; null for the system's temporary one.</param>
    /// <exception cref="DataException">There are no rows, or a file is damaged or its records do not fit the header.</exception>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    /// <exception cref="GenreLabException">Nothing can be put aside.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Table Read(TableSource source, string? label, Func<long, long, double, bool>? fits, StreamingOptions options, string? spill = null)
    {
        var sample = source.Sample();
        var isText = source.Columns.Select(name => sample[name] is CodedColumn).ToArray();
        MappedFile? aside = null;
        while (true)
        {
            var gatherers = source.Columns.Select((name, column) => Gatherer(name, isText[column], label)).ToArray();
            if (aside is not null)
                foreach (var gatherer in gatherers) gatherer.PutAside(aside);
            using var again = CancellationTokenSource.CreateLinkedTokenSource(options.Cancellation);
            try
            {
                long rows = 0;
                var told = 0.0;
                source.ForEach(
                    piece => piece.Read(column => gatherers[column].NewPart()),
                    (piece, parts) =>
                    {
                        for (var column = 0; column < parts.Length; column++)
                        {
                            if (parts[column] is { } part) gatherers[column].Add(part);
                            else isText[column] = true;
                        }
                        // Numbers in a column of text keep the form they have in the file: all is read again.
                        if (Array.Exists(parts, part => part is null)) again.Cancel();
                        rows += piece.Rows;
                        var share = source.Bytes == 0 ? 1 : Math.Min(1, (double)piece.FilePosition / source.Bytes);
                        if (share - told < 0.01 || source.Ranks.Size > 1) return;
                        told = share;
                        if (Fits() || aside is not null) return;
                        aside = new MappedFile(new SpillFolder(spill ?? Path.GetTempPath()).Create());
                        foreach (var gatherer in gatherers) gatherer.PutAside(aside);
                        Fits();

                        bool Fits() => fits?.Invoke(rows, gatherers.Sum(gatherer => gatherer.Bytes) + RowNumberBytes * rows, share) ?? true;
                    },
                    options with { Cancellation = again.Token });
            }
            catch (OperationCanceledException) when (!options.Cancellation.IsCancellationRequested)
            {
                // Read again below.
            }
            if (source.Ranks.AllReduce(again.IsCancellationRequested ? 1 : 0, Reduction.Maximum) > 0)
            {
                int[] texts = [.. isText.Select(one => one ? 1 : 0)];
                source.Ranks.AllReduce<int>(texts, Reduction.Maximum);
                for (var column = 0; column < isText.Length; column++) isText[column] = texts[column] > 0;
                continue;
            }
            if (source.Ranks.Size > 1)
                for (var column = 0; column < gatherers.Length; column++) gatherers[column] = gatherers[column].Exchange(source.Ranks);
            return new Table(source.Name, [.. gatherers.Select((gatherer, column) => gatherer.Finish(source.Columns[column]))]);
        }
    }

    /// <summary>About how much memory a table takes, in bytes.</summary>
    public static long BytesOf(Table table) => table.Columns.Sum(column => column.Bytes) + RowNumberBytes * table.RowCount;

    private static ColumnGatherer Gatherer(string name, bool isText, string? label)
    {
        if (!isText) return new NumberGatherer();
        if ((label is not null && ColumnNames.Normalise(name) == ColumnNames.Normalise(label)) || ColumnNames.FeatureOf(name) is not null) return new TextGatherer();
        return ColumnNames.RoleOf(name)?.Role switch
        {
            ColumnRole.Artist => new KeyGatherer(leads: true),
            ColumnRole.TrackId or ColumnRole.TrackName or ColumnRole.AlbumName or ColumnRole.Lyrics or ColumnRole.Identifier => new KeyGatherer(leads: false),
            _ => new TextGatherer(),
        };
    }
}
