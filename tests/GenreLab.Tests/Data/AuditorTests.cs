using GenreLab.Data;

namespace GenreLab.Tests.Data;

public class AuditorTests
{
    [Fact]
    public void SuspiciousColumnsAreExplainedWithMeasuredNumbers()
    {
        var findings = Auditor.Audit(Csv.Genres(SchemaDetectorTests.Suspicious()));
        Assert.Equal("count", Assert.Single(findings, finding => finding.Code == "index-column").Column);
        var leak = Assert.Single(findings, finding => finding.Code == "give-away-column");
        Assert.Equal("mood_code", leak.Column);
        Assert.Contains("right in 100.0% of 200 rows", leak.Message, StringComparison.Ordinal);
        Assert.Contains("25.0%", leak.Message, StringComparison.Ordinal);
        Assert.Contains(findings, finding => finding is { Code: "identifier-column", Column: "comment" });
    }

    [Fact]
    public void ForcedColumnsAreErrors()
    {
        var findings = Auditor.Audit(Csv.Genres(SchemaDetectorTests.Suspicious(), new LoadOptions { Schema = new SchemaOptions { Features = ["+mood_code"] } }));
        var forced = Assert.Single(findings, finding => finding.Severity == AuditSeverity.Error);
        Assert.Equal(("forced-column", "mood_code"), (forced.Code, forced.Column));
        Assert.Contains("not to be believed", forced.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(findings, finding => finding.Code == "give-away-column");
    }

    [Fact]
    public void TheCeilingFollowsFromTracksWithSeveralGenres()
    {
        // Three rows of track a (rock, rock, pop), two of b (pop, rap), one of c: best is 2 + 1 + 1 of 6.
        var table = Csv.Genres("track_id,energy,tempo,genre\na,0.1,1,rock\na,0.1,2,rock\na,0.1,1,pop\nb,0.2,3,pop\nb,0.2,3,rap\nc,0.3,4,rap\n");
        var findings = Auditor.Audit(table);
        Assert.Contains("2 of 3 tracks (same track id) carry 2 to 2 different genres in 5 rows", Assert.Single(findings, finding => finding.Code == "same-track-several-genres").Message, StringComparison.Ordinal);
        var ceiling = Assert.Single(findings, finding => finding.Code == "accuracy-ceiling");
        Assert.Contains("0.667", ceiling.Message, StringComparison.Ordinal);
        Assert.Contains("4 of 6 rows (66.7%)", Assert.Single(findings, finding => finding.Code == "duplicate-rows").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConstantFeaturesAndImbalanceAreNoted()
    {
        var content = "energy,liveness,genre\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"0.{i:00},0.5,{(i < 55 ? "rock" : "pop")}\n"));
        var findings = Auditor.Audit(Csv.Genres(content));
        Assert.Equal("liveness", Assert.Single(findings, finding => finding.Code == "constant-feature").Column);
        Assert.Contains("'rock' has 55 rows, 'pop' only 5", Assert.Single(findings, finding => finding.Code == "imbalance").Message, StringComparison.Ordinal);
        Assert.Contains(findings, finding => finding.Code == "sorted-by-genre");
    }

    [Fact]
    public void AHonestTableHasNoFindings() =>
        Assert.Empty(Auditor.Audit(Csv.Genres("energy,genre\n0.1,rock\n0.2,pop\n0.3,rock\n0.4,pop\n")));

    [Fact]
    public void SharedTracksArtistsAndRowsOfASplitAreCounted()
    {
        var table = Csv.Genres("track_id,artists,energy,genre\na,X;Y,0.1,rock\nb,X,0.2,pop\na,X;Y,0.1,pop\nc,Z,0.3,rap\n");
        var findings = Auditor.AuditSplit(table, new Split([0, 1], [], [2, 3], "by hand"));
        Assert.Contains("1 of 2 test rows (50.0%) are of 1 tracks", Assert.Single(findings, finding => finding.Code == "track-in-several-folds").Message, StringComparison.Ordinal);
        Assert.Contains("1 of 2 test rows", Assert.Single(findings, finding => finding.Code == "artist-in-several-folds").Message, StringComparison.Ordinal);
        Assert.Contains("1 of 2 test rows", Assert.Single(findings, finding => finding.Code == "feature-row-in-several-folds").Message, StringComparison.Ordinal);
        Assert.Empty(Auditor.AuditSplit(table, new Split([0, 1, 2], [], [3], "by hand")));
    }
}
