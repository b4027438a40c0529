using Microsoft.Playwright;

namespace GenreLab.Tests.Reports;

/// <summary>One Chromium for all tests of rendered pages; the tests are skipped where there is none.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string Executable = Environment.GetEnvironmentVariable("GENRELAB_CHROMIUM") ?? "/usr/bin/chromium";
    private IPlaywright? playwright;
    private IBrowser? chromium;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Executable)) return;
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Headless = true,
            Args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null) await chromium.CloseAsync();
        playwright?.Dispose();
    }

    /// <summary>A browser window of its own.</summary>
    public async Task<IBrowserContext> OpenAsync(int width, int height, ColorScheme scheme = ColorScheme.Light)
    {
        if (chromium is null) Assert.Skip($"No Chromium at {Executable}: install it (apt-get install chromium) or name it in GENRELAB_CHROMIUM.");
        return await chromium.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme });
    }
}
