namespace Unrolled.EndToEnd.Tests.Support;

internal static class Randoms
{
    /// <summary>Fills a span with numbers from -1 to 1.</summary>
    public static void NextSingles(this Random random, Span<float> numbers)
    {
        foreach (ref var number in numbers)
            number = (random.NextSingle() * 2) - 1;
    }
}
