using GenreLab.Evaluation;

namespace GenreLab.Reports;

/// <summary>The importances several models give to features, side by side.</summary>
/// <param name="Models">The models that have importances, the best first.</param>
/// <param name="Features">The features, the one of the highest mean importance first.</param>
internal sealed record FeatureRanking(IReadOnlyList<RankedModel> Models, IReadOnlyList<RankedFeature> Features)
{
    /// <summary>Ranks the features of the models that have any.</summary>
    /// <param name="models">The models.</param>
    /// <param name="importances">One kind of importance of a model; empty when it has none.</param>
    public static FeatureRanking Of(IReadOnlyList<RankedModel> models, Func<LeaderboardEntry, IReadOnlyList<FeatureImportance>> importances)
    {
        var measured = models.Where(model => importances(model.Entry).Count > 0).ToArray();
        var byModel = measured.Select(model => importances(model.Entry).ToLookup(importance => importance.Feature)).ToArray();
        var features = byModel.SelectMany(lookup => lookup.Select(group => group.Key)).Distinct()
            .Select(name => new RankedFeature(name, [.. byModel.Select(lookup => lookup[name].FirstOrDefault())]))
            .OrderByDescending(feature => feature.Mean).ThenBy(feature => feature.Name, StringComparer.Ordinal);
        return new FeatureRanking(measured, [.. features]);
    }
}

/// <summary>A feature and what each model owes to it.</summary>
/// <param name="Name">The feature's name.</param>
/// <param name="ByModel">Its importance to each model of the ranking; null for a model that does not know it.</param>
internal sealed record RankedFeature(string Name, IReadOnlyList<FeatureImportance?> ByModel)
{
    /// <summary>Mean over the models that know it.</summary>
    public double Mean { get; } = ByModel.OfType<FeatureImportance>().Select(importance => importance.Importance).Where(double.IsFinite).DefaultIfEmpty(double.NegativeInfinity).Average();
}
