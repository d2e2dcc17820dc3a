using System.Text.Json;

namespace Unrolled.Reports.Tests;

/// <summary>A test that needs a browser; skipped, saying so, where there is none.</summary>
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        if (!File.Exists(Tab.Browser))
            Skip = Tab.IsMissing;
    }
}

/// <summary>What a browser shows.</summary>
internal sealed record ShownPage(int Width, int ScrollWidth, IReadOnlyList<ShownPicture> Pictures)
{
    private const string Probe = """
        () => JSON.stringify({
          Width: innerWidth, ScrollWidth: document.documentElement.scrollWidth,
          Pictures: [...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width > 0).map(svg => {
            const box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
            const marks = [...svg.querySelectorAll('path, rect, polyline, circle')].filter(mark => mark.getBBox().width > 0);
            return { Width: box.width, Height: box.height, Marks: marks.length,
              TextPixels: scale * Math.min(...[...svg.querySelectorAll('text')].map(text => +text.getAttribute('font-size'))) };
          }) })
        """;

    /// <summary>Measures the page of a tab.</summary>
    public static async Task<ShownPage> Of(Tab tab) => JsonSerializer.Deserialize<ShownPage>(await tab.Page.EvaluateAsync<string>(Probe))!;
}

/// <summary>A picture that is shown.</summary>
internal sealed record ShownPicture(double Width, double Height, int Marks, double TextPixels);
