using System.Text.Json;
using GenreLab.Evaluation;
using GenreLab.Records;

namespace GenreLab.Cli.Recording;

/// <summary>Recorded runs as people read them.</summary>
internal static class RunTables
{
    public static string Word(RunStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    /// <summary>The local time to the minute.</summary>
    public static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm");

    public static string Accuracy(RecordedScores? scores) =>
        scores is null ? "–" : Formats.Accuracy(scores.Accuracy, scores.AccuracyInterval);

    public static string Took(RunRecord run) =>
        run.Finished is { } finished ? Formats.Duration(finished - run.Started) : run.Status == RunStatus.Running ? $"{Formats.Duration(DateTimeOffset.UtcNow - run.Started)} so far" : "–";

    /// <summary>The words of a comparison, one line each.</summary>
    public static IEnumerable<string> Lines(PairedComparison comparison, string first, string second) =>
    [
        comparison.InWords(first, second),
        $"both right {comparison.BothRight:N0}, only {first} right {comparison.OnlyFirstRight:N0}, only {second} right {comparison.OnlySecondRight:N0}, both wrong {comparison.BothWrong:N0}; McNemar's test {(comparison.Exact ? "exact" : "by chi-squared")}",
    ];
}
