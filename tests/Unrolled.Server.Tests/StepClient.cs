using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using Server;

namespace Unrolled.Server.Tests;

/// <summary>A client by .NET's own WebSocket, which compares each answer with that of a single stream.</summary>
internal sealed class StepClient(int number, Reader model, float tolerance) : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _message = new byte[Reader.Inputs * sizeof(float)];
    private readonly ExpectedAnswers _expected = new(number, model, tolerance);
    private Task _sending = Task.CompletedTask;
    private Task _receiving = Task.CompletedTask;

    /// <summary>Steps that were sent.</summary>
    public int Sent { get; private set; }

    /// <summary>Steps that were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Answers that differ from those of a single stream.</summary>
    public int Wrong { get; private set; }

    /// <summary>The socket, for tests that misbehave.</summary>
    public ClientWebSocket Socket => _socket;

    /// <summary>Connects, and receives from then on.</summary>
    /// <param name="url">The address of the server's streams.</param>
    public async Task ConnectAsync(Uri url)
    {
        await _socket.ConnectAsync(url, CancellationToken.None);
        _receiving = ReceiveAsync();
    }

    /// <summary>Sends the next step, after those before it.</summary>
    public void Send()
    {
        int step = Sent++;
        if (_sending.IsCompletedSuccessfully)
            _sending = SendAsync(step);
        else
            _sending = SendAfterAsync(_sending, step);
    }

    /// <summary>Waits until everything that was sent is on its way.</summary>
    public Task SentAsync() => _sending;

    /// <summary>Waits until all is answered, or the time is over, then closes.</summary>
    /// <param name="patience">The time.</param>
    public async Task EndAsync(TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (Answered < Sent && _socket.State == WebSocketState.Open && Stopwatch.GetElapsedTime(start) < patience)
            await Task.Delay(5);
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await _receiving.WaitAsync(patience);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task SendAfterAsync(Task before, int step)
    {
        await before;
        await SendAsync(step);
    }

    private async Task SendAsync(int step)
    {
        LoadInputs.Fill(number, step, MemoryMarshal.Cast<byte, float>(_message.AsSpan()));
        await _socket.SendAsync(_message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
    }

    private async Task ReceiveAsync()
    {
        byte[] answer = new byte[(Reader.Outputs * sizeof(float)) + 1];
        while (true)
        {
            var received = await _socket.ReceiveAsync(answer.AsMemory(), CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close)
                return;
            bool isWhole = received.EndOfMessage && received.Count == answer.Length - 1;
            if (!_expected.IsNext(isWhole ? MemoryMarshal.Cast<byte, float>(answer.AsSpan(0, received.Count)) : []))
                Wrong++;
            Answered++;
        }
    }
}
