using System.Globalization;
using Server;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const string Usage = """
    Server [--port 5000] [--local] [--connections 5000] [--window 1] [--weights FILE]
        serves streams at ws://…/stream, metrics at /metrics; the window in milliseconds
    Server --load URL [--connections 1000] [--rate 10000] [--seconds 20] [--weights FILE]
        sends steps to a server's ws://…/stream, and compares the answers with those of single streams
    Server --short
        both, for some seconds
    """;

// The options, as pairs of a name and a value.
var options = new Dictionary<string, string>();
for (int i = 0; i < args.Length; i++)
    options[args[i]] = args[i] is "--short" or "--local" ? "" : i + 1 < args.Length ? args[++i] : "";
string[] known = ["--port", "--local", "--connections", "--window", "--weights", "--load", "--rate", "--seconds", "--short"];
if (options.Keys.Except(known).Any() || options.Any(option => option.Value == "" && option.Key is not ("--short" or "--local")))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var model = options.TryGetValue("--weights", out string? weights) ? Reader.Load(weights) : new Reader(seed: 1);
if (options.ContainsKey("--short"))
{
    var (server, url) = await StreamServer.StartLocalAsync(model);
    await using (server)
    {
        var load = LoadClient.RunAsync(url, model, new() { Connections = 100, Rate = 1000, Seconds = 2, WarmUp = 1 });
        var result = await load;
        Console.WriteLine(result);
        await server.StopAsync();
        return result.IsRight ? 0 : 1;
    }
}

if (options.TryGetValue("--load", out string? address))
{
    var result = await LoadClient.RunAsync(new Uri(address), model, new()
    {
        Connections = (int)Number("--connections", 1000),
        Rate = Number("--rate", 10_000),
        Seconds = Number("--seconds", 20),
    });
    Console.WriteLine(result);
    return result.IsRight ? 0 : 1;
}

await using var app = StreamServer.Create(model, new()
{
    Port = (int)Number("--port", 5000),
    IsLocal = options.ContainsKey("--local"),
    Connections = (int)Number("--connections", 5000),
    Window = TimeSpan.FromMilliseconds(Number("--window", 1)),
});
await app.RunAsync();
return 0;

double Number(string name, double otherwise) => options.TryGetValue(name, out string? text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
