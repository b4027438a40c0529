using GenreLab.Text;

namespace GenreLab.Data;

/// <summary>Finds what would make results look better than they are, and says so with numbers.</summary>
public static class Auditor
{
    private const double SortedShare = 0.9;
    private const double ImbalanceFactor = 10;
    private const int MostWords = 5;

    /// <summary>Looks at a cleaned table's columns and rows.</summary>
    /// <returns>Findings, columns first.</returns>
    public static IReadOnlyList<AuditFinding> Audit(GenreTable table) => Audit(AuditEvidence.Of(table));

    /// <summary>Judges what was gathered of a table's columns and rows.</summary>
    internal static IReadOnlyList<AuditFinding> Audit(AuditEvidence evidence)
    {
        var findings = new List<AuditFinding>();
        foreach (var (name, role) in evidence.Schema.Roles) AuditColumn(findings, evidence, name, role);
        foreach (var feature in evidence.Constant)
        {
            findings.Add(new AuditFinding(
                "constant-feature", AuditSeverity.Note, feature.Column,
                $"Feature {Quoted.From(feature.Name)} has the same value in every row, so it tells nothing.",
                $"Leave it out with --features -{feature.Column}."));
        }
        if (evidence.Genres.Count == 0) return findings;

        if (evidence.NeighbourAgreement >= SortedShare && evidence.Genres.Count > 1)
        {
            findings.Add(new AuditFinding(
                "sorted-by-genre", AuditSeverity.Note, null,
                $"Neighbouring rows share the genre in {evidence.NeighbourAgreement:0.0%} of cases: the file is sorted by genre, so a row's number tells its genre.",
                "Nothing depends on the order of rows; index columns are left out."));
        }
        AuditLyrics(findings, evidence);
        AuditRows(findings, evidence);
        AuditGenres(findings, evidence.Genres, evidence.GenreRows);
        return findings;
    }

    /// <summary>Looks for what training and held-out rows have in common.</summary>
    public static IReadOnlyList<AuditFinding> AuditSplit(GenreTable table, Split split)
    {
        var findings = new List<AuditFinding>();
        var held = split.Test.Length > 0 ? (Rows: split.Test, Word: "test") : (Rows: split.Validation, Word: "validation");
        if (held.Rows.Length == 0 || split.Train.Length == 0) return findings;
        int[] learnt = held.Word == "test" ? [.. split.Train, .. split.Validation] : split.Train;

        var tracks = TrackGroups.ByTrack(table.Table, table.Schema, out var trackCount);
        var shared = Shared(tracks, trackCount, learnt, held.Rows, out var sharedTracks);
        if (shared > 0)
        {
            findings.Add(new AuditFinding(
                "track-in-several-folds", AuditSeverity.Warning, table.Schema.ColumnOf(ColumnRole.TrackId),
                $"{shared:N0} of {held.Rows.Length:N0} {held.Word} rows ({Share(shared, held.Rows.Length)}) are of {sharedTracks:N0} tracks that training or validation rows hold too (same {TrackGroups.Basis(table.Schema)}); scores on them measure memory as well as skill.",
                "Split by track (the default) for numbers that hold for new tracks."));
        }
        if (TrackGroups.ByArtist(table.Table, table.Schema, out var artistCount) is { } artists)
        {
            shared = Shared(artists, artistCount, learnt, held.Rows, out var sharedArtists);
            if (shared > 0)
            {
                findings.Add(new AuditFinding(
                    "artist-in-several-folds", AuditSeverity.Note, table.Schema.ColumnOf(ColumnRole.Artist),
                    $"{shared:N0} of {held.Rows.Length:N0} {held.Word} rows ({Share(shared, held.Rows.Length)}) are by {sharedArtists:N0} artists that training or validation rows hold too, and an artist's tracks resemble each other.",
                    "Split by artist for numbers that hold for new artists."));
            }
        }
        var values = TrackGroups.ByFeatures(table.Table, table.Schema, out var valueCount);
        shared = Shared(values, valueCount, learnt, held.Rows, out _);
        if (shared > 0)
        {
            findings.Add(new AuditFinding(
                "feature-row-in-several-folds", AuditSeverity.Warning, null,
                $"{shared:N0} of {held.Rows.Length:N0} {held.Word} rows ({Share(shared, held.Rows.Length)}) have exactly the features of a training or validation row.",
                "Split by track, or drop repeated rows, so that held-out rows are new to the model."));
        }
        return findings;
    }

