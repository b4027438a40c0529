using System.Text;

namespace GenreLab.Cli.Experiments;

/// <summary>Writes published results and ours side by side, as Markdown.</summary>
internal static class ResultsPage
{
    public static string Of(IReadOnlyList<ResultRow> rows)
    {
        var page = new StringBuilder("""
            # Results

            Published results beside GenreLab's, on the same rows where those are known. Made by `genrelab results` from the records of
            `genrelab run --experiment experiments/*.json`: each row is one experiment file.

            Intervals are 95 % by bootstrap, rows of one track drawn together. A published number is *beaten* when it lies below our
            interval, *met* when it lies within it, *missed* when it lies above. Times are of fitting alone, on the machine the
            experiment was run on, and serve no comparison with other machines.


            """.ReplaceLineEndings("\n"));
        foreach (var section in rows.GroupBy(row => row.Experiment.Section)) Write(page, section.Key, [.. section]);
        WriteBest(page, rows);
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void Write(StringBuilder page, string title, IReadOnlyList<ResultRow> rows)
    {
        page.Append($"## {title}\n\n| experiment | model | published | GenreLab (95 % interval) | | rows | fit | note |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
            page.Append($"| {Cell(row.Experiment.Name)} | {Cell(row.Experiment.Title)} | {Published(row)} | {Ours(row)} | {Word(row)} | {(row.Score is { } score ? $"{score.Rows:N0}" : "")} | {Time(row)} | {Cell(Note(row))} |\n");
        page.Append('\n');
    }

    private static void WriteBest(StringBuilder page, IEnumerable<ResultRow> rows)
    {
        var sets = rows.Where(row => row is { Valid: true, Model.TestRows: not null }).GroupBy(row => row.Model!.TestRows).Where(set => set.Skip(1).Any()).ToArray();
        if (sets.Length == 0) return;
        page.Append("## The best on the same rows\n\n| rows | experiments | highest accuracy on them (95 % interval) | experiment |\n|---|---|---|---|\n");
        foreach (var set in sets)
        {
            var best = set.MaxBy(row => row.Score!.Accuracy)!;
            page.Append($"| {best.Score!.Rows:N0} of {Cell(best.Experiment.Data)}, {Cell(best.Run!.Data.Split)} | {set.Count()} | {Accuracy(best)} | {Cell(best.Experiment.Name)}: {Cell(best.Experiment.Title)} |\n");
        }
    }

    private static string Published(ResultRow row) => row.Experiment.Published switch
    {
        null => "",
        { Valid: false } invalid => $"~~{invalid.Accuracy:0.0000}~~",
        var published => $"{published.Accuracy:0.0000}",
    };

    private static string Ours(ResultRow row) => row.Score is null ? "not run yet" : row.Valid ? Accuracy(row) : $"~~{row.Score.Accuracy:0.0000}~~";

    private static string Accuracy(ResultRow row) => $"{row.Score!.Accuracy:0.0000} ({row.Score.AccuracyInterval[0]:0.0000}–{row.Score.AccuracyInterval[1]:0.0000})";

    private static string Word(ResultRow row) => row.Verdict switch
    {
        Verdict.Beaten => "**beaten**",
        Verdict.Met => "met",
        Verdict.Missed => "missed",
        _ => row.Experiment.Published is { Valid: false } || !row.Valid ? "not valid" : "",
    };

    private static string Time(ResultRow row)
    {
        if (row.Model is not { } model || !model.Seconds.TryGetValue("fit", out var fit)) return "";
        var epoch = row.Experiment.Published?.SecondsPerEpoch is { } theirs && model.Steps > 0 ? $" ({fit / model.Steps:0.00} s an epoch; theirs {theirs} s)" : "";
        return Formats.Seconds(fit) + epoch;
    }

    private static string Note(ResultRow row)
    {
        var parts = new List<string?> { row.Experiment.Published?.Note, row.Experiment.Note };
        if (row.Findings.Count > 0) parts.Add($"GenreLab's verdict: {string.Join(" ", row.Findings)}");
        return string.Join(" ", parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
