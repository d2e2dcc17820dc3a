namespace Unrolled.Compiler.Tests.Architecture;

/// <summary>What may know what: arrows from a part of the house to another, with the exceptions that are known.</summary>
internal static class Arrows
{
    /// <summary>
    /// Compares the arrows that were found with those that are allowed. An exception holds for one file; one that no longer occurs is to be removed, so that
    /// it cannot come back.
    /// </summary>
    /// <param name="found">From where, to where, in which file.</param>
    /// <param name="allowed">For every part, those that it may know.</param>
    /// <param name="exceptions">Arrows that are not allowed and that are there, with their files.</param>
    public static void Check(
        IEnumerable<(string From, string To, string File)> found,
        IReadOnlyDictionary<string, string[]> allowed,
        IReadOnlyCollection<(string From, string To, string File)> exceptions)
    {
        var wrong = found.Distinct().Where(arrow => !allowed[arrow.From].Contains(arrow.To)).ToList();
        string[] messages =
        [
            .. wrong.Except(exceptions).Select(arrow => $"{arrow.From} must not use {arrow.To}: {arrow.File}"),
            .. exceptions.Except(wrong).Select(arrow => $"{arrow.File} no longer uses {arrow.To}: remove this exception from the test"),
        ];
        Assert.True(messages.Length == 0, string.Join(Environment.NewLine, messages.Order(StringComparer.Ordinal)));
    }
}
