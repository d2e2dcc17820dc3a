using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unrolled.Reports.Tests.Playground;

/// <summary>A page in a browser without a window, which is used as a person would: over the browser's own protocol for tools.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private static readonly string[] s_arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0",
    ];

    private readonly string _profile = Directory.CreateTempSubdirectory("unrolled-tab-").FullName;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _console = [];
    private Process? _process;
    private string? _session;
    private int _sent;

    private Tab()
    {
    }

    /// <summary>Errors, warnings and exceptions that the page left in the console.</summary>
    public IReadOnlyList<string> Console => _console;

    /// <summary>Opens a page.</summary>
    public static async Task<Tab> Open(Uri page, int width)
    {
        var tab = new Tab();
        tab._process = Process.Start(new ProcessStartInfo(Browser.Path, [.. s_arguments, $"--user-data-dir={tab._profile}", "about:blank"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        const string Found = "DevTools listening on ";
        string? line;
        do
        {
            line = await tab._process.StandardError.ReadLineAsync()
                ?? throw new InvalidOperationException("The browser ended before it said where it listens.");
        }
        while (!line.StartsWith(Found, StringComparison.Ordinal));
        _ = tab._process.StandardError.ReadToEndAsync();
        _ = tab._process.StandardOutput.ReadToEndAsync();
        await tab._socket.ConnectAsync(new Uri(line[Found.Length..]), CancellationToken.None);
        string target = (string)(await tab.Call("Target.createTarget", new { url = "about:blank" }))["targetId"]!;
        tab._session = (string)(await tab.Call("Target.attachToTarget", new { targetId = target, flatten = true }))["sessionId"]!;
        foreach (string domain in new[] { "Page", "Runtime", "Log" })
            await tab.Call(domain + ".enable", new { });
        await tab.Resize(width);
        await tab.Call("Page.navigate", new { url = page.AbsoluteUri });
        return tab;
    }

    /// <summary>Gives the window another width; below 600 that of a phone.</summary>
    public Task Resize(int width) =>
        Call("Emulation.setDeviceMetricsOverride", new { width, height = 900, deviceScaleFactor = 1, mobile = width < 600 });

    /// <summary>The value of an expression.</summary>
    public async Task<JsonNode?> Value(string expression)
    {
        var result = await Call("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true });
        Assert.True(result["exceptionDetails"] is null, $"{expression}: {result["exceptionDetails"]?.ToJsonString()}");
        return result["result"]!["value"];
    }

    /// <summary>The text of an element.</summary>
    public async Task<string> Text(string id) => (string)(await Value($"document.getElementById('{id}').textContent"))!;

    /// <summary>Waits until an expression is true.</summary>
    public async Task Until(string expression, int seconds)
    {
        long start = Stopwatch.GetTimestamp();
        while (!(bool)(await Value($"!!({expression})"))!)
        {
            Assert.True(
                Stopwatch.GetElapsedTime(start).TotalSeconds < seconds,
                $"After {seconds} s, {expression} is still not true. The page says: {await Text("status")} {string.Join('\n', _console)}");
            await Task.Delay(50);
        }
    }

    /// <summary>Takes a picture of the whole page.</summary>
    public async Task Shoot(string path)
    {
        var shot = await Call("Page.captureScreenshot", new { format = "png", captureBeyondViewport = true });
        await File.WriteAllBytesAsync(path, Convert.FromBase64String((string)shot["data"]!));
    }

    public async ValueTask DisposeAsync()
    {
        _session = null;
        await Call("Browser.close", new { });
        _socket.Dispose();
        if (!_process!.WaitForExit(10_000))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        Browser.Delete(_profile);
    }

    private async Task<JsonObject> Call(string method, object parameters)
    {
        int id = ++_sent;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = JsonSerializer.SerializeToNode(parameters) };
        if (_session is not null)
            message["sessionId"] = _session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        while (true)
        {
            var answer = await Receive();
            if ((int?)answer["id"] == id)
                return answer["result"] as JsonObject ?? throw new InvalidOperationException($"{method}: {answer.ToJsonString()}");
            Note(answer);
        }
    }

    private void Note(JsonObject message)
    {
        var parameters = message["params"];
        bool isBad = (string?)message["method"] switch
        {
            "Runtime.exceptionThrown" => true,
            "Runtime.consoleAPICalled" => (string?)parameters!["type"] is "error" or "warning" or "assert",
            "Log.entryAdded" => (string?)parameters!["entry"]!["level"] is "error" or "warning",
            _ => false,
        };
        if (isBad)
            _console.Add(parameters!.ToJsonString());
    }

    private async Task<JsonObject> Receive()
    {
        using var message = new MemoryStream();
        byte[] part = new byte[1 << 16];
        WebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(part, CancellationToken.None);
            message.Write(part, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return (JsonObject)JsonNode.Parse(message.GetBuffer().AsSpan(0, (int)message.Length))!;
    }
}
