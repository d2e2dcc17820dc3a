using System.Globalization;
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
        await tab.Until("document.body?.className === 'ready'", Seconds);

        // Every cell, and every task.
        foreach (var (cell, task) in new[]
        {
            ("RNN", "recall"), ("MGU", "reber"), ("GRU", "counting"), ("coupled LSTM", "recall"), ("LSTM with peepholes", "reber"), ("LSTM", "counting"),
        })
        {
            await Choose(tab, cell, task);
            Assert.Equal("It has learned nothing yet.", await tab.Text("status"));
            Assert.Equal("gates cell reach", (string?)await tab.Value("['gates', 'cell', 'reach'].filter(id => $$(id).length === 1).join(' ')"));
        }

        await tab.Value("document.getElementById('learn').click()");
        await tab.Until("document.getElementById('status').textContent.startsWith('Learned after')", Seconds);
        await tab.Until("document.getElementById('learn').textContent === 'Go on'", seconds: 10);
        Assert.Equal(1, (int)(await tab.Value("$$('loss').length"))!);

        // The string is over after as many b as a, and not before.
        await Type(tab, "aaabbb");
        await Step(tab, 7);
        Assert.StartsWith("Step 7 of 7: it reads b and says: then the end (", await tab.Text("answer"), StringComparison.Ordinal);
        await tab.Value("document.getElementById('back').click()");
        Assert.StartsWith("Step 6 of 7: it reads b and says: then b (", await tab.Text("answer"), StringComparison.Ordinal);
        string gates = (string)(await tab.Value("document.getElementById('gates').innerHTML"))!;
        await Type(tab, "ab!");
        Assert.Equal("A sequence is made of a b; found !.", await tab.Text("mistake"));
        Assert.Equal(gates, (string?)await tab.Value("document.getElementById('gates').innerHTML"));
        await Type(tab, "aaabbb");
        Assert.Equal("", await tab.Text("mistake"));
        await Look(tab, 1280);

        await tab.Resize(390);
        await tab.Until("document.querySelector('#gates svg').viewBox.baseVal.width < 390", seconds: 10);
        await Look(tab, 390);
        Assert.Empty(tab.Console);
    }

    /// <summary>Nothing to scroll sideways, and all text of all pictures legible. UNROLLED_SHOTS names a folder for what it looks like.</summary>
    private static async Task Look(Tab tab, int width)
    {
        if (Environment.GetEnvironmentVariable("UNROLLED_SHOTS") is { Length: > 0 } folder)
            await tab.Shoot(Path.Combine(folder, $"playground-{width.ToString(CultureInfo.InvariantCulture)}.png"));
        Assert.InRange((int)(await tab.Value("document.documentElement.scrollWidth"))!, 1, width);
        const string Lowest = "Math.min(...[...document.querySelectorAll('button, select, input')].map(item => item.getBoundingClientRect().height))";
        Assert.InRange((double)(await tab.Value(Lowest))!, 36, 60);
        const string Smallest = """
            Math.min(...[...document.querySelectorAll('svg')].map(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width
              * Math.min(...[...svg.querySelectorAll('text')].map(text => +text.getAttribute('font-size')))))
            """;
        Assert.True((double)(await tab.Value(Smallest))! >= 7, $"At {width}, a text is {await tab.Value(Smallest)} pixels high.");
    }

    private static Task Choose(Tab tab, string cell, string task) => tab.Value($$"""
        document.getElementById('kind').value = '{{cell}}';
        document.getElementById('task').value = '{{task}}';
        document.getElementById('task').dispatchEvent(new Event('change'));
        globalThis.$$ = id => document.querySelectorAll(`#${id} svg`);
        0
        """);

    private static Task Type(Tab tab, string text) => tab.Value(
        $"document.getElementById('text').value = '{text}'; document.getElementById('text').dispatchEvent(new Event('input')); 0");

    private static Task Step(Tab tab, int step) => tab.Value(
        $"document.getElementById('step').value = {step}; document.getElementById('step').dispatchEvent(new Event('input')); 0");
}

/// <summary>A test of the published page; skipped, saying so, where there is no browser, or no page and this is not CI.</summary>
internal sealed class PlaygroundFactAttribute : FactAttribute
{
    public PlaygroundFactAttribute()
    {
        if (!File.Exists(Browser.Path))
            Skip = $"There is no {Browser.Path}: install Chromium.";
        else if (!File.Exists(Path.Combine(Folder, "index.html")) && Environment.GetEnvironmentVariable("CI") is null)
            Skip = "There is no page: dotnet publish samples/Playground -c Release -o artifacts/playground";
    }

    /// <summary>The published page.</summary>
    public static string Folder => Repository.PathOf("artifacts", "playground", "wwwroot");
}
