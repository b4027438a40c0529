namespace GenreLab.Joining;

/// <summary>
/// Joins tables of any size on columns of keys in bounded memory, and chooses distinct rows and a sample of each genre. Fields pass through
/// as they stand in the files. The result depends on the content of the rows and the seed alone: not on the order of files and rows, on
/// threads or on memory.
/// </summary>
public static class TableJoin
{
    private const int RowsBetweenProgress = 1 << 16;

    /// <summary>
    /// Writes the rows that have a partner in every table, in the order of the seeded hashes of their keys (those of <see cref="JoinOptions.Distinct"/>,
    /// else the first key). A table's columns follow those of the table that has its key; its own column of the key is left out, and a column whose name is
    /// taken gets the table's name as a suffix.
    /// </summary>
    /// <param name="options">What to join.</param>
    /// <param name="destination">Gets delimited text with a header, with the delimiter of the left table. Worthless when the join fails.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What was found and done.</returns>
    /// <exception cref="DataException">A file cannot be used, keys repeat where they must not, or no row is left.</exception>
    /// <exception cref="OptionException">An option is outside its range, or names a column that does not exist.</exception>
    /// <exception cref="GenreLabException">Rows cannot be put aside.</exception>
    public static JoinSummary Run(JoinOptions options, Stream destination, CancellationToken cancellation = default)
    {
        options.Validate();
        long bytesRead = 0, bytesTotal = 0;
        void Report(long rowsWritten) => options.Progress?.Invoke(new JoinProgress(Interlocked.Read(ref bytesRead), bytesTotal, rowsWritten));
        var tree = new JoinTree(options, bytes =>
        {
            Interlocked.Add(ref bytesRead, bytes);
            Report(0);
        });
        bytesTotal = tree.Joined.Prepend(tree.Root).Sum(node => node.Scan.FileBytes);

        using var spill = new SpillFolder(options.SpillFolder ?? Path.GetTempPath());
        var pipeline = new JoinPipeline(tree, options, spill);
        var sample = Sample(tree, options);
        using var rows = pipeline.Rows(cancellation);
        var writer = new RowWriter(destination, tree.Delimiter);
        writer.WriteHeader(tree.Columns);
        var distinct = options.Distinct is not null;
        if (sample is not null)
        {
            sample.Write(rows, () => distinct ? 1 : rows.Rows, spill, writer, cancellation);
        }
        else
        {
            for (var row = 0L; rows.Next(); row++)
            {
                if (row % 1024 == 0) cancellation.ThrowIfCancellationRequested();
                if (row % RowsBetweenProgress == 0) Report(writer.Rows);
                for (var copies = distinct ? 1 : rows.Rows; copies > 0; copies--) writer.Write(rows.Record);
            }
        }
        writer.Flush();
        tree.RequireOneEncoding();
        var summary = Summary(options, tree, pipeline, rows, sample, writer.Rows, spill.BytesWritten);
        RequireRows(summary, tree, options);
        return summary;
    }

    private static GenreSample? Sample(JoinTree tree, JoinOptions options)
    {
        if (options.Genre is null && options.GenresOver is null && options.PerGenre is null) return null;
        var column = options.Genre ?? GenreSample.FindColumn(tree.Columns);
        return new GenreSample(column, tree.FieldOf(column, "--genre"), options);
    }

    private static JoinSummary Summary(JoinOptions options, JoinTree tree, JoinPipeline pipeline, CountedKeys rows, GenreSample? sample, long written, long spilled)
    {
        var key = tree.Columns[pipeline.OrderField];
        var genres = sample?.Genres() ?? [];
        return new JoinSummary
        {
            RowsRead = tree.Root.Scan.RowsRead,
            Tables = [.. tree.Joined.Select(node => node.Matches())],
            RowsJoined = rows.RowsRead + pipeline.RowsWithoutKey,
            RowsWithoutDistinct = pipeline.RowsWithoutKey,
            Key = key,
            Duplicates = rows.Repeated,
            DuplicatesDropped = options.Distinct is not null,
            GenreColumn = sample?.Column,
            Genres = genres,
            RowsWithoutGenre = sample?.RowsWithoutGenre ?? 0,
            RowsWritten = written,
            Columns = tree.Columns,
            Renamed = tree.Renamed,
            BytesSpilled = spilled,
            Warnings = [.. Warnings(options, key, rows.Repeated, genres)],
        };
    }

    private static IEnumerable<string> Warnings(JoinOptions options, string key, long repeated, List<JoinedGenre> genres)
    {
        if (options.Distinct is null && repeated > 0)
            yield return $"{repeated:N0} of the joined rows share their {key} with another row; --distinct {key} keeps one of each.";
        var small = genres.FindAll(genre => genre.Written > 0 && genre.Written < (options.PerGenre ?? 0));
        if (small.Count > 0)
            yield return $"{(small.Count == 1 ? "1 genre has" : $"{small.Count} genres have")} fewer than {options.PerGenre:N0} rows and {(small.Count == 1 ? "gives" : "give")} all: {string.Join(", ", small.Take(10).Select(genre => $"{genre.Name} ({genre.Rows:N0})"))}{(small.Count > 10 ? "…" : "")}.";
    }

    private static void RequireRows(JoinSummary summary, JoinTree tree, JoinOptions options)
    {
        if (summary.RowsWritten > 0) return;
        if (tree.Joined.Prepend(tree.Root).FirstOrDefault(node => node.Scan.RowsRead == 0) is { } empty)
            throw new DataException($"{empty.Table.Title} has a header but no rows; give a CSV file with one line a track.");
        if (tree.Joined.FirstOrDefault(node => node.Joined!.Matched == 0) is { } unmatched)
        {
            var examples = unmatched.ParentKeys?.First is { } one && unmatched.Scan.Keys.First is { } other ? $" (for example {Quoted.From(one)} there, {Quoted.From(other)} here)" : "";
            var fold = options.FoldKeys ? "" : ", or try --fold-keys if they differ in case or dashes only";
            throw new DataException($"No row before it has a {unmatched.With!.On} that occurs in {unmatched.Table.Title}{examples}; check that --on names the same thing on both sides{fold}.");
        }
        throw new DataException(summary switch
        {
            { RowsJoined: 0 } => "No row has a partner in every table; join fewer tables, or check which rows they hold.",
            { RowsJoined: var joined, RowsWithoutDistinct: var without } when joined == without => $"No joined row has a value in column {Quoted.From(options.Distinct!)} to be distinct by; name another with --distinct.",
            { Genres: [var largest, ..] } => $"No genre has more than {options.GenresOver:N0} rows after the join; the largest, {largest.Name}, has {largest.Rows:N0}. Give a smaller --genres-over.",
            _ => $"No joined row has a value in column {Quoted.From(summary.GenreColumn!)}, which is to hold the genre; name another with --genre.",
        });
    }
}
