using Microsoft.Playwright;

namespace GenreLab.Tests.Reports;

/// <summary>A report's page in a real browser.</summary>
internal static class RenderedPage
{
    /// <summary>Opens a page, looks at it, and fails if the page complained, could not draw or fetched anything.</summary>
    public static async Task Open(Browser browser, Action<TextWriter> write, Func<IPage, Task> look, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        await using var context = await browser.OpenAsync(width, height, scheme);
        var file = Path.Combine(Path.GetTempPath(), $"genrelab-report-{Guid.NewGuid():N}.html");
        try
        {
            await using (var writer = new StreamWriter(file)) write(writer);
            var address = new Uri(file).AbsoluteUri;
            var troubles = new List<string>();
            var page = await context.NewPageAsync();
            page.SetDefaultTimeout(15_000);
            page.Console += (_, message) => { if (message.Type is "error" or "warning") troubles.Add(message.Text); };
            page.PageError += (_, error) => troubles.Add(error);
            page.Request += (_, request) => { if (request.Url != address && !request.Url.StartsWith("data:", StringComparison.Ordinal)) troubles.Add($"fetched {request.Url}"); };
            await page.GotoAsync(address);
            await page.WaitForFunctionAsync("() => { const shown = [...document.querySelectorAll('[data-chart]')].filter(chart => chart.checkVisibility()); return shown.length > 0 && shown.every(chart => ['drawn', 'failed'].includes(chart.dataset.state)); }");
            await look(page);
            Assert.Empty(await page.Locator("[data-state=failed]").AllInnerTextsAsync());
            Assert.Empty(troubles);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Fails if the page is wider than the screen, or a text of some charts is cut or no text.</summary>
    /// <param name="page">The page.</param>
    /// <param name="charts">A CSS selector of the charts' <c>svg</c> elements.</param>
    public static async Task AssertNothingIsWiderOrCut(IPage page, string charts)
    {
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), "The page is wider than the screen.");
        Assert.Empty(await page.EvaluateAsync<string[]>("""
            charts => [...document.querySelectorAll(charts)].flatMap(svg => {
              const frame = svg.getBoundingClientRect();
              return [...svg.querySelectorAll('text')].filter(text => text.textContent).map(text => ({ text: text.textContent, box: text.getBoundingClientRect() }))
                .filter(({ text, box }) => /NaN|undefined|Infinity/.test(text) || box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2)
                .map(({ text }) => text);
            })
            """, charts));
    }
}
