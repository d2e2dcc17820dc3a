using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// An order of n things that follows from a seed and a number alone: the things sorted by a hash of (seed, number, thing). No generator has a state, so the
/// order of any epoch can be had at any time.
/// </summary>
internal sealed class Permutation(int count)
{
    private readonly ulong[] _keys = new ulong[count];
    private readonly int[] _order = new int[count];

    /// <summary>The order that was made last.</summary>
    public int[] Order => _order;

    /// <summary>Makes the order of a number, an epoch for example.</summary>
    /// <param name="seed">Of all orders.</param>
    /// <param name="number">Which of them.</param>
    /// <param name="count">How many things, at most as many as there is room for.</param>
    public int[] Make(int seed, long number, int count)
    {
        ulong key = RandomStream.Mix(unchecked(RandomStream.Mix((uint)seed + 0x9E3779B97F4A7C15) + (ulong)number));
        for (int i = 0; i < count; i++)
        {
            _order[i] = i;
            _keys[i] = RandomStream.Mix(key ^ RandomStream.Mix(unchecked(key + (ulong)i * 0x9E3779B97F4A7C15)));
        }

        Array.Sort(_keys, _order, 0, count);
        return _order;
    }
}
