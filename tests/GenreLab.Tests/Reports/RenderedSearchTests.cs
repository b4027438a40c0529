using System.Globalization;
using GenreLab.Models;
using GenreLab.Reports;
using GenreLab.Search;
using Microsoft.Playwright;

namespace GenreLab.Tests.Reports;

/// <summary>Opens the reports of searches in a real browser and looks at what is drawn.</summary>
public sealed class RenderedSearchTests(Browser browser) : IClassFixture<Browser>
{
    private const string Wide = """
        { "hidden": ["64,32", "16,16,16", "128,16"], "batchNorm": [true, false], "dropout": [0.3, 0.7], "learningRate": { "from": 1e-4, "to": 1e-2, "scale": "log" }, "batchSize": [16, 32],
          "optimizer": ["adam", "sgd"], "clipNorm": [0.5, 1.5], "epochs": 27 }
        """;

    private static SearchReport Sample(SearchMethod method, int trials, string? hostile = null, string json = Wide, bool tested = true)
    {
        var trainer = ModelKinds.Find("mlp").DefaultTrainer;
        var plan = SearchPlan.Make(SearchSpace.Parse(json, "space.json", trainer), new TrialSettings(trainer, trainer.DefaultPreprocessing), method, trials, 1, 20_000, []);
        var outcome = HyperparameterSearch.Run(plan, (trial, rung, _) =>
        {
            if (trial.Number == 3) throw new TrainingException(hostile ?? "It diverged.");
            var rate = double.Parse(trial.Values[^5], CultureInfo.InvariantCulture);
            var accuracy = 0.55 - 0.05 * Math.Abs(Math.Log10(rate) + 3) + (trial.Values[0] == "128,16" ? 0.02 : 0) + trial.Number % 7 * 0.001 - 0.1 / (rung.Amount ?? 27);
            return new TrialScore(accuracy, 0.004, 2 - accuracy, 1.25);
        }, [], 2, _ => { }, default);
        var run = SampleReport.Of(genres: 5, rows: 400, epochs: 12, hostile: hostile);
        return new SearchReport
        {
            Title = hostile ?? "train.csv",
            Subtitle = "multi-layer perceptron, trials on 5 folds",
            Outcome = outcome,
            ScoredOn = "5 folds of the training and validation rows",
            Importance = ParameterImportance.Measure(outcome),
            Winner = run.Leaderboard[1],
            IsTested = tested,
            Data = run.Data,
            Warnings = hostile is null ? [] : [hostile],
            ToolVersion = "0.1.0",
            CommandLine = "genrelab tune train.csv --space space.json",
        };
    }

    [Fact]
    public async Task ALineATrialThroughItsValues()
    {
        var report = Sample(SearchMethod.Halving, 81);
        await InBrowser(report, async page =>
        {
            Assert.Equal(report.Outcome.Ranking.Count, await page.Locator("#trials .trials .mark-line path").CountAsync());
            // Seven hyper-parameters that vary and the accuracy, the best line the last and the widest.
            Assert.Equal(8 * report.Outcome.Ranking.Count, await page.Locator("#trials .trials .mark-symbol path").CountAsync());
            var widths = await page.Locator("#trials .trials .mark-line path").EvaluateAllAsync<double[]>("lines => lines.map(line => Number(line.getAttribute('stroke-width')))");
            Assert.Equal((4, 1), (widths[^1], widths.Count(width => width == 4)));
            Assert.Equal(report.Outcome.Ranking.Count - 8, widths.Count(width => width == 1.2));
            Assert.Equal(["64,32", "16,16,16", "128,16"], (await page.Locator("#trials .trials .mark-text.role-mark text").AllTextContentsAsync()).Take(3));
            Assert.Equal(report.Importance.Count, await page.Locator("#parameters .mark-rect path").CountAsync());
            Assert.Equal(report.Outcome.Ranking.Count + 1, await page.Locator("#trials details tbody tr").CountAsync());
            Assert.Contains("It diverged.", await page.Locator("#trials details").InnerTextAsync(), StringComparison.Ordinal);
            await page.Locator("#trials .trials .mark-symbol path").Last.HoverAsync(new LocatorHoverOptions { Force = true });
            Assert.Contains("accuracy", await page.Locator("#vg-tooltip-element").InnerTextAsync(), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task NothingIsWiderThanTheScreenOrCut(int width)
    {
        await InBrowser(Sample(SearchMethod.Grid, 40, json: Wide.Replace("\"log\"", "\"log\", \"steps\": 4", StringComparison.Ordinal)), page => RenderedPage.AssertNothingIsWiderOrCut(page, "#trials svg, #parameters svg"), width);
    }

    [Fact]
    public async Task FewTrialsUntestedAndHostileTexts()
    {
        await InBrowser(Sample(SearchMethod.Random, 4, SampleReport.Hostile, tested: false), async page =>
        {
            Assert.True(await page.EvaluateAsync<bool>("() => window.broken === undefined"));
            Assert.Contains("Too few trials succeeded", await page.Locator("#parameters").InnerTextAsync(), StringComparison.Ordinal);
            Assert.Contains("the number flatters it", await page.Locator(".headline").InnerTextAsync(), StringComparison.Ordinal);
            Assert.Equal(0, await page.Locator("#genres").CountAsync());
        });
    }

    private Task InBrowser(SearchReport report, Func<IPage, Task> look, int width = 1280) =>
        RenderedPage.Open(browser, writer => HtmlReport.Write(report, writer), look, width);
}
