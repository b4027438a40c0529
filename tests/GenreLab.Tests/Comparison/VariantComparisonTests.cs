using System.Text;
using GenreLab.Comparison;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Search;
using GenreLab.Tests.Models;

namespace GenreLab.Tests.Comparison;

public sealed class VariantComparisonTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-comparison-").FullName;
    private readonly GenreTable table;
    private readonly ModelVariant[] variants = [Variant("tempo and energy: decision-tree"), Variant("tempo: decision-tree without=energy"), Variant("shallow: decision-tree maxDepth=1")];

    public VariantComparisonTests() => table = GenreTable.Load(SmallTable.Write(folder, rows: 120));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static ModelVariant Variant(string text) => ModelVariant.Parse(text, trainer => new TrialSettings(trainer, trainer.DefaultPreprocessing));

    private IReadOnlyList<RepeatedFold> Folds(ulong seed = 1, int folds = 3, int repeats = 2) =>
        CrossValidation.Repeated(table, new Split([.. Enumerable.Range(0, 120)], [], [], "all"), folds, repeats, seed);

    private static TrainingContext Context => new() { Seed = 1, Threads = 1 };

    [Fact]
    public void EveryVariantIsScoredOnEveryFoldAndPairsAreTold()
    {
        var folds = Folds();
        var kept = new List<FoldScore>();
        var result = VariantComparison.Run(table, variants, folds, Context, [], kept.Add);
        Assert.Equal(18, kept.Count);
        Assert.Equal(kept.Select(Plain), result.Folds.Select(Plain));
        Assert.Equal(120 * 2 * 3, kept.Sum(score => score.Rows));
        Assert.Equal("shallow", result.Variants[^1].Variant);
        Assert.Equal(["tempo and energy", "tempo"], result.Variants.Take(2).Select(variant => variant.Variant).OrderDescending());
        Assert.Equal(result.Folds.Where(fold => fold.Variant == "shallow").Average(fold => fold.Accuracy), result.Variants[^1].Accuracy.Mean, 1e-12);
        // One split cannot tell three genres apart, two can.
        var shallow = Assert.Single(result.Pairs, pair => pair.First == "tempo and energy" && pair.Second == "shallow");
        Assert.True(shallow.IsBetter);
        Assert.StartsWith("tempo and energy is better than shallow: ", shallow.InWords, StringComparison.Ordinal);
        Assert.Equal(
            folds.Average(fold => Score(kept, "tempo and energy", fold).LogLoss - Score(kept, "shallow", fold).LogLoss), shallow.LogLoss.Mean, 1e-12);
        Assert.Equal(3, result.Pairs.Count);
    }

    [Fact]
    public void TheSameLearnerTwiceCannotBeToldApart()
    {
        var result = VariantComparison.Run(table, [Variant("one: softmax epochs=3"), Variant("two: softmax epochs=3")], Folds(), Context with { Threads = 2 }, [], _ => { });
        Assert.Equal("one and two cannot be told apart: 0.00 points (95 % interval 0.00 to 0.00, p = 1.000).", Assert.Single(result.Pairs).InWords);
        Assert.Equal(result.Variants[0].LogLoss.Mean, result.Variants[1].LogLoss.Mean);
    }

    [Fact]
    public void ItGoesOnFromWhatIsKnownAndTakesMoreVariantsAndRepetitionsIn()
    {
        var fewer = new FoldTable(table, variants[..2], Folds(repeats: 1), seed: 1);
        var kept = new List<FoldScore>();
        VariantComparison.Run(table, variants[..2], Folds(repeats: 1), Context, [], kept.Add);
        var more = new FoldTable(table, variants, Folds(), seed: 1);
        var known = more.Read(Encoding.UTF8.GetBytes(fewer.TextOf(kept) + "half a li"), "folds.csv");
        Assert.Equal(kept, known);
        var anew = new List<FoldScore>();
        var result = VariantComparison.Run(table, variants, Folds(), Context, known, anew.Add);
        Assert.Equal(18 - 6, anew.Count);
        Assert.Equal(VariantComparison.Run(table, variants, Folds(), Context, [], _ => { }).Folds.Select(Plain), result.Folds.Select(Plain));
        // Fewer again read what they need and no more.
        Assert.Equal(kept, fewer.Read(Encoding.UTF8.GetBytes(more.TextOf(result.Folds)), "folds.csv").Select(score => kept.First(one => Plain(one) == Plain(score))));
        Assert.Empty(more.Read(Encoding.UTF8.GetBytes(more.Header), "folds.csv"));
        Assert.Empty(more.Read([], "folds.csv"));
    }

    [Fact]
    public void ScoresOfOtherComparisonsAndDamagedOnesAreRefused()
    {
        var kept = new List<FoldScore>();
        VariantComparison.Run(table, variants[..1], Folds(repeats: 1), Context, [], kept.Add);
        var text = new FoldTable(table, variants[..1], Folds(repeats: 1), seed: 1).TextOf(kept);
        string Refused(FoldTable other, string content) => Assert.Throws<DataException>(() => other.Read(Encoding.UTF8.GetBytes(content), "folds.csv")).Message;
        Assert.Contains("other rows, folds or another seed; name another folder", Refused(new FoldTable(table, variants, Folds(seed: 2), seed: 2), text), StringComparison.Ordinal);
        Assert.Contains("other rows", Refused(new FoldTable(table, variants, Folds(folds: 4), seed: 1), text), StringComparison.Ordinal);
        Assert.Contains(
            "tempo and energy with other options or another version of GenreLab; name another folder with --out, or call this model something else",
            Refused(new FoldTable(table, [Variant("tempo and energy: decision-tree maxDepth=3")], Folds(), seed: 1), text), StringComparison.Ordinal);
        var own = new FoldTable(table, variants, Folds(), seed: 1);
        Assert.Contains("does not hold the scores", Refused(own, "track_id,genre\na,b\n"), StringComparison.Ordinal);
        var lines = text.Split('\n');
        foreach (var (from, to) in (IEnumerable<(string, string)>)[(",1,1,", ",0,1,"), (",1,1,", ",x,1,"), (",1,1,", ",1,1.5,"), ("-", "")])
            Assert.Contains("data row 1, is not what a comparison writes", Refused(own, $"{lines[0]}\n{Replaced(lines[1], from, to)}\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void AFailureNamesTheModelAndTheFold()
    {
        ModelVariant[] failing = [Variant("hopeless: decision-tree select=anova:9")];
        Assert.StartsWith("hopeless, repetition 1, fold 1: ", Assert.Throws<GenreLabException>(() => VariantComparison.Run(table, failing, Folds(), Context, [], _ => { })).Message, StringComparison.Ordinal);
        Assert.Contains("'yeer' is to be left out but is no feature", Assert.Throws<OptionException>(() => table.WithoutFeatures(["yeer"])).Message, StringComparison.Ordinal);
        Assert.Equal(["tempo"], table.WithoutFeatures(["energy"]).Schema.Features.Select(feature => feature.Name));
    }

    [Fact]
    public void AStoppedComparisonKeepsWhatWasDone()
    {
        using var stop = new CancellationTokenSource();
        var kept = new List<FoldScore>();
        Assert.Throws<OperationCanceledException>(() => VariantComparison.Run(table, variants, Folds(), Context with { Cancellation = stop.Token }, [], score =>
        {
            kept.Add(score);
            if (kept.Count == 4) stop.Cancel();
        }));
        Assert.Equal(4, kept.Count);
    }

    private static string Replaced(string line, string from, string to)
    {
        var place = line.IndexOf(from, StringComparison.Ordinal);
        Assert.True(place >= 0, line);
        return line[..place] + to + line[(place + from.Length)..];
    }

    private static FoldScore Score(IEnumerable<FoldScore> scores, string variant, RepeatedFold fold) => scores.Single(score => score.Variant == variant && score.Repeat == fold.Repeat && score.Fold == fold.Fold);

    private static FoldScore Plain(FoldScore score) => score with { Seconds = 0 };
}
