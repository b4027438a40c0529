using GenreLab.Comparison;
using GenreLab.Data;
using GenreLab.Numerics;
using GenreLab.Reports;
using Microsoft.Playwright;

namespace GenreLab.Tests.Reports;

/// <summary>Opens the reports of comparisons in a real browser and looks at what is drawn.</summary>
public sealed class RenderedComparisonTests(Browser browser) : IClassFixture<Browser>
{
    private static ComparisonReport Sample((string Name, double Accuracy)[] variants, int repeats = 4, string? hostile = null)
    {
        var folds = Enumerable.Range(0, 5 * repeats).Select(i => new RepeatedFold(i / 5 + 1, i % 5 + 1, new Split(new int[340], new int[85], new int[106], ""))).ToArray();
        var random = new RandomSource(3);
        var scores = folds.SelectMany(fold =>
        {
            var shared = 0.02 * random.NextNormal();
            return variants.Select(variant =>
            {
                var accuracy = Math.Clamp(variant.Accuracy + shared + 0.006 * random.NextNormal(), 0, 1);
                return new FoldScore(variant.Name, fold.Repeat, fold.Fold, 106, accuracy, accuracy - 0.05, 2 - 2 * accuracy, 1.5);
            }).ToArray();
        });
        return new ComparisonReport
        {
            Title = hostile ?? "lyrics_audio_genre.csv",
            Subtitle = $"{variants.Length} models on {folds.Length} folds",
            Folds = $"5 folds, {repeats} times over, artists kept together, seed 1",
            Result = ComparisonResult.Of([.. variants.Select(variant => variant.Name)], folds, scores),
            Descriptions = variants.ToDictionary(variant => variant.Name, variant => hostile ?? "network with branches, audio false"),
            Data = SampleReport.Of(genres: 5, rows: 400, epochs: 2, hostile: hostile).Data,
            Warnings = hostile is null ? [] : [hostile],
            ToolVersion = "0.1.0",
            CommandLine = "genrelab cross-validate songs.csv --model hybrid",
        };
    }

    private static readonly (string, double)[] Branches = [("both", 0.62), ("lyrics", 0.53), ("audio and year", 0.615), ("a network that reads the audio features alone, without the year", 0.56), ("forest", 0.6195)];

    [Fact]
    public async Task ADotAModelAFoldAndAPair()
    {
        var report = Sample(Branches);
        Assert.Contains(report.Result.Pairs, pair => pair.IsBetter);
        Assert.Contains(report.Result.Pairs, pair => !pair.IsBetter);
        await InBrowser(report, async page =>
        {
            Assert.Equal(5 * 20 + 5, await page.Locator("#models .variants .mark-symbol path").CountAsync());
            Assert.Equal(5, await page.Locator("#models .variants .mark-rule.role-mark line").CountAsync());
            Assert.Equal(10, await page.Locator("#pairs .pairs-apart .mark-symbol path").CountAsync());
            // One for each pair, and the line of no difference.
            Assert.Equal(11, await page.Locator("#pairs .pairs-apart .mark-rule.role-mark line").CountAsync());
            Assert.Equal(5 * 20, await page.Locator("#models details.numbers tbody tr").CountAsync());
            Assert.Equal(report.Result.Variants.Select(variant => variant.Variant), await page.Locator("#models > .scroll tbody th").AllTextContentsAsync());
            Assert.Contains("is better than lyrics", (await page.Locator("#pairs .prose").InnerTextAsync()) + string.Join(' ', report.Result.Pairs.Select(pair => pair.InWords)), StringComparison.Ordinal);
            Assert.Contains("of twenty pairs", await page.Locator("#pairs .prose").InnerTextAsync(), StringComparison.Ordinal);
            await page.Locator("#pairs .pairs-apart .mark-symbol path").First.HoverAsync(new LocatorHoverOptions { Force = true });
            Assert.Contains("points", await page.Locator("#vg-tooltip-element").InnerTextAsync(), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task NothingIsWiderThanTheScreenOrCut(int width)
    {
        await InBrowser(Sample(Branches), page => RenderedPage.AssertNothingIsWiderOrCut(page, "#models svg, #pairs svg"), width);
    }

    [Fact]
    public async Task OneModelAndHostileTexts()
    {
        await InBrowser(Sample([(SampleReport.Hostile, 0.5)], repeats: 1, SampleReport.Hostile), async page =>
        {
            Assert.True(await page.EvaluateAsync<bool>("() => window.broken === undefined"));
            Assert.Equal(0, await page.Locator("#pairs").CountAsync());
            Assert.Equal(6, await page.Locator("#models .variants .mark-symbol path").CountAsync());
        });
    }

    private Task InBrowser(ComparisonReport report, Func<IPage, Task> look, int width = 1280) =>
        RenderedPage.Open(browser, writer => HtmlReport.Write(report, writer), look, width);
}
