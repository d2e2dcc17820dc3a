using System.Net;
using OpenTelemetry.Metrics;
using Unrolled;

namespace Server;

/// <summary>The web application: <c>/stream</c> for WebSockets, <c>/metrics</c> for Prometheus, <c>/health</c>.</summary>
internal static class StreamServer
{
    /// <summary>Builds it; it has not started yet.</summary>
    /// <param name="model">The model that all connections share.</param>
    /// <param name="options">What it is started with.</param>
    public static WebApplication Create(Reader model, ServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // A connection waits for nothing but messages and steps: it goes on where its bytes have arrived, without a way through another queue.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.IsLocal ? IPAddress.Loopback : IPAddress.Any, options.Port);
            kestrel.Limits.MaxConcurrentUpgradedConnections = options.Connections;
        });

        // A client that does not answer the server's close is cut off.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Grace + TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton(_ => new StreamBatcher<Reader>(model, model.Step, new StreamBatcherOptions { Window = options.Window }));
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Unrolled.StreamBatcher", ServerMetrics.MeterName, "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddPrometheusExporter());

        var app = builder.Build();

        // A client that answers no ping for a minute is gone, even if its connection was never closed.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
        app.MapPrometheusScrapingEndpoint();
        app.MapGet("/health", () => "healthy");
        app.Map("/stream", async (HttpContext context, StreamBatcher<Reader> batcher) =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
                return Results.BadRequest("Expected a WebSocket: messages of 28 float32 values, answered by 10.");
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await new Connection(socket, batcher.NewStream(), options).RunAsync(app.Lifetime.ApplicationStopping);
            return Results.Empty;
        });
        return app;
    }

    /// <summary>Starts a server on a free port of the loopback address.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What it is started with, beside the address.</param>
    /// <returns>The server, and the address of its streams.</returns>
    public static async Task<(WebApplication App, Uri Streams)> StartLocalAsync(Reader model, ServerOptions? options = null)
    {
        var app = Create(model, (options ?? new()) with { IsLocal = true, Port = 0 });
        await app.StartAsync();
        return (app, new UriBuilder(app.Urls.First()) { Scheme = "ws", Path = "/stream" }.Uri);
    }
}
