using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text;
using Server;

namespace Unrolled.Server.Tests;

/// <summary>Clients that misbehave harm nobody but themselves.</summary>
[Collection("Server")]
public sealed class ClientTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(WebSocketMessageType.Text, 112, WebSocketCloseStatus.InvalidMessageType, "found text")]
    [InlineData(WebSocketMessageType.Binary, 111, WebSocketCloseStatus.InvalidPayloadData, "found 111")]
    [InlineData(WebSocketMessageType.Binary, 0, WebSocketCloseStatus.InvalidPayloadData, "found 0")]
    [InlineData(WebSocketMessageType.Binary, 100_000, WebSocketCloseStatus.MessageTooBig, "found more")]
    public async Task Nonsense_is_refused_with_a_reason(WebSocketMessageType type, int length, WebSocketCloseStatus status, string found) =>
        await Beside(async url =>
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(url, default);
        await socket.SendAsync(new byte[length].AsMemory(), type, endOfMessage: true, default);
        var received = await socket.ReceiveAsync(new byte[100].AsMemory(), default).AsTask().WaitAsync(s_patience);
        Assert.Equal(WebSocketMessageType.Close, received.MessageType);
        Assert.Equal(status, socket.CloseStatus);
        Assert.Contains(found, socket.CloseStatusDescription, StringComparison.Ordinal);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
    });

    /// <summary>A message may come in pieces.</summary>
    [Fact]
    public async Task Pieces_of_a_message_are_one_step() => await Beside(async url =>
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(url, default);
        for (int piece = 0; piece < 4; piece++)
            await socket.SendAsync(new byte[28].AsMemory(), WebSocketMessageType.Binary, endOfMessage: piece == 3, default);
        var received = await socket.ReceiveAsync(new byte[100].AsMemory(), default).AsTask().WaitAsync(s_patience);
        Assert.Equal((40, WebSocketMessageType.Binary, true), (received.Count, received.MessageType, received.EndOfMessage));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
    });

    /// <summary>Numbers that are none spoil the stream that they are sent to.</summary>
    [Fact]
    public async Task Nan_spoils_the_own_stream_alone() => await Beside(async url =>
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(url, default);
        float[] input = new float[Reader.Inputs], output = new float[Reader.Outputs];
        Array.Fill(input, float.NaN);
        for (int step = 0; step < 100; step++)
        {
            await socket.SendAsync(MemoryMarshal.AsBytes(input.AsSpan()).ToArray(), WebSocketMessageType.Binary, endOfMessage: true, default);
            byte[] answer = new byte[40];
            await socket.ReceiveAsync(answer.AsMemory(), default).AsTask().WaitAsync(s_patience);
            MemoryMarshal.Cast<byte, float>(answer.AsSpan()).CopyTo(output);
            Assert.All(output, value => Assert.True(float.IsNaN(value)));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
    });

    /// <summary>Connections that are reset while their steps run.</summary>
    [Fact]
    public async Task Clients_vanish() => await Beside(async url =>
    {
        for (int client = 0; client < 50; client++)
        {
            var connection = new StepClient(client, new Reader(seed: 1), 1e-5f);
            await connection.Socket.ConnectAsync(url, default);
            for (int step = 0; step < 5; step++)
                connection.Send();
            await connection.SentAsync();
            connection.Socket.Abort();
            connection.Dispose();
        }
    });

    /// <summary>Bytes that are no HTTP at all, and requests that are no WebSocket.</summary>
    [Fact]
    public async Task Other_protocols_are_refused() => await Beside(async url =>
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, url.Port);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes("\0\0 nonsense\r\n\r\n"));
        byte[] answer = new byte[100];
        int length = await tcp.GetStream().ReadAsync(answer).AsTask().WaitAsync(s_patience);
        Assert.Contains("400", Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);

        using var http = new HttpClient();
        var response = await http.GetAsync(new UriBuilder(url) { Scheme = "http" }.Uri);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Expected a WebSocket", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    });

    /// <summary>It sends megabytes before it reads: its own connection fills, all answers come in the end, and nobody else waits for it.</summary>
    [Fact]
    public async Task A_slow_reader_loses_nothing() => await Beside(async url =>
    {
        const int Steps = 30_000;
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(url, default);
        byte[] message = new byte[112], answer = new byte[40];
        var sending = Task.Run(async () =>
        {
            for (int step = 0; step < Steps; step++)
                await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, default);
        });
        await Task.Delay(500);
        Assert.False(sending.IsFaulted);
        var model = new Reader(seed: 1);
        var state = model.NewState();
        float[] expected = new float[Reader.Outputs];
        for (int step = 0; step < Steps; step++)
        {
            var received = await socket.ReceiveAsync(answer.AsMemory(), default).AsTask().WaitAsync(s_patience);
            Assert.Equal(40, received.Count);
            model.Step(new float[Reader.Inputs], state, expected);
            Assert.True(MathF.Abs(MemoryMarshal.Read<float>(answer) - expected[0]) <= 1e-5f, $"step {step}");
        }

        await sending;
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
    }, window: TimeSpan.Zero);

    [Fact]
    public async Task One_connection_more_than_allowed_is_refused()
    {
        var (app, url) = await StreamServer.StartLocalAsync(new Reader(seed: 1), new() { Connections = 2 });
        await using (app)
        {
            using ClientWebSocket first = new(), second = new(), third = new();
            await first.ConnectAsync(url, default);
            await second.ConnectAsync(url, default);
            await Assert.ThrowsAsync<WebSocketException>(() => third.ConnectAsync(url, default));
            await first.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
            await second.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
            await app.StopAsync();
        }
    }

    [Fact]
    public async Task Metrics_are_text_for_Prometheus() => await Beside(async url =>
    {
        using var http = new HttpClient();
        string metrics = await http.GetStringAsync(new UriBuilder(url) { Scheme = "http", Path = "/metrics" }.Uri);
        Assert.Contains("# TYPE unrolled_step_duration_seconds histogram", metrics, StringComparison.Ordinal);
        Assert.Contains("unrolled_batch_streams_bucket{", metrics, StringComparison.Ordinal);
        Assert.Contains("unrolled_steps_total{", metrics, StringComparison.Ordinal);
        Assert.Contains("server_connections{", metrics, StringComparison.Ordinal);
        Assert.Equal("healthy", await http.GetStringAsync(new UriBuilder(url) { Scheme = "http", Path = "/health" }.Uri));
    });

    /// <summary>What a client does, while ten others send steps, none of which may be lost or wrong.</summary>
    private static async Task Beside(Func<Uri, Task> client, TimeSpan? window = null)
    {
        var model = new Reader(seed: 1);
        var (app, url) = await StreamServer.StartLocalAsync(model, new() { Window = window ?? TimeSpan.FromMilliseconds(1) });
        await using (app)
        {
            var others = Enumerable.Range(0, 10).Select(number => new StepClient(number, model, 1e-5f)).ToList();
            foreach (var other in others)
                await other.ConnectAsync(url);
            using var end = new CancellationTokenSource();
            var sending = Task.Run(async () =>
            {
                while (!end.IsCancellationRequested)
                {
                    others.ForEach(other => other.Send());
                    await Task.Delay(5);
                }
            });
            await Task.Delay(50);
            await client(url);
            await end.CancelAsync();
            await sending;
            foreach (var other in others)
            {
                await other.EndAsync(s_patience);
                Assert.True(other.Sent > 0);
                Assert.Equal(other.Sent, other.Answered);
                Assert.Equal(0, other.Wrong);
                other.Dispose();
            }

            await app.StopAsync();
        }
    }
}
