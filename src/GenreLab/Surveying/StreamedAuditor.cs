using GenreLab.Data;
using GenreLab.Streaming;

namespace GenreLab.Surveying;

/// <summary>
/// Audits a table larger than memory in two passes over its pieces. Findings about columns and rows are those of <see cref="Auditor"/>; of the
/// split, which is not drawn, it tells what is to be expected. Where ranks share the table, each works through its run, and all get the same result: that of one process.
/// </summary>
public static class StreamedAuditor
{
    /// <summary>Audits a table.</summary>
    /// <param name="source">The table; it is read twice, and once more when a column turns out to be other than it begins.</param>
    /// <param name="load">Which column is what, and how rows are cleaned.</param>
    /// <param name="split">How it would be split.</param>
    /// <param name="readsArtist">Whether a model would read the artist as text.</param>
    /// <param name="survey">Threads, memory, files put aside, progress; null for the defaults. None of it changes the result.</param>
    /// <exception cref="OptionException">An option is outside its range or cannot be had of a table that is read piece by piece.</exception>
    /// <exception cref="DataException">A file is damaged, a record does not fit its header, or nothing is left.</exception>
    /// <exception cref="GenreLabException">Files cannot be put aside.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TableAudit Audit(TableSource source, LoadOptions load, SplitOptions split, bool readsArtist = false, SurveyOptions? survey = null)
    {
        if (split.Method == SplitMethod.File)
            throw new OptionException($"A split by a file needs the table in memory, and {source.Name} is read piece by piece; allow more --memory.");
        survey ??= new SurveyOptions();
        var tracks = TrackSurvey.Of(source, load, new SurveyContext(source, survey), sampleRows: 0, mapTracks: 0, split.Seed, artists: true);
        if (split.Method == SplitMethod.ByArtist && tracks.Gathered.ByArtist is null)
            throw new DataException($"{source.Name} has no artist column to split by; split by track instead.");
        var expected = new ExpectedSplit(split, tracks);
        return new TableAudit(
            tracks.Schema, tracks.Cleaning, tracks.Genres, $"{expected.Description}, not drawn: what is said of it is what is to be expected",
            [.. Auditor.Audit(tracks.Evidence()), .. expected.Findings(readsArtist)]);
    }
}
