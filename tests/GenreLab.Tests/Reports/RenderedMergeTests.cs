using GenreLab.Merging;
using GenreLab.Reports;
using GenreLab.Tests.Merging;
using Microsoft.Playwright;

namespace GenreLab.Tests.Reports;

/// <summary>Opens the reports of proposed merges in a real browser and looks at what is drawn.</summary>
public sealed class RenderedMergeTests(Browser browser) : IClassFixture<Browser>
{
    private static MergeReport Sample(int families, int genres, int rows, int chosen, bool tested = true, string? hostile = null)
    {
        var names = Predictions.Names(families * genres);
        if (hostile is not null) names[1] = hostile;
        var proposal = MergeProposal.Of(new MergeEvidence
        {
            LabelNames = names,
            Validation = Predictions.OfFamilies(families, genres, rows, 1, noise: 0.3),
            Test = tested ? Predictions.OfFamilies(families, genres, rows, 2, noise: 0.3) : null,
        });
        return new MergeReport
        {
            Title = hostile ?? "dataset.csv",
            Model = hostile ?? "random forest",
            Split = "by track, 64/16/20, seed 1",
            Proposal = proposal,
            Chosen = chosen,
            Warnings = hostile is null ? [] : [hostile],
            ToolVersion = "1.0",
            CommandLine = "genrelab merge dataset.csv",
        };
    }

    [Fact]
    public async Task ChartsAndTablesShowTheNumbers()
    {
        var report = Sample(4, 3, 1_500, 4);
        await InBrowser(report, async page =>
        {
            Assert.Equal(2, await page.Locator("#curve .curve svg").CountAsync());
            Assert.Equal(3, await page.Locator("#curve .curve").First.Locator(".mark-line.role-mark path").CountAsync());
            Assert.Equal(4, await page.Locator("#groups tbody tr").CountAsync());
            Assert.Contains("genre 00", await page.Locator("#groups tbody").InnerTextAsync(), StringComparison.Ordinal);
            // Three lines a join and the one that cuts.
            Assert.Equal(3 * 11 + 1, await page.Locator("#tree .dendrogram .mark-rule.role-mark line").CountAsync());
            Assert.Equal(11, await page.Locator("#curve details tbody tr").CountAsync());
            Assert.Contains("4 genres", await page.Locator(".headline").InnerTextAsync(), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(38, 390)]
    [InlineData(38, 320)]
    [InlineData(38, 1280)]
    [InlineData(2, 390)]
    public async Task NothingIsWiderThanTheScreenOrCut(int families, int width)
    {
        var report = Sample(families, 3, families * 60, families == 2 ? 3 : 66, tested: families > 2);
        await InBrowser(report, async page =>
        {
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), "The page is wider than the screen.");
            Assert.Empty(await page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('svg')].flatMap(svg => {
                  const frame = svg.getBoundingClientRect();
                  const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent && Number(text.getAttribute('opacity') ?? 1) > 0);
                  const boxes = texts.map(text => ({ text: text.textContent, box: text.getBoundingClientRect() }));
                  const cut = boxes.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2);
                  return [...boxes.filter(one => /NaN|undefined|Infinity/.test(one.text)).map(one => 'odd: ' + one.text), ...cut.map(one => 'cut: ' + one.text)];
                })
                """));
        }, width);
    }

    [Fact]
    public async Task HostileNamesDoNothing()
    {
        await InBrowser(Sample(4, 3, 900, 4, hostile: SampleReport.Hostile), async page =>
        {
            Assert.True(await page.EvaluateAsync<bool>("() => window.broken === undefined"));
            Assert.Contains(SampleReport.Hostile, await page.Locator("#groups").InnerTextAsync(), StringComparison.Ordinal);
        });
    }

    private Task InBrowser(MergeReport report, Func<IPage, Task> look, int width = 1280) =>
        RenderedPage.Open(browser, writer => HtmlReport.Write(report, writer), look, width);
}
