namespace Unrolled.Generator.Tests.Snapshots;

/// <summary>The model that snapshots are of.</summary>
internal static class SnapshotSource
{
    /// <summary>What is generated for a class <c>Net</c> with <paramref name="attributes"/>, by hint name.</summary>
    public static IReadOnlyDictionary<string, string> Files(string attributes) => GeneratorHarness.Run($"""
        using Unrolled;
        [{attributes}]
        public partial class Net;
        """).Files;

    /// <summary>A generated file after the comment at its beginning.</summary>
    public static string WithoutHeader(string file)
        => string.Join('\n', file.ReplaceLineEndings("\n").Split('\n').SkipWhile(line => line.StartsWith("//", StringComparison.Ordinal)));
}
