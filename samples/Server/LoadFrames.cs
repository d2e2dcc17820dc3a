using System.Buffers.Binary;

namespace Server;

/// <summary>The frames of a WebSocket (RFC 6455, section 5) that the load client needs: whole messages of at most 125 bytes.</summary>
internal static class LoadFrames
{
    /// <summary>The most bytes of a message: its length stands in the second byte of its frame.</summary>
    public const int MaxPayload = 125;

    /// <summary>The bytes of a client's frame beside its payload.</summary>
    public const int Header = 2 + MaskLength;

    /// <summary>The opcode of a binary message.</summary>
    public const int Binary = 2;

    /// <summary>The opcode of a close.</summary>
    public const int Close = 8;

    /// <summary>The opcode of a ping.</summary>
    public const int Ping = 9;

    /// <summary>The opcode of the answer to a ping.</summary>
    public const int Pong = 10;

    private const int Last = 0x80, Masked = 0x80, MaskLength = 4;

    /// <summary>Writes a frame as a client sends it, masked.</summary>
    /// <param name="opcode">What it is.</param>
    /// <param name="payload">At most <see cref="MaxPayload"/> bytes.</param>
    /// <param name="mask">The mask; any number.</param>
    /// <param name="frame">Receives it.</param>
    /// <returns>Its length.</returns>
    public static int Write(int opcode, ReadOnlySpan<byte> payload, uint mask, Span<byte> frame)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxPayload);
        frame[0] = (byte)(Last | opcode);
        frame[1] = (byte)(Masked | payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[2..], mask);
        var masked = frame.Slice(Header, payload.Length);
        for (int i = 0; i < payload.Length; i++)
            masked[i] = (byte)(payload[i] ^ (mask >> (8 * (i % MaskLength))));
        return Header + payload.Length;
    }

    /// <summary>Reads a frame that a server sent.</summary>
    /// <param name="bytes">What has been received.</param>
    /// <param name="opcode">What it is.</param>
    /// <param name="payload">Where its payload lies in <paramref name="bytes"/>.</param>
    /// <returns>Whether all of it is there.</returns>
    /// <exception cref="IOException">It is a part of a message, masked, or longer than <see cref="MaxPayload"/>.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out int opcode, out Range payload)
    {
        opcode = 0;
        payload = default;
        if (bytes.Length < 2)
            return false;
        if ((bytes[0] & Last) == 0 || bytes[1] > MaxPayload)
            throw new IOException($"Expected whole messages of at most {MaxPayload} bytes; found a frame that begins with {bytes[0]:X2} {bytes[1]:X2}.");
        opcode = bytes[0] & 0xF;
        payload = 2..(2 + bytes[1]);
        return bytes.Length >= payload.End.Value;
    }
}
