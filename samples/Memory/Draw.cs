namespace Memory;

/// <summary>Random numbers that follow from a seed and a sequence's number alone.</summary>
internal static class Draw
{
    public static Random Of(int seed, int index) => new(unchecked(seed * 1_000_003 + index));

    /// <summary>From −1 to 1.</summary>
    public static float Signed(this Random random) => 2 * random.NextSingle() - 1;
}
