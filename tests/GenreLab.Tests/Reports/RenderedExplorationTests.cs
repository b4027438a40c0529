using System.Globalization;
using System.Text;
using GenreLab.Data;
using GenreLab.Exploration;
using GenreLab.Numerics;
using GenreLab.Reports;
using GenreLab.Tests.Data;
using Microsoft.Playwright;

namespace GenreLab.Tests.Reports;

/// <summary>Opens the reports of explorations in a real browser and looks at what is drawn.</summary>
public sealed class RenderedExplorationTests(Browser browser) : IClassFixture<Browser>
{
    /// <summary>An exploration of random tracks, with a constant feature, a category and a genre with a single track.</summary>
    private static ExplorationReport Sample(int genres, int rows, string title = "tracks.csv", string? name = null)
    {
        var random = new RandomSource(5);
        var text = new StringBuilder("track_id,track_name,genre,tempo,energy,loudness,key,mode,time_signature\n");
        for (var row = 0; row < rows; row++)
        {
            var genre = row == 0 ? genres - 1 : row % (genres - 1);
            text.Append(CultureInfo.InvariantCulture, $"t{row},\"Song {row}\",\"{(genre == 0 ? name ?? "genre 0" : $"genre {genre}").Replace("\"", "\"\"", StringComparison.Ordinal)}\",{90 + genre + 8 * random.NextNormal():0.000},{Math.Exp(random.NextNormal() - 4):0.000000},{-8 + 2 * random.NextNormal():0.000},{random.NextInt32(12)},{(random.NextDouble() < 0.3 ? 0 : 1)},4\n");
        }
        var table = TableReader.Read(Encoding.UTF8.GetBytes(text.ToString()), title);
        return new ExplorationReport { Result = Explorer.Explore(table, GenreTable.From(table)), ToolVersion = "1.0" };
    }

    [Fact]
    public async Task ChartsShowTheNumbers()
    {
        var report = Sample(6, 600);
        await InBrowser(report, async page =>
        {
            // Bars as long as the information, the first the longest.
            var widths = await page.Locator("#separation .series-1 .mark-rect path").EvaluateAllAsync<double[]>("bars => bars.map(bar => bar.getBBox().width)");
            var shares = report.Result.Ranking.Select(name => report.Result.Features.First(feature => feature.Name == name).Separation!.InformationShare).ToArray();
            Assert.Equal(shares.Length, widths.Length);
            for (var i = 1; i < shares.Length; i++) Assert.Equal(shares[i] / shares[0], widths[i] / widths[0], 0.02);
            // A cell for every two features; the constant one (time signature) is among them without colour.
            Assert.Equal(6 * 5, await page.Locator("#correlations .correlation").First.Locator(".mark-rect path").CountAsync());
            Assert.Equal(6 * 5, await page.Locator("#similarity .profiles .mark-rect path").CountAsync());
            Assert.Equal(3 * 5, await page.Locator("#similarity .dendrogram .mark-rule.role-mark line").CountAsync());
            Assert.Equal(6, await page.Locator("#data .genres .mark-rect path").CountAsync());
            Assert.Contains("time_signature does not vary", await page.Locator("#correlations").InnerTextAsync(), StringComparison.Ordinal);
            Assert.Equal(report.Result.Features.Count - 1, await page.Locator("#distributions [data-chart]").CountAsync());
        });
    }

    [Fact]
    public async Task GenresAreChosenAndKeepTheirColours()
    {
        await InBrowser(Sample(30, 1_200), async page =>
        {
            Assert.Equal(6, await page.Locator("#distributions .chosen .chip").CountAsync());
            var before = await Chosen();
            await page.Locator("#distributions .chosen .chip").Nth(1).ClickAsync();
            Assert.Equal(before.Select((genre, slot) => slot == 1 ? null : genre), await Chosen());
            await page.Locator("#distributions summary").ClickAsync();
            var other = page.Locator("#distributions .chips .chip[aria-pressed=false]").Last;
            var name = await other.InnerTextAsync();
            await other.ClickAsync();
            Assert.Equal(before.Select((genre, slot) => slot == 1 ? name : genre), await Chosen());
            // Both choosers of the page agree.
            Assert.Equal(await page.Locator("#distributions .chosen .chip").AllInnerTextsAsync(), await page.Locator("#similarity .chosen .chip").AllInnerTextsAsync());
            // A seventh takes the place of the first.
            await page.Locator("#distributions .chips .chip[aria-pressed=false]").First.ClickAsync();
            Assert.NotEqual(before[0], (await Chosen())[0]);
            // The choice outlives a change of colours.
            var chosen = await Chosen();
            await page.ClickAsync("#theme");
            await page.WaitForFunctionAsync("() => [...document.querySelectorAll('[data-chart]')].every(chart => chart.dataset.state === 'drawn')");
            Assert.Equal(chosen, await Chosen());

            Task<string?[]> Chosen() => page.EvaluateAsync<string?[]>("() => document.querySelector('#distributions .distribution').drawn.view.signal('chosen')");
        });
    }

    [Fact]
    public async Task ThePointerNamesAGenre()
    {
        await InBrowser(Sample(6, 600), async page =>
        {
            var chart = page.Locator("#distributions .distribution canvas").First;
            await chart.ScrollIntoViewIfNeededAsync();
            await chart.HoverAsync(new() { Position = new() { X = 120, Y = 100 } });
            var tooltip = page.Locator("#vg-tooltip-element.visible");
            await tooltip.WaitForAsync();
            Assert.Contains("genre", await tooltip.InnerTextAsync(), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(6, 390)]
    [InlineData(114, 390)]
    [InlineData(114, 320)]
    [InlineData(114, 1280)]
    public async Task NothingIsWiderThanTheScreenOrCut(int genres, int width)
    {
        await InBrowser(Sample(genres, genres * 20, name: new string('W', 60)), async page =>
        {
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), "The page is wider than the screen.");
            Assert.Empty(await page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('#separation svg, #correlations svg, #similarity svg, #data svg')].flatMap(svg => {
                  const frame = svg.getBoundingClientRect();
                  const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent && Number(text.getAttribute('opacity') ?? 1) > 0);
                  const boxes = texts.map(text => ({ text: text.textContent, box: text.getBoundingClientRect() }));
                  const cut = boxes.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2);
                  return [...boxes.filter(one => /NaN|undefined|Infinity/.test(one.text)).map(one => 'odd: ' + one.text), ...cut.map(one => 'cut: ' + one.text)];
                })
                """));
            // Charts stand in their frames, however high a spike is.
            var heights = await page.Locator("#distributions .distribution canvas").EvaluateAllAsync<double[]>("charts => charts.map(chart => chart.getBoundingClientRect().height)");
            Assert.All(heights, height => Assert.InRange(height, 150, 260));
        }, width);
    }

    [Fact]
    public async Task HostileNamesDoNothing()
    {
        await InBrowser(Sample(6, 300, SampleReport.Hostile, SampleReport.Hostile), async page =>
        {
            Assert.True(await page.EvaluateAsync<bool>("() => window.broken === undefined"));
            Assert.Contains(SampleReport.Hostile, await page.Locator("#distributions .chips .chip").AllTextContentsAsync());
        });
    }

    [Fact]
    public async Task ATableWithoutGenresHasAPageToo()
    {
        var table = Csv.Table("tempo,energy\n" + string.Join("\n", Enumerable.Range(0, 40).Select(row => $"{row % 7 + 90},{row % 5 / 10.0}")));
        var tracks = GenreTable.From(table, new LoadOptions { Schema = new SchemaOptions { RequireLabel = false } });
        await InBrowser(new ExplorationReport { Result = Explorer.Explore(table, tracks), ToolVersion = "1.0" }, async page =>
        {
            Assert.Equal(0, await page.Locator(".picker").CountAsync());
            Assert.Equal(2, await page.Locator("#distributions [data-chart]").CountAsync());
            Assert.Contains("No column with genres", await page.Locator(".notice").InnerTextAsync(), StringComparison.Ordinal);
        });
    }

    private Task InBrowser(ExplorationReport report, Func<IPage, Task> look, int width = 1280) =>
        RenderedPage.Open(browser, writer => HtmlReport.Write(report, writer), look, width);
}