    /// <summary>Tells what it does to a split when a model reads the artist; null when no artist is on both sides of it.</summary>
    public static AuditFinding? AuditArtistAsText(GenreTable table, Split split)
    {
        var held = split.Test.Length > 0 ? (Rows: split.Test, Word: "test") : (Rows: split.Validation, Word: "validation");
        if (held.Rows.Length == 0 || TrackGroups.ByArtist(table.Table, table.Schema, out var count) is not { } artists) return null;
        var shared = Shared(artists, count, split.Train, held.Rows, out var sharedArtists);
        return shared == 0 ? null : new AuditFinding(
            "artist-as-text", AuditSeverity.Warning, table.Schema.ColumnOf(ColumnRole.Artist),
            $"The artist is read as text, and {shared:N0} of {held.Rows.Length:N0} {held.Word} rows ({Share(shared, held.Rows.Length)}) are by {sharedArtists:N0} artists that training rows hold too: the model can learn by heart which genre an artist has.",
            "Split by artist for numbers that hold for new artists.");
    }

    private static void AuditColumn(List<AuditFinding> findings, AuditEvidence evidence, string name, ColumnRole role)
    {
        if (role is not (ColumnRole.Index or ColumnRole.Identifier or ColumnRole.TrackId or ColumnRole.GiveAway)) return;
        var shown = name.Length == 0 ? "(unnamed)" : Quoted.From(name);
        var neighbours = evidence.NeighbourAgreement;
        var words = role switch
        {
            ColumnRole.Index => $"Column {shown} counts the rows"
                + (neighbours >= SortedShare ? $", and neighbouring rows share the genre in {neighbours:0.0%} of cases: the file is sorted by genre, so the count tells the genre." : "; it says nothing about the music."),
            ColumnRole.GiveAway => $"Column {shown} gives the genre away: {LeakEvidence(evidence, name)}",
            _ => $"Column {shown} identifies tracks or other things ({Different(evidence.Distinct[name])} different values in {evidence.Rows:N0} rows); a model could only learn it by heart.",
        };
        if (evidence.Schema.Forced.Contains(name))
        {
            findings.Add(new AuditFinding(
                "forced-column", AuditSeverity.Error, name,
                words + " It was forced in as a feature: results with it are not to be believed.",
                $"Leave it out with --features -{name}."));
        }
        else if (role == ColumnRole.Index)
        {
            findings.Add(new AuditFinding("index-column", AuditSeverity.Warning, name, words, "It is not used as a feature."));
        }
        else if (role == ColumnRole.GiveAway)
        {
            findings.Add(new AuditFinding("give-away-column", AuditSeverity.Warning, name, words, "It is not used as a feature."));
        }
        else
        {
            findings.Add(new AuditFinding(
                "identifier-column", AuditSeverity.Note, name, words,
                role == ColumnRole.TrackId ? "It is not used as a feature; it keeps the rows of one track in one fold." : "It is not used as a feature."));
        }
    }

    private static string LeakEvidence(AuditEvidence evidence, string name) =>
        !evidence.Leaks.TryGetValue(name, out var leak) || leak.Rows == 0
            ? "its name speaks of genres or playlists."
            : $"guessing each row's genre from the other rows with the same value is right in {leak.Accuracy:0.0%} of {leak.Rows:N0} rows, where always guessing the most frequent genre is right in {leak.BaseRate:0.0%}.";

    private static string Different(DistinctValues values) => $"{(values.IsExact ? "" : "about ")}{values.Count:N0}";

