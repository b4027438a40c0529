namespace GenreLab.Exploration;

/// <summary>How features go together, two by two, over the rows that have both.</summary>
/// <param name="Features">The features' names: rows and columns of the matrices.</param>
/// <param name="Pearson">Pearson's correlations, −1 to 1, features × features; null where a feature does not vary.</param>
/// <param name="Spearman">Spearman's correlations: Pearson's of the ranks, the middle rank where values tie.</param>
/// <param name="Threshold">From which strength on pairs are named.</param>
/// <param name="Pairs">The pairs at least that strong by either, the strongest first.</param>
public sealed record FeatureCorrelations(
    IReadOnlyList<string> Features, IReadOnlyList<IReadOnlyList<double?>> Pearson, IReadOnlyList<IReadOnlyList<double?>> Spearman,
    double Threshold, IReadOnlyList<CorrelatedPair> Pairs);

/// <summary>Two features that go together.</summary>
/// <param name="First">The one that comes first in the table.</param>
/// <param name="Second">The other.</param>
/// <param name="Pearson">Pearson's correlation, −1 to 1.</param>
/// <param name="Spearman">Spearman's correlation, −1 to 1.</param>
public sealed record CorrelatedPair(string First, string Second, double Pearson, double Spearman);
