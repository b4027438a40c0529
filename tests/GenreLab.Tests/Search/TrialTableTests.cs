using System.Text;
using GenreLab.Data;
using GenreLab.Search;
using GenreLab.Tests.Data;

namespace GenreLab.Tests.Search;

public sealed class TrialTableTests
{
    private const string Json = """{ "hidden": ["64,32", "16"], "learningRate": { "from": 1e-5, "to": 1e-2, "scale": "log" }, "epochs": 9 }""";
    private static readonly SearchIdentity Identity = new("0123456789ab", "ba9876543210", "halving9", 7);
    private static readonly SearchPlan Plan = Spaces.Plan(Json, SearchMethod.Halving, 9, seed: 7);
    private static readonly TrialTable Table = new(Plan, Identity);

    private static readonly TrialResult[] Results =
    [
        new(1, 1, new TrialScore(0.1 + 0.2, 1.0 / 3, 1e-17, 12.5)), new(2, 1, new TrialScore(0, null, 3.25, 0.001)),
        new(3, 1, null, "It \"diverged\", said\nthe loss."), new(1, 2, new TrialScore(1, 0, 0, 3)),
    ];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public void WhatIsWrittenIsReadBackToTheBit()
    {
        var text = Table.TextOf(Results);
        Assert.Equal("search,trial,rung,resource,accuracy,deviation,log_loss,seconds,hidden,learningRate,epochs,failure", text.Split('\n')[0]);
        Assert.StartsWith("0123456789ab-ba9876543210-halving9-7,1,1,1 epochs,0.30000000000000004,", text.Split('\n')[1], StringComparison.Ordinal);
        Assert.Equal(Results.Select(result => result with { Failure = result.Failure?.Replace('\n', ' ') }), Table.Read(Bytes(text), "trials.csv").OrderBy(result => result.Rung).ThenBy(result => result.Trial));
        Assert.Equal([], Table.Read(Bytes(Table.Header), "trials.csv"));
        Assert.Equal([], Table.Read([], "trials.csv"));
        Assert.Equal([Results[2] with { Failure = "No." }], Table.Read(Bytes(Table.TextOf([Results[2] with { Failure = "No." }])), "trials.csv"));
    }

    [Fact]
    public void ALineThatWasBeingWrittenIsLeftOut()
    {
        var text = Table.TextOf(Results[..2]);
        for (var cut = Table.Header.Length; cut < text.Length; cut++)
            Assert.Equal(text[..cut].Count(letter => letter == '\n') - 1, Table.Read(Bytes(text[..cut]), "trials.csv").Count);
        Assert.Empty(Table.Read(Bytes(Table.Header[..10]), "trials.csv"));
    }

    [Fact]
    public void AnotherSearchIsRefusedAndTheDifferenceNamed()
    {
        foreach (var (other, words) in ((SearchIdentity, string)[])
        [
            (Identity with { Data = "ffffffffffff" }, "other rows, features or folds"), (Identity with { Space = "ffffffffffff" }, "another space, model, option"),
            (Identity with { Method = "grid" }, "the method grid (now halving9)"), (Identity with { Seed = 8 }, "seed 8 (now 7)"),
        ])
        {
            var message = Assert.Throws<DataException>(() => Table.Read(Bytes(new TrialTable(Plan, other).TextOf(Results)), "trials.csv")).Message;
            Assert.Contains("trials.csv holds the results of another search, with " + words, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WhatIsNoResultsFileIsRefused()
    {
        var line = Table.LineOf(Results[0]);
        foreach (var text in (string[])["energy,genre\n1,rock\n2,pop\n", Table.Header + "hello\n", Table.Header + line.Replace("halving9", "halving-9", StringComparison.Ordinal),
            Table.Header + line.Replace(",1,1,1 epochs,0.3", ",1,7,1 epochs,0.3", StringComparison.Ordinal), Table.Header + line.Replace(",0.30000000000000004,", ",1.3,", StringComparison.Ordinal),
            Table.Header + line.Replace(",0.30000000000000004,", ",,", StringComparison.Ordinal), Table.Header.Replace("hidden", "units", StringComparison.Ordinal) + line, "\n\n\n", "\0\0\0\n"])
            Assert.Contains("trials.csv", Assert.Throws<DataException>(() => Table.Read(Bytes(text), "trials.csv")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RowsFoldsSpaceAndOptionsMakeAnIdentity()
    {
        var tracks = Csv.Genres("track_id,energy,tempo,genre\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"t{i},0.{i:00},{i * 2},{(i % 2 == 0 ? "rock" : "pop")}\n")));
        var other = Csv.Genres("track_id,energy,tempo,genre\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"t{i},0.{i:00},{i * 2 + (i == 7 ? 1 : 0)},{(i % 2 == 0 ? "rock" : "pop")}\n")));
        var split = Splitter.Split(tracks, new SplitOptions { TestShare = 0 });
        SearchIdentity Of(GenreTable table, SearchPlan plan, ulong seed = 1, int folds = 3) => SearchIdentity.Of(plan, table, CrossValidation.Folds(table, split, folds, seed));
        var plan = Spaces.Plan(Json, SearchMethod.Random, 5);
        Assert.Equal(Of(tracks, plan), Of(tracks, Spaces.Plan(Json, SearchMethod.Random, 20)));
        Assert.Equal(Of(tracks, plan), SearchIdentity.Parse(Of(tracks, plan).ToString()));
        Assert.Equal(["other rows, features or folds"], Of(tracks, plan).Differences(Of(other, plan)));
        Assert.Equal(["other rows, features or folds"], Of(tracks, plan).Differences(Of(tracks, plan, seed: 2)));
        Assert.Equal(["other rows, features or folds"], Of(tracks, plan).Differences(Of(tracks, plan, folds: 4)));
        Assert.Single(Of(tracks, plan).Differences(Of(tracks, Spaces.Plan(Json.Replace("16", "17", StringComparison.Ordinal), SearchMethod.Random, 5))));
        Assert.Single(Of(tracks, plan).Differences(Of(tracks, Spaces.Plan(Json, SearchMethod.Halving, 5))));
    }
}
