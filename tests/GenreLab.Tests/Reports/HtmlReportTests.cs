using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenreLab.Models;
using GenreLab.Reports;
using GenreLab.Reports.Charts;

namespace GenreLab.Tests.Reports;

public partial class HtmlReportTests
{
    [Fact]
    public void NothingIsFetched()
    {
        var markup = WithoutScripts(Html(SampleReport.Of(6, 600)));
        Assert.Contains("default-src 'none'; script-src 'sha256-", System.Net.WebUtility.HtmlDecode(markup), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", markup, StringComparison.Ordinal);
        Assert.DoesNotMatch("""<(img|iframe|object|embed|video|audio|base)\b""", markup);
        Assert.All(Regex.Matches(markup, """\b(?:src|href|action|poster|data)="([^"]*)""").Select(match => match.Groups[1].Value), target => Assert.True(target == "data:," || target.StartsWith('#'), target));
    }

    [Fact]
    public void HostileTextIsShownAndNotObeyed()
    {
        var html = Html(SampleReport.Of(6, 600, hostile: SampleReport.Hostile));
        Assert.Equal(4, Regex.Count(html, "<script>"));
        Assert.DoesNotContain("<script>window.broken", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", WithoutScripts(html), StringComparison.Ordinal);
        Assert.Contains("&lt;/script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void TheWholeRunIsThere()
    {
        var report = SampleReport.Of(6, 600);
        var html = Html(report);
        var best = report.Leaderboard[1].Test;
        Assert.Contains($"{100 * best.Accuracy:0.0}<span class=\"unit\">", html, StringComparison.Ordinal);
        foreach (var genre in best.PerGenre) Assert.Contains($"<th scope=\"row\">{genre.Genre}</th>", html, StringComparison.Ordinal);
        foreach (var section in new[] { "leaderboard", "learning", "genres", "data", "audit" }) Assert.Contains($"<section id=\"{section}\">", html, StringComparison.Ordinal);
        Assert.Contains("16,299 tracks carry two to nine genres", html, StringComparison.Ordinal);
        Assert.Contains("genrelab run dataset.csv", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", WithoutScripts(html), StringComparison.Ordinal);
        Assert.DoesNotContain("synthetic", html, StringComparison.Ordinal);
    }

    [Fact]
    public void SyntheticTracksAreSaidFirst()
    {
        var html = Html(SampleReport.Of(6, 600, synthetic: true));
        Assert.InRange(html.IndexOf("These tracks are synthetic", StringComparison.Ordinal), 0, html.IndexOf("class=\"headline\"", StringComparison.Ordinal));
    }

    [Fact]
    public void TwoModelsOn114GenresStayUnderThreeMegabytes() =>
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(Html(SampleReport.Of(114, 11_400, epochs: 1_000))), 800_000, 3_000_000);

    [Fact]
    public void ARunWithoutModelsStillShowsItsData()
    {
        var html = Html(SampleReport.Of(6, 600) with { Leaderboard = [], Audit = [] });
        Assert.Contains("<section id=\"data\">", html, StringComparison.Ordinal);
        Assert.Contains("Nothing was found", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<section id=\"leaderboard\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameRunGivesTheSamePage() => Assert.Equal(Html(SampleReport.Of(5, 200)), Html(SampleReport.Of(5, 200)));

    [Fact]
    public void ModelsOfOneKindGetNamesOfTheirOwn()
    {
        var entries = SampleReport.Of(5, 200).Leaderboard;
        var ranked = RankedModel.Rank([entries[0], entries[1], entries[0]]);
        Assert.Equal(["mlp", "softmax 1", "softmax 2"], ranked.Select(model => model.Name));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(400, 400)]
    [InlineData(401, 400)]
    [InlineData(100_000, 400)]
    public void LongCurvesAreThinnedAndKeepTheirEnds(int epochs, int points)
    {
        var thin = LearningCurveChart.Thin([.. Enumerable.Range(1, epochs).Select(epoch => new EpochRecord(epoch, epochs, 1, 0, null, null, 0, 0))]).ToArray();
        Assert.Equal(points, thin.Length);
        Assert.Equal(1, thin[0].Epoch);
        Assert.Equal(epochs, thin[^1].Epoch);
        Assert.Equal(points, thin.DistinctBy(epoch => epoch.Epoch).Count());
    }

    [Fact]
    public void OnlyCellsWithTracksAreStored()
    {
        var chart = ConfusionChart.Of(new GenreLab.Evaluation.ConfusionMatrix(["a", "b", "c"], [[5, 0, 1], [0, 4, 0], [2, 0, 0]]));
        var cells = chart.Specification["data"]!["values"]!.AsArray();
        Assert.Equal(4, cells.Count);
        Assert.Equal(12, cells.Sum(cell => (double)cell![2]!));
    }

    [Fact]
    public void DivergedCurvesAreValidJson()
    {
        var entry = SampleReport.Of(5, 200).Leaderboard[0] with { Epochs = [new EpochRecord(1, 2, 1, 0, 1, 0, 0.1, 1), new EpochRecord(2, 2, double.NaN, 0, double.PositiveInfinity, 0, 0.1, 1)] };
        var json = JsonNode.Parse(LearningCurveChart.Loss([new RankedModel("softmax", entry)], "epoch").ToJson())!;
        Assert.Equal("[[0,0,1,1],[0,1,1,1],[0,0,2,null],[0,1,2,null]]", json["data"]!["values"]!.ToJsonString());
    }

    [Theory]
    [InlineData(0.3174, "31.7\u00A0%")]
    [InlineData(1, "100.0\u00A0%")]
    public void Percentages(double share, string text) => Assert.Equal(text, Numbers.Percent(share));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(228029.15, "228,029")]
    [InlineData(0.17354, "0.1735")]
    [InlineData(-7.5, "-7.5")]
    [InlineData(0.00001234, "1.23E-5")]
    [InlineData(double.NaN, "–")]
    public void Quantities(double value, string text) => Assert.Equal(text, Numbers.Quantity(value));

    [Theory]
    [InlineData(0.04, "0.04\u00A0s")]
    [InlineData(41.72, "41.7\u00A0s")]
    [InlineData(245.2, "4\u00A0min 05\u00A0s")]
    public void Durations(double seconds, string text) => Assert.Equal(text, Numbers.Seconds(seconds));

    [Fact]
    public void NothingIsSaidAboutWhatWasNotMeasured()
    {
        var html = WithoutScripts(Html(SampleReport.Of(6, 600)));
        Assert.DoesNotContain("importance", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("By number of training rows", html, StringComparison.Ordinal);
        var report = SampleReport.Of(6, 600);
        html = WithoutScripts(Html(report with { Leaderboard = [.. report.Leaderboard.Select(entry => entry with { Epochs = [] })] }));
        Assert.DoesNotContain("\"#learning\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<section id=\"learning\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public void EachImportanceIsExplainedOnlyWhereItIsShown()
    {
        var report = SampleReport.WithTrees(6, 600);
        var both = Html(report);
        Assert.Contains("<strong>Permutation importance</strong>", both, StringComparison.Ordinal);
        Assert.Contains("<strong>Gain importance</strong>", both, StringComparison.Ordinal);
        var permutation = Html(report with { Leaderboard = [.. report.Leaderboard.Select(entry => entry with { GainImportance = [] })] });
        Assert.DoesNotContain("By gain", permutation, StringComparison.Ordinal);
        Assert.DoesNotContain("Strobl", permutation, StringComparison.Ordinal);
        var gain = Html(report with { Leaderboard = [.. report.Leaderboard.Select(entry => entry with { PermutationImportance = [] })] });
        Assert.DoesNotContain("By permutation", gain, StringComparison.Ordinal);
        Assert.Contains("Strobl", gain, StringComparison.Ordinal);
    }

    [Fact]
    public void ImportancesInTheTableAreThoseOfTheModels()
    {
        var report = SampleReport.WithTrees(6, 600, features: 60);
        var html = Html(report);
        foreach (var importance in report.Leaderboard.SelectMany(entry => entry.PermutationImportance.Concat(entry.GainImportance)))
        {
            Assert.Contains($"<th scope=\"row\">{importance.Feature}</th>", html, StringComparison.Ordinal);
            Assert.Contains($"data-value=\"{importance.Importance:R}\"", html, StringComparison.Ordinal);
        }
        Assert.Contains("The 24 most important of 60 features", html, StringComparison.Ordinal);
        var first = report.Leaderboard[0].PermutationImportance[0];
        Assert.Contains($"{100 * first.Importance:+0.0} <span class=\"soft\">{100 * first.Low:+0.0} to {100 * first.High:+0.0}</span>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void HostileFeaturesAreShownAndNotObeyed()
    {
        var html = Html(SampleReport.WithTrees(6, 600, hostile: SampleReport.Hostile));
        Assert.Equal(4, Regex.Count(html, "<script>"));
        Assert.DoesNotContain("<script>window.broken", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", WithoutScripts(html), StringComparison.Ordinal);
    }

    private static string Html(RunReport report)
    {
        using var writer = new StringWriter();
        HtmlReport.Write(report, writer);
        return writer.ToString();
    }

    private static string WithoutScripts(string html) => Scripts().Replace(html, "");

    [GeneratedRegex("<script>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Scripts();
}
