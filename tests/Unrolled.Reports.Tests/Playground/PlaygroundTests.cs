using System.Globalization;
using Microsoft.Playwright;
using Unrolled.Tests.Shared;

namespace Unrolled.Reports.Tests.Playground;

/// <summary>samples/Playground in a browser.</summary>
public class PlaygroundTests
{
    /// <summary>In which an LSTM learns to count.</summary>
    private const int Seconds = 30;

    [PlaygroundFact]
    public async Task The_page_learns_shows_what_it_learned_and_fits_a_phone()
    {
        using var server = new FileServer(PlaygroundFactAttribute.Folder);
        await using var tab = await Tab.Open(new Uri(server.Address, "index.html"), width: 1280);
        var page = tab.Page;
        await tab.Until("document.body?.className === 'ready'", Seconds);

        // Every cell, and every task.
        foreach (var (cell, task) in new[]
        {
            ("RNN", "recall"), ("MGU", "reber"), ("GRU", "counting"), ("coupled LSTM", "recall"), ("LSTM with peepholes", "reber"), ("LSTM", "counting"),
        })
        {
            await page.SelectOptionAsync("#kind", cell);
            await page.SelectOptionAsync("#task", task);
            Assert.Equal("It has learned nothing yet.", await page.TextContentAsync("#status"));
            foreach (string picture in new[] { "#gates svg", "#cell svg", "#reach svg" })
                Assert.Equal(1, await page.Locator(picture).CountAsync());
        }

        await page.ClickAsync("#learn");
        await tab.Until("document.getElementById('status').textContent.startsWith('Learned after')", Seconds);
        await tab.Until("document.getElementById('learn').textContent === 'Go on'", seconds: 10);
        Assert.Equal(1, await page.Locator("#loss svg").CountAsync());

        // The string is over after as many b as a, and not before.
        await page.FillAsync("#text", "aaabbb");
        await page.FillAsync("#step", "7");
        Assert.StartsWith("Step 7 of 7: it reads b and says: then the end (", await page.TextContentAsync("#answer"), StringComparison.Ordinal);
        await page.ClickAsync("#back");
        Assert.StartsWith("Step 6 of 7: it reads b and says: then b (", await page.TextContentAsync("#answer"), StringComparison.Ordinal);
        string gates = await page.InnerHTMLAsync("#gates");
        await page.FillAsync("#text", "ab!");
        Assert.Equal("A sequence is made of a b; found !.", await page.TextContentAsync("#mistake"));
        Assert.Equal(gates, await page.InnerHTMLAsync("#gates"));
        await page.FillAsync("#text", "aaabbb");
        Assert.Equal("", await page.TextContentAsync("#mistake"));
        await Look(page, 1280);

        // A phone shows a page as wide as its screen where the page says so.
        Assert.Contains("width=device-width", await page.GetAttributeAsync("meta[name=viewport]", "content"), StringComparison.Ordinal);
        await page.SetViewportSizeAsync(390, 900);
        await tab.Until("document.querySelector('#gates svg').viewBox.baseVal.width < 390", seconds: 10);
        await Look(page, 390);
        Assert.Empty(tab.Console);
    }

    /// <summary>Nothing to scroll sideways, and all text of all pictures legible. UNROLLED_SHOTS names a folder for what it looks like.</summary>
    private static async Task Look(IPage page, int width)
    {
        if (Environment.GetEnvironmentVariable("UNROLLED_SHOTS") is { Length: > 0 } folder)
        {
            string shot = Path.Combine(folder, $"playground-{width.ToString(CultureInfo.InvariantCulture)}.png");
            await page.ScreenshotAsync(new() { Path = shot, FullPage = true });
        }

        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
        const string Lowest = "Math.min(...[...document.querySelectorAll('button, select, input')].map(item => item.getBoundingClientRect().height))";
        Assert.InRange(await page.EvaluateAsync<double>(Lowest), 36, 60);
        const string Smallest = """
            Math.min(...[...document.querySelectorAll('svg')].map(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width
              * Math.min(...[...svg.querySelectorAll('text')].map(text => +text.getAttribute('font-size')))))
            """;
        double pixels = await page.EvaluateAsync<double>(Smallest);
        Assert.True(pixels >= 7, $"At {width}, a text is {pixels} pixels high.");
    }
}

/// <summary>A test of the published page; skipped, saying so, where there is no browser, or no page and this is not CI.</summary>
internal sealed class PlaygroundFactAttribute : FactAttribute
{
    public PlaygroundFactAttribute()
    {
        if (!File.Exists(Tab.Browser))
            Skip = Tab.IsMissing;
        else if (!File.Exists(Path.Combine(Folder, "index.html")) && Environment.GetEnvironmentVariable("CI") is null)
            Skip = "There is no page: dotnet publish samples/Playground -c Release -o artifacts/playground";
    }

    /// <summary>The published page.</summary>
    public static string Folder => Repository.PathOf("artifacts", "playground", "wwwroot");
}
