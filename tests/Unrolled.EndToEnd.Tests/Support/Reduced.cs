namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>
/// Fewer cases where all would be too much: in the processes that run the tests on narrower vectors (<c>UNROLLED_REDUCED=1</c>). What a case tests there is
/// the kernels' text on another width, so
/// every kind of case is left, at fewer sizes.
/// </summary>
internal static class Reduced
{
    /// <summary>Whether this process runs fewer cases.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("UNROLLED_REDUCED") == "1";

    /// <summary>All of them, or <paramref name="few"/>.</summary>
    public static T[] Or<T>(this T[] all, params T[] few) => IsOn ? few : all;

    /// <summary>All of them, or each <paramref name="step"/>th.</summary>
    public static IEnumerable<T> OrEach<T>(this IEnumerable<T> all, int step) => all.Where((_, index) => !IsOn || index % step == 0);
}
