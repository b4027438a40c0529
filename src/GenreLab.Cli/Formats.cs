using GenreLab.Evaluation;

namespace GenreLab.Cli;

/// <summary>Numbers as people read them.</summary>
internal static class Formats
{
    public static string Percent(double share) => $"{share * 100:0.00} %";

    public static string Percent(double? share) => share is { } value ? Percent(value) : "–";

    /// <summary><c>31.73 % (31.12–32.33 %)</c>.</summary>
    public static string Accuracy(EvaluationResult result) => Accuracy(result.Accuracy, result.AccuracyInterval);

    /// <inheritdoc cref="Accuracy(EvaluationResult)"/>
    public static string Accuracy(double accuracy, IReadOnlyList<double> interval) =>
        $"{Percent(accuracy)} ({interval[0] * 100:0.00}–{interval[1] * 100:0.00} %)";

    public static string Seconds(double seconds) => seconds < 10 ? $"{seconds:0.00} s" : $"{seconds:0.0} s";

    /// <summary><c>45 s</c>, <c>3 min</c>, <c>2.5 h</c>.</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalSeconds < 90 ? $"{time.TotalSeconds:0} s" : time.TotalMinutes < 90 ? $"{time.TotalMinutes:0} min" : $"{time.TotalHours:0.0} h";

    public static string Bytes(long bytes) => bytes < 1 << 20 ? $"{bytes / 1024.0:0.0} KB" : $"{bytes / 1048576.0:0.0} MB";

    /// <summary><c>210 MB/s</c>, of a million bytes.</summary>
    public static string MegabytesPerSecond(long bytes, TimeSpan time) => $"{bytes / 1e6 / Math.Max(1e-9, time.TotalSeconds):0} MB/s";

    public static string Rows(long rows) => rows == 1 ? "1 row" : $"{rows:N0} rows";
}
