namespace Unrolled.Conformance;

/// <summary>What the checks that this program shares with the tests need of xunit, whose own comparisons need reflection.</summary>
internal static class Assert
{
    public static void Fail(string message) => throw new CaseException(message);

    public static void True(bool condition, string message)
    {
        if (!condition)
            Fail(message);
    }

    public static void Equal<T>(T expected, T actual)
        where T : IEquatable<T>
        => True(expected.Equals(actual), $"Expected {expected}; found {actual}.");

    public static void Equal<T>(IEnumerable<T> expected, IEnumerable<T> actual) =>
        True(expected.SequenceEqual(actual), $"Expected {string.Join(", ", expected)}; found {string.Join(", ", actual)}.");
}
