using GenreLab.Data;
using GenreLab.Preprocessing.Selection;

namespace GenreLab.Exploration;

/// <summary>How well a feature tells genres apart, in a word.</summary>
public enum SeparationVerdict
{
    /// <summary>Nearly the same in all genres.</summary>
    None,
    /// <summary>Differs between genres, but tells little.</summary>
    Weak,
    /// <summary>Helps to tell genres apart.</summary>
    Useful,
    /// <summary>Tells much about the genre by itself.</summary>
    Strong,
}

/// <summary>How well one feature by itself tells genres apart.</summary>
/// <param name="F">F of a one-way analysis of variance; null when it is undefined, as for a constant feature, or infinite.</param>
/// <param name="P">Probability of an F as large if all genres had the same mean; 0 when it is below what a double can hold.</param>
/// <param name="Log10P">Its decimal logarithm, which says how small it is even then.</param>
/// <param name="EtaSquared">The share of the feature's variance that lies between genres, 0 to 1; null for a constant feature.</param>
/// <param name="MutualInformation">What the feature tells about the genre, in nats, whatever the form of their dependence: by neighbours' distances
/// for quantities (Ross, 2014), from shares for flags and categories; scikit-learn's <c>mutual_info_classif</c>.</param>
/// <param name="InformationShare">That as a share of the entropy of the genres, 0 to 1.</param>
/// <param name="Verdict">All in a word.</param>
public sealed record GenreSeparation(
    double? F, double? P, double? Log10P, double? EtaSquared, double MutualInformation, double InformationShare, SeparationVerdict Verdict)
{
    // Cohen (1988) calls shares of explained variance of 0.02, 0.13 and 0.26 small, medium and large.
    private const double Small = 0.02, Medium = 0.13, Large = 0.26;

    /// <summary>Scores a feature.</summary>
    internal static GenreSeparation Of(FeatureKind kind, ReadOnlySpan<double> values, GroupedValues grouped, int[] groups, double entropy)
    {
        var information = kind == FeatureKind.Numeric
            ? Preprocessing.Selection.MutualInformation.OfContinuous(values, groups, grouped.Groups)
            : Preprocessing.Selection.MutualInformation.OfDiscrete(grouped);
        return Of(AnalysisOfVariance.Of(grouped), information, kind == FeatureKind.Numeric ? 0 : ByChance(grouped), entropy);
    }

    /// <summary>Puts scores together.</summary>
    /// <param name="variance">The analysis of variance.</param>
    /// <param name="information">The mutual information.</param>
    /// <param name="byChance">How much of it shows where there is none.</param>
    /// <param name="entropy">The entropy of the genres.</param>
    internal static GenreSeparation Of(AnalysisOfVariance variance, double information, double byChance, double entropy) => new(
        Finite(variance.F), double.IsNaN(variance.LogP) ? null : Math.Exp(variance.LogP), Finite(variance.LogP / Math.Log(10)), Finite(variance.EtaSquared),
        information, entropy > 0 ? Math.Min(1, information / entropy) : 0, Judge(information - byChance));

    /// <summary>The information that shares of so many values and groups show where there is none: (values − 1) (groups − 1) / 2 n.</summary>
    internal static double ByChance(int values, int groups, long count) => count == 0 ? 0 : (values - 1.0) * (groups - 1.0) / (2.0 * count);

    /// <summary>
    /// Information as the share of variance that as much of it stands for between normally distributed quantities, 1 − exp(−2 I) (Linfoot, 1957:
    /// "An informational measure of correlation"), judged by Cohen's bounds.
    /// </summary>
    private static SeparationVerdict Judge(double information) => (1 - Math.Exp(-2 * information)) switch
    {
        >= Large => SeparationVerdict.Strong,
        >= Medium => SeparationVerdict.Useful,
        >= Small => SeparationVerdict.Weak,
        _ => SeparationVerdict.None,
    };

    /// <summary>The information that shares of so many values and groups show where there is none (Miller, 1955): (values − 1) (groups − 1) / 2 n.</summary>
    private static double ByChance(GroupedValues grouped)
    {
        int values = 0, groups = 0;
        for (var i = 0; i < grouped.Sorted.Length; i++)
            if (i == 0 || grouped.Sorted[i] != grouped.Sorted[i - 1]) values++;
        for (var group = 0; group < grouped.Groups; group++)
            if (!grouped.Of(group).IsEmpty) groups++;
        return ByChance(values, groups, grouped.GroupedCount);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
