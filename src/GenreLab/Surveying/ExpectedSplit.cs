using GenreLab.Data;

namespace GenreLab.Surveying;

/// <summary>
/// What the folds of a split have in common on average. With tests drawn by a share t, a row whose group has n − 1 other members has one of
/// them among the learnt rows with a probability of 1 − t^(n − 1), members being drawn alone.
/// </summary>
internal sealed class ExpectedSplit(SplitOptions options, TrackSurvey tracks)
{
    private double Share => options.TestShare > 0 ? options.TestShare : options.ValidationShare;

    private string Held => options.TestShare > 0 ? "test" : "validation";

    private string Learnt => options.TestShare > 0 ? "training or validation" : "training";

    private bool ByRow => options.Method is SplitMethod.Random or SplitMethod.Stratified;

    /// <summary>How it would be split.</summary>
    public string Description => $"{Word}, {100 * (1 - options.TestShare - options.ValidationShare):0.#}/{100 * options.ValidationShare:0.#}/{100 * options.TestShare:0.#}";

    private string Word => options.Method switch
    {
        SplitMethod.ByTrack => "by track",
        SplitMethod.ByArtist => "by artist",
        SplitMethod.Stratified => "stratified",
        _ => "random",
    };

    /// <summary>The findings, as <see cref="Auditor.AuditSplit"/> has them of a split that is drawn.</summary>
    public IEnumerable<AuditFinding> Findings(bool readsArtist)
    {
        if (Share == 0) yield break;
        if (ByRow && Shared(tracks.Gathered.ByTrack.RowsOfSize, Share) is >= 0.5 and var ofTracks)
        {
            yield return new AuditFinding(
                "track-in-several-folds", AuditSeverity.Warning, tracks.Schema.ColumnOf(ColumnRole.TrackId),
                $"{About(ofTracks)} would be of tracks that {Learnt} rows hold too (same {TrackGroups.Basis(tracks.Schema)}); scores on them measure memory as well as skill.",
                "Split by track (the default) for numbers that hold for new tracks.");
        }
        if (Artists(Share) is >= 0.5 and var ofArtists)
        {
            yield return new AuditFinding(
                "artist-in-several-folds", AuditSeverity.Note, tracks.Schema.ColumnOf(ColumnRole.Artist),
                $"{About(ofArtists)} would be by artists that {Learnt} rows hold too, and an artist's tracks resemble each other.",
                "Split by artist for numbers that hold for new artists.");
        }
        if (ByRow && Shared(tracks.Gathered.ByFeatures.RowsOfSize, Share) is >= 0.5 and var ofFeatures)
        {
            yield return new AuditFinding(
                "feature-row-in-several-folds", AuditSeverity.Warning, null,
                $"{About(ofFeatures)} would have exactly the features of a {Learnt} row.",
                "Split by track, or drop repeated rows, so that held-out rows are new to the model.");
        }
        if (readsArtist && Artists(options.TestShare + options.ValidationShare) is >= 0.5 and var read)
        {
            yield return new AuditFinding(
                "artist-as-text", AuditSeverity.Warning, tracks.Schema.ColumnOf(ColumnRole.Artist),
                $"The artist is read as text, and {About(read).ToLowerInvariant()} would be by artists that training rows hold too: the model can learn by heart which genre an artist has.",
                "Split by artist for numbers that hold for new artists.");
        }
    }

    /// <summary>Held rows by artists that learnt rows hold too, when a share of all is not learnt from.</summary>
    private double Artists(double unlearnt) =>
        options.Method == SplitMethod.ByArtist || tracks.Gathered.ByArtist is not { } artists ? 0 : Shared(ByRow ? artists.RowsOfRows : artists.RowsOfTracks, unlearnt);

    private double Shared(IReadOnlyDictionary<int, long> rowsOfSize, double unlearnt) =>
        rowsOfSize.OrderBy(size => size.Key).Sum(size => Share * size.Value * (1 - Math.Pow(unlearnt, size.Key - 1)));

    private string About(double shared) => $"About {shared:N0} of {Share * tracks.Rows:N0} {Held} rows ({shared / (Share * tracks.Rows):0.0%})";
}
