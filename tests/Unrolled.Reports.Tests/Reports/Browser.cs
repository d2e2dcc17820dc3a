using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Unrolled.Reports.Tests;

/// <summary>A test that needs a browser; skipped, saying so, where there is none.</summary>
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        if (!File.Exists(Browser.Path))
            Skip = $"There is no {Browser.Path}: install Chromium.";
    }
}

/// <summary>Chromium without a window.</summary>
internal static class Browser
{
    public const string Path = "/usr/bin/chromium";

    private static readonly string[] s_arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--hide-scrollbars", "--enable-logging=stderr",
    ];

    /// <summary>Appended to the page: says what is shown.</summary>
    private const string Probe = """
        <script>
        const shown = [...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width > 0);
        parent.postMessage(JSON.stringify({
          Width: innerWidth, ScrollWidth: document.documentElement.scrollWidth,
          Pictures: shown.map(svg => {
            const box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
            const marks = [...svg.querySelectorAll('path, rect, polyline, circle')].filter(mark => mark.getBBox().width > 0);
            return { Width: box.width, Height: box.height, Marks: marks.length,
              TextPixels: scale * Math.min(...[...svg.querySelectorAll('text')].map(text => +text.getAttribute('font-size'))) };
          }) }), '*');
        </script>
        """;

    /// <summary>A window is at least 500 pixels wide; a frame in it is as narrow as a phone.</summary>
    private const string Frame = """
        <!DOCTYPE html><html><body>
        <script>addEventListener('message', message => document.body.setAttribute('data-probe', message.data));</script>
        <iframe src="probed.html" style="width: WIDTHpx; height: 900px; border: 0"></iframe>
        </body></html>
        """;

    /// <summary>Opens a page in a window of some width.</summary>
    public static ShownPage Show(string path, int width)
    {
        string folder = Directory.CreateTempSubdirectory("unrolled-browser-").FullName, frame = System.IO.Path.Combine(folder, "frame.html");
        File.WriteAllText(frame, Frame.Replace("WIDTH", width.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        string page = File.ReadAllText(path).Replace("</body>", Probe + "</body>", StringComparison.Ordinal);
        File.WriteAllText(System.IO.Path.Combine(folder, "probed.html"), page);
        var start = new ProcessStartInfo(Path, [.. s_arguments, $"--user-data-dir={folder}/profile", "--window-size=1400,1000",
            "--virtual-time-budget=3000", "--dump-dom", new Uri(frame).AbsoluteUri])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string document = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000));
        Delete(folder);
        var probe = Regex.Match(document, "data-probe=\"(.*?)\"");
        Assert.True(probe.Success, error.Result);
        string[] console = [.. error.Result.Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))];
        return JsonSerializer.Deserialize<ShownPage>(WebUtility.HtmlDecode(probe.Groups[1].Value))! with { Console = console };
    }

    /// <summary>Chromium's last processes end a little later than it, and write until then.</summary>
    public static void Delete(string folder)
    {
        for (int tries = 0; Directory.Exists(folder); tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (tries < 50)
            {
                Thread.Sleep(100);
            }
        }
    }
}

/// <summary>What a browser shows.</summary>
internal sealed record ShownPage(int Width, int ScrollWidth, IReadOnlyList<ShownPicture> Pictures)
{
    public IReadOnlyList<string> Console { get; init; } = [];
}

/// <summary>A picture that is shown.</summary>
internal sealed record ShownPicture(double Width, double Height, int Marks, double TextPixels);
