using Microsoft.Playwright;

namespace Unrolled.Reports.Tests;

/// <summary>A page in a browser without a window, which is used as a person would.</summary>
internal sealed class Tab : IAsyncDisposable
{
    /// <summary>The browser's file. It is the installed one: nothing is downloaded.</summary>
    public const string Browser = "/usr/bin/chromium";

    /// <summary>Why tests are skipped.</summary>
    public const string IsMissing = $"There is no {Browser}: install Chromium.";

    // Wider screens are those of desks.
    private const int WidestPhone = 600;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _console = [];

    private Tab(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (_playwright, _browser, Page) = (playwright, browser, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" or "assert")
                _console.Add($"{message.Type}: {message.Text} {message.Location}");
        };
        page.PageError += (_, error) => _console.Add(error);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Errors, warnings and exceptions that the page left in the console.</summary>
    public IReadOnlyList<string> Console => _console;

    /// <summary>Opens a page on a screen of some width: below 600, that of a phone.</summary>
    public static async Task<Tab> Open(Uri page, int width)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Browser });
        var screen = new ViewportSize { Width = width, Height = 900 };
        var tab = new Tab(playwright, browser, await browser.NewPageAsync(new() { ViewportSize = screen, IsMobile = width < WidestPhone }));
        await tab.Page.GotoAsync(page.AbsoluteUri);
        return tab;
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task Until(string expression, int seconds)
    {
        try
        {
            await Page.WaitForFunctionAsync(expression, null, new() { Timeout = 1000 * seconds });
        }
        catch (TimeoutException)
        {
            string text = await Page.InnerTextAsync("body");
            Assert.Fail($"After {seconds} s, {expression} is still not true. The console: {string.Join('\n', _console)} The page: {text}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}
