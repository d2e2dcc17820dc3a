namespace Unrolled.CompilerServices;

/// <summary>Random 64-bit numbers from a counter: SplitMix64 (Steele, Lea and Flood 2014), started from a name and a seed.</summary>
internal sealed class RandomStream
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    private ulong _counter;

    public RandomStream(string name, int seed)
    {
        // FNV-1a over the name's UTF-16 code units.
        ulong hash = 0xCBF29CE484222325;
        foreach (char unit in name)
            hash = unchecked((hash ^ unit) * 0x100000001B3);
        _counter = Mix(hash ^ Mix((uint)seed));
    }

    public ulong Next() => Mix(_counter = unchecked(_counter + GoldenRatio));

    /// <summary>The sum of twelve 16-bit uniform numbers, scaled to mean 0 and variance (nearly) 1.</summary>
    public double NextNearGaussian()
    {
        long sum = 0;
        for (int i = 0; i < 3; i++)
        {
            ulong bits = Next();
            sum += (long)(bits & 0xFFFF) + (long)((bits >> 16) & 0xFFFF) + (long)((bits >> 32) & 0xFFFF) + (long)(bits >> 48);
        }

        return (sum - 6 * 0xFFFF) * (1.0 / 0x10000);
    }

    public static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
