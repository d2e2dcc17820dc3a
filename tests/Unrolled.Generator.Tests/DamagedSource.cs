using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Tests;

/// <summary>What stands in an editor half typed: sources with pieces cut out, some of them put back elsewhere.</summary>
internal static class DamagedSource
{
    /// <summary>The same <paramref name="count"/> texts at every call.</summary>
    public static IEnumerable<string> Of(string source, int count)
    {
        var random = new Random(20231114);
        for (var trial = 0; trial < count; trial++)
        {
            var text = source;
            for (var cut = random.Next(1, 5); cut > 0; cut--)
            {
                int at = random.Next(text.Length), length = Math.Min(random.Next(1, 12), text.Length - at), to = random.Next(text.Length - length);
                var piece = text.Substring(at, length);
                text = text.Remove(at, length);
                if (random.Next(2) == 0)
                    text = text.Insert(to, piece);
            }

            yield return text;
        }
    }

    /// <summary>Runs generator and analyzer on it: neither fails, and another model comes out as if it were alone.</summary>
    /// <returns>The run, and what the analyzer found.</returns>
    public static async Task<(GeneratorHarness Harness, ImmutableArray<Diagnostic> Found)> HarmsNothing(string text)
    {
        var harness = GeneratorHarness.Run([text + "\n", "[Unrolled.Model(Inputs = 1), Unrolled.Gru(2)] partial class Good;"], compiler: new FakeCompiler());

        Assert.True(harness.Result.Exception is null, $"{harness.Result.Exception}: {text}");
        Assert.Contains("Good.g.cs", harness.Files.Keys);
        var found = await harness.Analyze();
        Assert.DoesNotContain(found, d => d.Id is "AD0001" or "UNR9999");
        return (harness, found);
    }
}
