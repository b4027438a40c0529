namespace GenreLab.Data;

/// <summary>
/// The best possible accuracy on all rows of a table when rows that are the same track, or the same to a model, carry
/// several genres and each gets one answer.
/// </summary>
/// <param name="ByTrack">With one genre a track, 0 to 1.</param>
/// <param name="ByFeatures">With one genre for rows with all features equal, 0 to 1.</param>
public sealed record AccuracyCeiling(double ByTrack, double ByFeatures)
{
    /// <summary>The lower of the two, against which accuracies are to be read.</summary>
    public double Lowest => Math.Min(ByTrack, ByFeatures);

    /// <summary>Measures a table; null when no track and no row of features carries several genres, so that nothing but skill limits accuracy.</summary>
    public static AccuracyCeiling? Of(GenreTable table)
    {
        var names = table.LabelNames;
        if (names.Count == 0) return null;
        var labels = table.Labels(names);
        var tracks = Ambiguity.Measure(TrackGroups.ByTrack(table.Table, table.Schema, out var trackCount), trackCount, labels, names.Count);
        var features = Ambiguity.Measure(TrackGroups.ByFeatures(table.Table, table.Schema, out var featureCount), featureCount, labels, names.Count);
        return tracks.SeveralLabels + features.SeveralLabels == 0 ? null : new AccuracyCeiling(tracks.Best, features.Best);
    }
}
