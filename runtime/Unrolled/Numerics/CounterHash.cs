using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Random 32-bit numbers as a hash of (seed, layer, update, step, sequence, unit): nothing is stored, and neither threads nor the vector width change them.
/// </summary>
internal static class CounterHash
{
    public const uint UnitStep = 0x9E3779B9;

    /// <summary>Hashes below this have the probability <paramref name="rate"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not from 0 to below 1.</exception>
    public static uint Threshold(double rate)
    {
        if (!(rate >= 0 && rate < 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, $"A dropout rate is from 0 to below 1; got {rate}.");
        return (uint)Math.Min(uint.MaxValue, rate * (1L << 32));
    }

    /// <summary>The key of a layer in a pass.</summary>
    public static ulong Layer(int seed, int layer, long update) =>
        RandomStream.Mix(unchecked(RandomStream.Mix(((ulong)(uint)seed << 32) | (uint)layer) + (ulong)update));

    /// <summary>The key of a row.</summary>
    /// <param name="layer">What <see cref="Layer"/> returned.</param>
    /// <param name="step">The step, counted over all pieces of the sequence.</param>
    /// <param name="sequence">The sequence, counted over the whole batch.</param>
    public static ulong Row(ulong layer, uint step, uint sequence) => RandomStream.Mix(layer ^ RandomStream.Mix(((ulong)step << 32) | sequence));

    /// <summary>The counters of the first units of a row, as many as a vector holds.</summary>
    /// <param name="low">The lower half of the row's key.</param>
    public static Vector<uint> Counters(uint low)
    {
        Span<uint> counters = stackalloc uint[Vector<uint>.Count];
        for (int i = 0; i < counters.Length; i++)
            counters[i] = unchecked(low + (uint)i * UnitStep);
        return new Vector<uint>(counters);
    }

    /// <summary>MurmurHash3's finaliser, with half of the row's key at its start and half between its rounds.</summary>
    public static uint Hash(uint counter, uint high)
    {
        unchecked
        {
            uint h = counter;
            h = (h ^ (h >> 16)) * 0x85EBCA6B;
            h = ((h ^ (h >> 13)) + high) * 0xC2B2AE35;
            return h ^ (h >> 16);
        }
    }

    /// <summary>The same hash, of many counters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<uint> Hash(Vector<uint> counter, uint high)
    {
        var h = counter;
        h = (h ^ Vector.ShiftRightLogical(h, 16)) * 0x85EBCA6B;
        h = ((h ^ Vector.ShiftRightLogical(h, 13)) + new Vector<uint>(high)) * 0xC2B2AE35;
        return h ^ Vector.ShiftRightLogical(h, 16);
    }
}
