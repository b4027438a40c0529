namespace GenreLab.Reports;

/// <summary>Numbers as the report spells them.</summary>
internal static class Numbers
{
    private const char NoBreakSpace = '\u00A0';

    /// <summary>A share of 0 to 1 in percent: <c>31.7 %</c>.</summary>
    public static string Percent(double share) => double.IsFinite(share) ? $"{100 * share:0.0}{NoBreakSpace}%" : "–";

    /// <summary>A difference of shares in percentage points, with its sign: <c>+1.9</c>, <c>−0.3</c>.</summary>
    public static string Points(double difference) => double.IsFinite(difference) ? (100 * difference).ToString("+0.0;\u22120.0;0.0") : "–";

    /// <summary>A whole number with thousands apart: <c>22,710</c>.</summary>
    public static string Count(long count) => count.ToString("N0");

    /// <summary>A score with three digits: <c>0.317</c>; a dash when there is none.</summary>
    public static string Score(double? score) => score is { } value && double.IsFinite(value) ? value.ToString("0.000") : "–";

    /// <summary>A quantity of unknown size with four significant digits: <c>228,031</c>, <c>0.0521</c>.</summary>
    public static string Quantity(double value) =>
        !double.IsFinite(value) ? "–"
        : Math.Abs(value) >= 1000 ? value.ToString("N0")
        : value == 0 ? "0"
        : value.ToString(Math.Abs(value) < 1e-4 ? "0.##E0" : "G4");

    /// <summary>A duration: <c>0.04 s</c>, <c>12.3 s</c>, <c>4 min 05 s</c>.</summary>
    public static string Seconds(double seconds) =>
        !double.IsFinite(seconds) ? "–"
        : seconds < 1 ? $"{seconds:0.00}{NoBreakSpace}s"
        : seconds < 120 ? $"{seconds:0.0}{NoBreakSpace}s"
        : $"{Math.Floor(seconds / 60):0}{NoBreakSpace}min {seconds % 60:00}{NoBreakSpace}s";
}
