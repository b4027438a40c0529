using GenreLab.Reports;
using Microsoft.Playwright;

namespace GenreLab.Tests.Reports;

/// <summary>Opens reports in a real browser and looks at what is drawn.</summary>
public sealed class RenderedReportTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task ChartsShowTheNumbers()
    {
        var report = SampleReport.Of(6, 600);
        await InBrowser(report, async page =>
        {
            var test = report.Leaderboard[1].Test;
            var open = page.Locator("details.model[open]");
            var cells = test.Confusion.Counts.Sum(row => row.Count(count => count > 0));
            Assert.Equal(cells, await open.Locator(".confusion .mark-rect path").CountAsync());
            Assert.Equal(cells, await open.Locator(".confusion .mark-text.role-mark text").CountAsync());
            Assert.Equal(6, await open.Locator(".genres .mark-rect path").CountAsync());
            Assert.Equal(2, await page.Locator(".leaderboard .mark-rect path").CountAsync());
            Assert.Equal(4, await page.Locator(".curve").First.Locator(".mark-line.role-mark path").CountAsync());
            Assert.Equal(18, await page.Locator("#data .genres .mark-rect path").CountAsync());
            // The bar of the best genre is as long as its F1 says, measured against the axis.
            var heights = await open.Locator(".genres .mark-rect path").EvaluateAllAsync<double[]>("bars => bars.map(bar => bar.getBBox().height)");
            var scores = test.PerGenre.Select(score => score.F1).OrderDescending().ToArray();
            for (var genre = 1; genre < 6; genre++) Assert.Equal(scores[genre] / scores[0], heights[genre] / heights[0], 0.01);
        });
    }

    [Fact]
    public async Task AllGenresOf114AreInTheConfusionMatrix()
    {
        var report = SampleReport.Of(114, 9_120);
        await InBrowser(report, async page =>
        {
            var matrix = report.Leaderboard[1].Test.Confusion;
            var drawn = await page.EvaluateAsync<int[]>("""
                () => {
                  const view = document.querySelector('details.model[open] .confusion').drawn.view;
                  const tables = Object.keys(view.getState({ data: () => true, signals: () => false }).data).map(name => view.data(name));
                  const cells = tables.find(rows => rows?.[0]?.share !== undefined);
                  return [cells.length, cells.reduce((sum, cell) => sum + cell.n, 0), new Set(cells.map(cell => cell.true)).size];
                }
                """);
            Assert.Equal([matrix.Counts.Sum(row => row.Count(count => count > 0)), 9_120, 114], drawn);
            var box = (await page.Locator("details.model[open] .confusion canvas").BoundingBoxAsync())!;
            Assert.InRange(box.Height / box.Width, 0.7, 1.4);
        });
    }

    [Fact]
    public async Task ThePointerShowsACell()
    {
        await InBrowser(SampleReport.Of(6, 600), async page =>
        {
            await page.Locator("details.model[open] .confusion .mark-rect path").First.HoverAsync(new() { Position = new() { X = 6, Y = 6 } });
            var tooltip = page.Locator("#vg-tooltip-element.visible");
            await tooltip.WaitForAsync();
            Assert.Contains("taken for", await tooltip.InnerTextAsync(), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(6)]
    [InlineData(114)]
    public async Task APhoneNeedsNoSidewaysScrolling(int genres)
    {
        await InBrowser(SampleReport.Of(genres, genres * 50, hostile: new string('W', 200)), async page =>
        {
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), "The page is wider than the phone.");
            var widths = await page.Locator("[data-chart][data-state=drawn]").EvaluateAllAsync<double[]>("charts => charts.map(chart => chart.firstElementChild.getBoundingClientRect().right)");
            Assert.All(widths, right => Assert.InRange(right, 1, 390));
        }, width: 390, height: 844);
    }

    [Fact]
    public async Task DarkModeFollowsTheSystemAndTheButton()
    {
        await InBrowser(SampleReport.Of(6, 600), async page =>
        {
            const string bar = "() => document.querySelector('.leaderboard .mark-rect path').getAttribute('fill')";
            const string paper = "() => getComputedStyle(document.body).backgroundColor";
            var dark = (await page.EvaluateAsync<string>(bar), await page.EvaluateAsync<string>(paper));
            await page.ClickAsync("#theme");
            await page.WaitForFunctionAsync($"before => ({bar})() !== before", dark.Item1);
            var light = (await page.EvaluateAsync<string>(bar), await page.EvaluateAsync<string>(paper));
            Assert.NotEqual(dark, light);
            Assert.Equal("rgb(20, 19, 24)", dark.Item2);
            Assert.Equal("rgb(252, 251, 249)", light.Item2);
        }, scheme: ColorScheme.Dark);
    }

    [Fact]
    public async Task TheGenreTableSortsByKeyboard()
    {
        await InBrowser(SampleReport.Of(6, 600), async page =>
        {
            var table = page.Locator("details.model[open] table.sortable");
            await table.Locator("th button", new() { HasText = "F1" }).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            Assert.Equal("descending", await table.Locator("th", new() { HasText = "F1" }).GetAttributeAsync("aria-sort"));
            Assert.Equal(await Column(), (await Column()).OrderDescending());
            await page.Keyboard.PressAsync("Enter");
            Assert.Equal(await Column(), (await Column()).Order());

            Task<double[]> Column() => table.Locator("tbody td:nth-child(5)").EvaluateAllAsync<double[]>("cells => cells.map(cell => Number(cell.dataset.value))");
        });
    }

    [Fact]
    public async Task OtherModelsUnfold()
    {
        await InBrowser(SampleReport.Of(6, 600), async page =>
        {
            await page.Locator("details.model:not([open]) summary").ClickAsync();
            await page.WaitForFunctionAsync("() => document.querySelectorAll('[data-chart]').length === document.querySelectorAll('[data-state=drawn]').length");
            Assert.Equal(2, await page.Locator(".confusion svg").CountAsync());
        });
    }

    [Fact]
    public async Task HostileNamesDoNothing()
    {
        await InBrowser(SampleReport.WithTrees(6, 600, hostile: SampleReport.Hostile), async page =>
        {
            Assert.True(await page.EvaluateAsync<bool>("() => window.broken === undefined"));
            Assert.Equal(SampleReport.Hostile, await page.Locator("h1").InnerTextAsync());
            Assert.Contains(SampleReport.Hostile[..20], await page.Locator("#data .genres svg").InnerHTMLAsync() is var svg ? System.Net.WebUtility.HtmlDecode(svg) : "", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task ImportancesAreDrawnToScale()
    {
        var report = SampleReport.WithTrees(6, 600);
        await InBrowser(report, async page =>
        {
            var chart = page.Locator("#importance .importance").First;
            Assert.Equal(4 * 15, await chart.Locator(".mark-symbol.role-mark path").CountAsync());
            Assert.Equal(4 * 15 + 1, await chart.Locator(".mark-rule.role-mark line").CountAsync());
            Assert.Equal(2 * 15, await page.Locator("#importance .importance").Nth(1).Locator(".mark-symbol.role-mark path").CountAsync());
            // Every interval is as long as its numbers say.
            var lengths = await chart.Locator(".mark-rule.role-mark line").EvaluateAllAsync<double[]>("lines => lines.map(line => Math.abs(line.getAttribute('x2')))");
            var widths = report.Leaderboard.SelectMany(entry => entry.PermutationImportance).Select(importance => importance.High - importance.Low).Order().ToArray();
            var drawn = lengths.Where(length => length > 0).Order().ToArray();
            Assert.Equal(widths.Length, drawn.Length);
            for (var one = 0; one < widths.Length; one++) Assert.Equal(widths[one] / widths[^1], drawn[one] / drawn[^1], 0.01);
        });
    }

    [Fact]
    public async Task LearningCurvesHaveAPanelForEachKindOfStep()
    {
        await InBrowser(SampleReport.WithTrees(6, 600), async page =>
        {
            Assert.Equal(["tree", "round", "epoch"], (await page.Locator("#learning .curve .role-axis-title text").AllTextContentsAsync()).Where(title => title is "tree" or "round" or "epoch").Distinct());
            int[] lines = [1, 2, 4, 1, 2, 4];
            Assert.Equal(lines, await page.Locator("#learning .curve").EvaluateAllAsync<int[]>("charts => charts.map(chart => chart.querySelectorAll('.mark-line.role-mark path').length)"));
            Assert.Equal(4, await page.Locator("#learning .sizes .mark-area.role-mark path").CountAsync());
            // The legend's colours are those of the lines.
            var legend = await page.Locator("#learning figure").First.Locator(".legend li").EvaluateAllAsync<string[]>("entries => entries.map(entry => getComputedStyle(entry, '::before').backgroundColor)");
            var line = await page.Locator("#learning .curve").First.Locator(".mark-line.role-mark path").First.EvaluateAsync<string>("path => getComputedStyle(path).stroke");
            Assert.Equal(line, Assert.Single(legend));
        });
    }

    [Theory]
    [InlineData(1280, 15)]
    [InlineData(390, 60)]
    [InlineData(320, 15)]
    public async Task NoLabelIsCutOrCoversAnother(int width, int features)
    {
        await InBrowser(SampleReport.WithTrees(6, 600, features, hostile: new string('W', 60)), async page =>
        {
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), "The page is wider than the screen.");
            Assert.Empty(await page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('#learning svg, #importance svg')].flatMap(svg => {
                  const frame = svg.getBoundingClientRect();
                  const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent && Number(text.getAttribute('opacity') ?? 1) > 0);
                  const boxes = texts.map(text => ({ text: text.textContent, box: text.getBoundingClientRect() }));
                  const cut = boxes.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2);
                  const covered = boxes.filter(({ box }, i) => boxes.slice(i + 1).some(other => box.left < other.box.right - 1 && other.box.left < box.right - 1 && box.top < other.box.bottom - 3 && other.box.top < box.bottom - 3));
                  return [...boxes.filter(one => /e[+-]|NaN|undefined/.test(one.text)).map(one => 'odd: ' + one.text), ...cut.map(one => 'cut: ' + one.text), ...covered.map(one => 'covered: ' + one.text)];
                })
                """));
        }, width: width);
    }

    [Fact]
    public async Task PaperIsLightWhateverTheScreenIs()
    {
        await InBrowser(SampleReport.Of(6, 600), async page =>
        {
            const string bar = "() => document.querySelector('.leaderboard .mark-rect path').getAttribute('fill')";
            var dark = await page.EvaluateAsync<string>(bar);
            await page.EvaluateAsync($"() => addEventListener('beforeprint', () => window.printed = ({bar})())");
            await page.PdfAsync();
            Assert.Equal("#5a3fd6", await page.EvaluateAsync<string>("() => window.printed"));
            await page.WaitForFunctionAsync($"before => ({bar})() === before", dark);
            Assert.NotEqual("#5a3fd6", dark);
        }, scheme: ColorScheme.Dark);
    }

    private Task InBrowser(RunReport report, Func<IPage, Task> look, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light) =>
        RenderedPage.Open(browser, writer => HtmlReport.Write(report, writer), look, width, height, scheme);
}
