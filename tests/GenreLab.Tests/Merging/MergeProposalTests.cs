using System.Text;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Merging;
using GenreLab.Numerics;
using GenreLab.Tests.Data;

namespace GenreLab.Tests.Merging;

public sealed class MergeProposalTests
{
    private static MergeEvidence Evidence(PredictedRows validation, PredictedRows? test = null, string[]? names = null) =>
        new() { LabelNames = names ?? Predictions.Names(validation.Probabilities.Columns), Validation = validation, Test = test };

    [Fact]
    public void UnionsAndScoresAreThoseOfNumPyAndScikitLearn()
    {
        var fixture = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Merging", "merging.json")))!;
        var rows = fixture["probabilities"]!.AsArray();
        var probabilities = new Matrix(rows.Count, 7);
        for (var row = 0; row < rows.Count; row++)
            for (var genre = 0; genre < 7; genre++) probabilities[row, genre] = (float)rows[row]![genre]!.GetValue<double>();
        var proposal = MergeProposal.Of(Evidence(new PredictedRows(probabilities, [.. fixture["labels"]!.AsArray().Select(label => label!.GetValue<int>())])));

        var merges = fixture["merges"]!.AsArray();
        Assert.Equal(merges.Count, proposal.Tree.Merges.Count);
        foreach (var (expected, merge) in merges.Zip(proposal.Tree.Merges))
        {
            Assert.Equal((expected!["left"]!.GetValue<int>(), expected["right"]!.GetValue<int>()), (merge.Left, merge.Right));
            Assert.Equal(expected["lost"]!.GetValue<double>(), merge.Distance, 1e-9);
        }
        var levels = fixture["levels"]!.AsArray();
        Assert.Equal(levels.Select(level => level!["genres"]!.GetValue<int>()), proposal.Curve.Select(point => point.Genres));
        foreach (var (expected, point) in levels.Zip(proposal.Curve))
        {
            var scores = point.Validation;
            Assert.Equal(expected!["accuracy"]!.GetValue<double>(), scores.Accuracy, 1e-12);
            Assert.Equal(expected["chance"]!.GetValue<double>(), scores.Chance, 1e-12);
            Assert.Equal(expected["entropy"]!.GetValue<double>(), scores.Entropy, 1e-9);
            Assert.Equal(expected["information"]!.GetValue<double>(), scores.Information, 1e-9);
            Assert.Equal(expected["informationAccuracy"]!.GetValue<double>(), scores.InformationAccuracy, 1e-9);
            Assert.InRange(scores.Accuracy, scores.AccuracyInterval[0], scores.AccuracyInterval[1]);
            Assert.Null(point.Test);
        }
    }

