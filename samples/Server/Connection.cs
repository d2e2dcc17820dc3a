using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using Unrolled;

namespace Server;

/// <summary>
/// One client: a message of features, float32 in little-endian order, is a step of its stream, and is answered by a message of the outputs. The next message
/// is read when the answer is on its way: a client that sends faster than it reads fills its own connection, and nobody else's.
/// </summary>
internal sealed class Connection(WebSocket socket, BatchedStream<Reader> stream, ServerOptions options)
{
    private const int InputBytes = Reader.Inputs * sizeof(float);

    private readonly Lock _gate = new();
    private long _lastMessage = Stopwatch.GetTimestamp();
    private bool _isAnswering;
    private bool _isClosing;

    /// <summary>Answers until the client closes, vanishes or sends something else; or until the server stops and all that was sent is answered.</summary>
    /// <param name="stopping">Says that the server stops.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        ServerMetrics.Connections.Add(1);
        try
        {
            using (stopping.Register(() => _ = CloseWhenQuietAsync()))
                await AnswerAsync();
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException)
        {
            // The client is gone, and with it whoever would read an answer. Its stream is dropped.
            ServerMetrics.Lost.Add(1);
        }
        finally
        {
            EndAnswer();
            ServerMetrics.Connections.Add(-1);
        }
    }

    private async Task AnswerAsync()
    {
        // A byte more than a message has: one that fills it is too long.
        byte[] message = new byte[InputBytes + 1];
        byte[] answer = new byte[Reader.Outputs * sizeof(float)];
        while (true)
        {
            var received = await socket.ReceiveAsync(message.AsMemory(), CancellationToken.None);
            int length = received.Count;
            while (!received.EndOfMessage && length < message.Length)
            {
                received = await socket.ReceiveAsync(message.AsMemory(length), CancellationToken.None);
                length += received.Count;
            }

            if (received.MessageType == WebSocketMessageType.Close)
            {
                if (socket.State == WebSocketState.CloseReceived)
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return;
            }

            // What arrives after the server has said that it closes is not answered; the client's own close follows.
            if (!BeginAnswer())
                continue;
            if (received.MessageType != WebSocketMessageType.Binary || length != InputBytes)
            {
                await RefuseAsync(received.MessageType, length);
                return;
            }

            message.AsSpan(0, InputBytes).CopyTo(MemoryMarshal.AsBytes(stream.Input));
            await stream.StepAsync();
            MemoryMarshal.AsBytes(stream.Output).CopyTo(answer);
            await socket.SendAsync(answer.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            EndAnswer();
        }
    }

    private async Task RefuseAsync(WebSocketMessageType type, int length)
    {
        ServerMetrics.Refused.Add(1);
        var (status, found) = (type, length) switch
        {
            (WebSocketMessageType.Text, _) => (WebSocketCloseStatus.InvalidMessageType, "text"),
            (_, > InputBytes) => (WebSocketCloseStatus.MessageTooBig, "more"),
            _ => (WebSocketCloseStatus.InvalidPayloadData, $"{length}"),
        };
        using var patience = new CancellationTokenSource(options.Grace);
        await socket.CloseAsync(status, $"Expected binary messages of {InputBytes} bytes, {Reader.Inputs} float32; found {found}.", patience.Token);
    }

    /// <summary>Closes a connection once nothing has come for a while, so that every message that was sent before the server stopped is answered.</summary>
    private async Task CloseWhenQuietAsync()
    {
        // What was sent may not have come yet, however long nothing has.
        long start = Stopwatch.GetTimestamp();
        lock (_gate)
            _lastMessage = start;
        while (!TryClose(wait: Stopwatch.GetElapsedTime(start) < options.Grace))
            await Task.Delay(10);
        try
        {
            if (socket.State == WebSocketState.Open)
                await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "The server stops.", CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It has ended meanwhile: RunAsync counts how.
        }
    }

    private bool BeginAnswer()
    {
        lock (_gate)
        {
            _lastMessage = Stopwatch.GetTimestamp();
            return _isAnswering = !_isClosing;
        }
    }

    private void EndAnswer()
    {
        lock (_gate)
            _isAnswering = false;
    }

    private bool TryClose(bool wait)
    {
        lock (_gate)
            return _isClosing = !_isAnswering && (!wait || Stopwatch.GetElapsedTime(_lastMessage) >= options.Quiet);
    }
}
