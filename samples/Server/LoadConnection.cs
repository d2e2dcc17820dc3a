using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Server;

/// <summary>A connection of the load client. Its socket never waits, so that one thread serves all connections, and little is taken of the processors that
/// client and server share. Answers are kept, and compared with those of a single stream when all is over.</summary>
/// <param name="number">Its number, from which its inputs follow.</param>
/// <param name="steps">How many steps it will send.</param>
internal sealed class LoadConnection(int number, int steps) : IDisposable
{
    private const int InputBytes = Reader.Inputs * sizeof(float);
    private const int OutputBytes = Reader.Outputs * sizeof(float);

    private readonly float[] _input = new float[Reader.Inputs];
    private readonly float[] _answers = new float[steps * Reader.Outputs];
    private readonly long[] _times = new long[steps];
    private readonly byte[] _out = new byte[LoadFrames.Header + LoadFrames.MaxPayload];
    private readonly byte[] _in = new byte[4096];
    private int _outStart;
    private int _outEnd;
    private int _inEnd;
    private int _written;
    private int _surplus;
    private byte[]? _ping;
    private bool _isClosing;

    /// <summary>The socket.</summary>
    public Socket Socket { get; } = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Steps that were sent, or wait to be sent because the connection is full.</summary>
    public int Sent { get; private set; }

    /// <summary>Steps that were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Whether neither side has closed it.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>When the steps were answered, as time stamps.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, Answered);

    /// <summary>Connects and asks for a WebSocket.</summary>
    /// <param name="url">The address of the server's streams.</param>
    /// <exception cref="IOException">The server gives none.</exception>
    public void Connect(Uri url)
    {
        Socket.Connect(url.DnsSafeHost, url.Port);
        Socket.ReceiveTimeout = 10_000;
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        Socket.Send(Encoding.ASCII.GetBytes(
            $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"));
        int end;
        while ((end = _in.AsSpan(0, _inEnd).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int count = Socket.Receive(_in.AsSpan(_inEnd), SocketFlags.None);
            if (count == 0)
                throw new IOException($"{url} closed the connection instead of opening a WebSocket.");
            _inEnd += count;
        }

        string answer = Encoding.ASCII.GetString(_in, 0, end);
        if (!answer.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal))
            throw new IOException($"Expected the answer 101 to the request for a WebSocket at {url}; found {answer.Split('\r')[0]}.");
        Consume(end + 4);
        Socket.Blocking = false;
        IsOpen = true;
    }

    /// <summary>Sends the next step, after those before it.</summary>
    public void Send()
    {
        Sent++;
        Flush();
    }

    /// <summary>Says that no step will follow.</summary>
    public void Close()
    {
        _isClosing = true;
        Flush();
    }

    /// <summary>Sends as much of what waits as the connection takes.</summary>
    public void Flush()
    {
        while (IsOpen && (_outStart < _outEnd || NextFrame()))
        {
            int count = Socket.Send(_out.AsSpan(_outStart, _outEnd - _outStart), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return;
            IsOpen = error == SocketError.Success;
            _outStart += count;
        }
    }

    /// <summary>Receives what has come.</summary>
    /// <param name="now">The time, as a time stamp.</param>
    public void Receive(long now)
    {
        while (IsOpen)
        {
            var free = _in.AsSpan(_inEnd);
            int count = Socket.Receive(free, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return;
            IsOpen = error == SocketError.Success && count > 0;
            _inEnd += count;
            int start = 0;
            while (LoadFrames.TryRead(_in.AsSpan(start, _inEnd - start), out int opcode, out var payload))
            {
                Take(opcode, _in.AsSpan(start)[payload], now);
                start += payload.End.Value;
            }

            Consume(start);
            if (count < free.Length)
                return;
        }
    }

    /// <summary>Counts the answers that differ from those of a single stream.</summary>
    /// <param name="model">The server's model.</param>
    /// <param name="tolerance">The largest difference that is no error.</param>
    public int CountWrong(Reader model, float tolerance)
    {
        var expected = new ExpectedAnswers(number, model, tolerance);
        int wrong = _surplus;
        for (int step = 0; step < Answered; step++)
            wrong += expected.IsNext(_answers.AsSpan(step * Reader.Outputs, Reader.Outputs)) ? 0 : 1;
        return wrong;
    }

    /// <inheritdoc/>
    public void Dispose() => Socket.Dispose();

    /// <summary>Writes the next frame: an answer to a ping, a step, or the close after the last.</summary>
    private bool NextFrame()
    {
        _outStart = 0;
        if (_ping is not null)
        {
            _outEnd = LoadFrames.Write(LoadFrames.Pong, _ping, (uint)Environment.TickCount, _out);
            _ping = null;
        }
        else if (_written < Sent)
        {
            LoadInputs.Fill(number, _written++, _input);
            _outEnd = LoadFrames.Write(LoadFrames.Binary, MemoryMarshal.AsBytes(_input.AsSpan()), BitConverter.SingleToUInt32Bits(_input[0]), _out);
        }
        else if (_isClosing)
        {
            _isClosing = false;
            _outEnd = LoadFrames.Write(LoadFrames.Close, [1000 >> 8, 1000 & 0xFF], (uint)Environment.TickCount, _out);
        }
        else
        {
            _outEnd = 0;
            return false;
        }

        return true;
    }

    private void Take(int opcode, ReadOnlySpan<byte> payload, long now)
    {
        switch (opcode)
        {
            case LoadFrames.Binary when Answered < Sent:
                // An answer of another length is a wrong one.
                var answer = _answers.AsSpan(Answered * Reader.Outputs, Reader.Outputs);
                if (payload.Length == OutputBytes)
                    payload.CopyTo(MemoryMarshal.AsBytes(answer));
                else
                    answer.Fill(float.NaN);
                _times[Answered++] = now;
                break;
            case LoadFrames.Ping:
                _ping = payload.ToArray();
                Flush();
                break;
            case LoadFrames.Close:
                IsOpen = false;
                break;
            case LoadFrames.Pong:
                break;
            default:
                _surplus++;
                break;
        }
    }

    private void Consume(int count)
    {
        _in.AsSpan(count, _inEnd - count).CopyTo(_in);
        _inEnd -= count;
    }
}
