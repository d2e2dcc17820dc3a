using System.Net.WebSockets;
using Server;

namespace Unrolled.Server.Tests;

/// <summary>A server that stops answers what it was sent.</summary>
[Collection("Server")]
public sealed class StopTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>A hundred clients have sent twenty steps each when the server is told to stop.</summary>
    [Fact]
    public async Task Everything_that_was_sent_is_answered()
    {
        const int Clients = 100, Steps = 20;
        var model = new Reader(seed: 1);
        var (app, url) = await StreamServer.StartLocalAsync(model);
        await using (app)
        {
            var clients = Enumerable.Range(0, Clients).Select(number => new StepClient(number, model, 1e-5f)).ToList();
            foreach (var client in clients)
                await client.ConnectAsync(url);
            for (int step = 0; step < Steps; step++)
                clients.ForEach(client => client.Send());
            foreach (var client in clients)
                await client.SentAsync();
            Assert.True(clients.Sum(client => client.Answered) < Clients * Steps, "All was answered before the server was told to stop.");

            var stopping = app.StopAsync();
            foreach (var client in clients)
            {
                await client.EndAsync(s_patience);
                Assert.Equal((Steps, 0), (client.Answered, client.Wrong));
                client.Dispose();
            }

            await stopping.WaitAsync(s_patience);
        }
    }

    /// <summary>One that never stops sending is told, after a while: what came before is answered, in order.</summary>
    [Fact]
    public async Task A_client_that_goes_on_is_closed_after_the_grace()
    {
        var (app, url) = await StreamServer.StartLocalAsync(new Reader(seed: 1), new() { Quiet = TimeSpan.FromMinutes(1), Grace = TimeSpan.FromSeconds(0.3) });
        await using (app)
        {
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(url, default);
            byte[] message = new byte[112], answer = new byte[40];
            Task? stopping = null;
            while (true)
            {
                await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, default);
                var received = await socket.ReceiveAsync(answer.AsMemory(), default).AsTask().WaitAsync(s_patience);
                if (received.MessageType == WebSocketMessageType.Close)
                    break;
                stopping ??= app.StopAsync();
            }

            Assert.NotNull(stopping);
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.CloseStatus);
            Assert.Equal("The server stops.", socket.CloseStatusDescription);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
            await stopping.WaitAsync(s_patience);
        }
    }
}