    private static void AuditLyrics(List<AuditFinding> findings, AuditEvidence evidence)
    {
        if (evidence.Schema.ColumnOf(ColumnRole.Lyrics) is not { } name || evidence.SourceWords.Count == 0) return;
        var (names, words) = (evidence.Genres, evidence.SourceWords);
        var told = words.Take(MostWords).Select(word =>
            $"{Quoted.From(word.Word)}{word.Place switch { TextPlace.Start => " at the beginning", TextPlace.End => " at the end", _ => "" }} of {word.Share:0.0%} of the texts of {Quoted.From(names[word.Genre])} and {word.Elsewhere:0.0%} of all others");
        findings.Add(new AuditFinding(
            "source-words", AuditSeverity.Warning, name,
            $"Words in {Quoted.From(name)} were left by the sites that the texts were taken from and tell the source rather than the song: {string.Join("; ", told)}{(words.Count > MostWords ? "; …" : "")}.",
            $"Leave them out with --stop-words FILE, a file with {(words.Count == 1 ? "this word" : "these words")}."));
    }

    private static void AuditRows(List<AuditFinding> findings, AuditEvidence evidence)
    {
        var (total, byFeatures, byTrack) = (evidence.Rows, evidence.ByFeatures, evidence.ByTrack);
        var basis = TrackGroups.Basis(evidence.Schema);

        if (byFeatures.RowsInRepeats > 0)
        {
            findings.Add(new AuditFinding(
                "duplicate-rows", AuditSeverity.Note, null,
                $"{byFeatures.RowsInRepeats:N0} of {total:N0} rows ({Share(byFeatures.RowsInRepeats, total)}) have exactly the features of another row; there are {evidence.FeatureRows:N0} different feature rows.",
                "Rows of one track are kept in one fold by the default split."));
        }
        if (byTrack.SeveralLabels > 0)
        {
            findings.Add(new AuditFinding(
                "same-track-several-genres", AuditSeverity.Warning, evidence.Schema.ColumnOf(ColumnRole.TrackId),
                $"{byTrack.SeveralLabels:N0} of {evidence.Tracks:N0} tracks (same {basis}) carry 2 to {byTrack.MostLabels} different genres in {byTrack.RowsOfSeveral:N0} rows.",
                "No model that gives a track one genre can be right on all of them; look at the top-5 accuracy too."));
        }
        if (byFeatures.SeveralLabels > 0 || byTrack.SeveralLabels > 0)
        {
            var best = Math.Min(byTrack.Best, byFeatures.Best);
            findings.Add(new AuditFinding(
                "accuracy-ceiling", AuditSeverity.Warning, null,
                $"With one genre a track (same {basis}) the best possible accuracy on all rows is {byTrack.Best:0.000}; with one genre for each of the different feature rows it is {byFeatures.Best:0.000}.",
                $"Read every accuracy against {best:0.000}, not against 1."));
        }
    }

    private static void AuditGenres(List<AuditFinding> findings, IReadOnlyList<string> names, IReadOnlyList<int> counts)
    {
        var single = names.Where((_, label) => counts[label] == 1).ToArray();
        if (single.Length > 0)
        {
            findings.Add(new AuditFinding(
                "single-track-genre", AuditSeverity.Warning, null,
                $"{(single.Length == 1 ? "One genre has" : $"{single.Length} genres have")} a single row: {string.Join(", ", single.Take(10).Select(Quoted.From))}{(single.Length > 10 ? ", …" : "")}. It can be learnt from or tested on, not both.",
                "Add tracks of it, or leave it out with --genres."));
        }
        int most = counts.ToList().IndexOf(counts.Max()), fewest = counts.ToList().IndexOf(counts.Min());
        if (counts[most] < ImbalanceFactor * counts[fewest]) return;
        findings.Add(new AuditFinding(
            "imbalance", AuditSeverity.Note, null,
            $"{Quoted.From(names[most])} has {counts[most]:N0} rows, {Quoted.From(names[fewest])} only {counts[fewest]:N0}; plain accuracy favours the frequent genres.",
            "Look at the macro-averaged scores, or train with class weights."));
    }

    private static int Shared(int[] groups, int count, int[] learnt, int[] held, out int sharedGroups)
    {
        var known = new bool[count];
        foreach (var row in learnt) known[groups[row]] = true;
        var counted = new bool[count];
        var rows = 0;
        sharedGroups = 0;
        foreach (var row in held)
        {
            if (!known[groups[row]]) continue;
            rows++;
            if (counted[groups[row]]) continue;
            counted[groups[row]] = true;
            sharedGroups++;
        }
        return rows;
    }

    private static string Share(int part, int all) => (part / (double)all).ToString("0.0%");
}