    [Fact]
    public void GenresThatAreGuessedBecomeOneAndTheInformationStays()
    {
        var proposal = MergeProposal.Of(Evidence(Predictions.OfFamilies(4, 3, 6_000, 1), Predictions.OfFamilies(4, 3, 6_000, 2)));
        Assert.Equal(4, proposal.Suggested);
        string[] families = [.. proposal.Groups(4).Select(group => string.Join(",", group.Genres.Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal)];
        Assert.Equal(["genre 00,genre 01,genre 02", "genre 03,genre 04,genre 05", "genre 06,genre 07,genre 08", "genre 09,genre 10,genre 11"], families);
        var (all, four, two) = (proposal.Curve[0].Test!, proposal.At(4).Test!, proposal.At(2).Test!);
        Assert.InRange(all.Accuracy, 0.28, 0.34);
        Assert.InRange(four.Accuracy, 0.91, 0.94);
        Assert.InRange(four.Information / all.Information, 0.97, 1.03);
        // Half of what is left is lost by telling halves apart only, however accurately.
        Assert.True(two.Accuracy > four.Accuracy);
        Assert.InRange(two.Information / four.Information, 0.35, 0.65);
        Assert.Equal(1, two.Entropy, 0.01);
        Assert.Equal((12, 2, 2), (proposal.Curve[0].Genres, proposal.Curve[^1].Genres, proposal.Fewest));
    }

    [Fact]
    public void TestRowsChooseNothing()
    {
        var validation = Predictions.OfFamilies(3, 3, 900, 3);
        var one = MergeProposal.Of(Evidence(validation, Predictions.OfFamilies(3, 3, 500, 4)));
        var other = MergeProposal.Of(Evidence(validation, Predictions.OfFamilies(9, 1, 500, 5)));
        Assert.Equal(one.Tree.Merges, other.Tree.Merges);
        Assert.Equal(one.Suggested, other.Suggested);
        Assert.Equal(one.Curve.Select(point => point.Validation.Information), other.Curve.Select(point => point.Validation.Information));
        Assert.NotEqual(one.At(3).Test!.Accuracy, other.At(3).Test!.Accuracy);
    }

    [Fact]
    public void ThreadsDoNotChangeABit()
    {
        var evidence = Evidence(Predictions.OfFamilies(3, 4, 800, 6, noise: 0.3), Predictions.OfFamilies(3, 4, 700, 7, noise: 0.3));
        var (one, many) = (MergeProposal.Of(evidence, threads: 1), MergeProposal.Of(evidence, threads: 7));
        Assert.Equal(one.Tree.Merges, many.Tree.Merges);
        foreach (var (first, second) in one.Curve.Zip(many.Curve))
        {
            Assert.Equal(first.Test!.Information, second.Test!.Information);
            Assert.Equal(first.Test.AccuracyInterval, second.Test.AccuracyInterval);
        }
    }

    [Fact]
    public void AGenreWithoutValidationRowsStaysAsItIs()
    {
        var rows = Predictions.OfFamilies(2, 3, 600, 8);
        int[] known = [.. Enumerable.Range(0, 600).Where(row => rows.Labels[row] != 4)];
        var probabilities = new Matrix(known.Length, 6);
        for (var row = 0; row < known.Length; row++) rows.Probabilities.Row(known[row]).CopyTo(probabilities.Row(row));
        var proposal = MergeProposal.Of(Evidence(new PredictedRows(probabilities, [.. known.Select(row => rows.Labels[row])])));
        Assert.Equal([0, 1, 2, 3, 5], proposal.Judged);
        Assert.Equal((6, 3), (proposal.Curve[0].Genres, proposal.Fewest));
        var groups = proposal.Groups(3);
        Assert.Equal(3, groups.Count);
        Assert.Equal(["genre 04"], groups[^1].Genres);
        Assert.DoesNotContain("genre 04", proposal.ToMerge(3, "m").Targets.Keys);
        Assert.Equal("6 genres cannot be merged into 2; choose 3 to 5 (1 of them has no validation rows and stays as it is).", Assert.Throws<OptionException>(() => proposal.ToMerge(2, "m")).Message);
    }

    [Fact]
    public void ImpossibleNumbersAreRefused()
    {
        var proposal = MergeProposal.Of(Evidence(Predictions.OfFamilies(2, 2, 300, 9)));
        Assert.Equal("4 genres cannot be merged into 4; choose 2 to 3.", Assert.Throws<OptionException>(() => proposal.ToMerge(4, "m")).Message);
        Assert.Throws<OptionException>(() => proposal.At(1));
        Assert.Throws<OptionException>(() => proposal.Groups(5));
        Assert.Equal(4, proposal.Groups(4).Count);
        Assert.Contains("only 2 genres (genre 00 and genre 01)", Assert.Throws<DataException>(() => MergeProposal.Of(Evidence(Predictions.OfFamilies(2, 1, 100, 1)))).Message, StringComparison.Ordinal);
        var few = new Matrix(2, 5);
        few.Values.Fill(0.2f);
        Assert.Contains("Only 2 of 5 genres have validation rows", Assert.Throws<DataException>(() => MergeProposal.Of(Evidence(new PredictedRows(few, [1, 3])))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesTellTheMembers()
    {
        string[] names = ["pop", "k-pop", "rock", "punk", "metal", "grunge", "pop/k-pop", "k-pop/pop"];
        var probabilities = new Matrix(80, 8);
        int[] labels = [.. Enumerable.Range(0, 80).Select(row => row % 8)];
        int[][] families = [[0, 1], [2, 3, 4, 5], [6], [7]];
        for (var row = 0; row < 80; row++)
        {
            var family = families.Single(members => members.Contains(labels[row]));
            foreach (var genre in family) probabilities[row, genre] = genre == 3 && family.Length > 1 ? 0.4f : 0.6f / (family.Length - (family.Contains(3) ? 1 : 0));
            if (family.Length == 2) foreach (var genre in family) probabilities[row, genre] = 0.5f;
            if (family.Length == 1) probabilities[row, family[0]] = 1;
        }
        var groups = MergeProposal.Of(Evidence(new PredictedRows(probabilities, labels), names: names)).Groups(4);
        // The genre that shares most with the others comes first; a name that a genre has already is avoided.
        Assert.Equal("pop/k-pop +", groups.Single(group => group.Genres.Contains("pop")).Name);
        Assert.StartsWith("punk/", groups.Single(group => group.Genres.Contains("rock")).Name, StringComparison.Ordinal);
        Assert.EndsWith(" +2", groups.Single(group => group.Genres.Contains("rock")).Name, StringComparison.Ordinal);
        Assert.Equal("pop/k-pop", groups.Single(group => group.Genres[0] == "pop/k-pop").Name);
    }

    [Fact]
    public void TheMergeIsReadBackAsItWasWritten()
    {
        string[] names = ["#tag", "a, b", "say \"x\"", "plain", "other", "ümlaut"];
        var rows = Predictions.OfFamilies(2, 3, 600, 10);
        var merge = MergeProposal.Of(Evidence(rows, names: names)).ToMerge(2, "mine.csv");
        Assert.Equal(6, merge.Targets.Count);
        var read = Written(merge);
        Assert.Equal(merge.Targets, read.Targets);
        read.RequireFits("table", names);
    }

    [Fact]
    public void AMergeOfMergedGenresDoesBoth()
    {
        var before = new GenreMerge("before", new Dictionary<string, string> { ["k-pop"] = "all pop", ["pop"] = "all pop", ["punk"] = "rock" });
        string[] names = ["all pop", "dance", "folk", "rock"];
        var proposal = MergeProposal.Of(Evidence(Predictions.OfFamilies(2, 2, 600, 11), names: names));
        var both = proposal.ToMerge(2, "both", before);
        Assert.Equal(both["all pop"], both["k-pop"]);
        Assert.Equal(both["dance"], both["pop"]);
        Assert.Equal(both["folk"], both["punk"]);
        Assert.NotEqual(both["dance"], both["folk"]);
        // The table knows "all pop" only as a link of a chain.
        var read = Written(both);
        read.RequireFits("table", ["k-pop", "pop", "punk", "rock", "dance", "folk"]);
        Assert.Equal(both.Targets, read.Targets);
        Assert.Throws<DataException>(() => read.RequireFits("table", ["k-pop", "pop", "punk", "rock", "dance"]));
    }

    [Fact]
    public void ALineBreakInANameIsRefused() => Assert.Contains("line break", Assert.Throws<DataException>(() => new GenreMerge("m", new Dictionary<string, string> { ["a\nb"] = "c" }).Write(Stream.Null)).Message, StringComparison.Ordinal);

    private static GenreMerge Written(GenreMerge merge)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "merge.csv");
        using (var file = File.Create(path)) merge.Write(file, "made by a test");
        Assert.StartsWith("# made by a test\nfrom,to\n", File.ReadAllText(path, Encoding.UTF8), StringComparison.Ordinal);
        return GenreMerge.Load(path);
    }
}
