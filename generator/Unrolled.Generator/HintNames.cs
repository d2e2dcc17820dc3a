using System.Collections.Immutable;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator;

/// <summary>Keeps the names of generated files apart: Roslyn and many file systems ignore case.</summary>
internal static class HintNames
{
    /// <summary>
    /// The names that another one equals, or begins with and a dot, ignoring case: their files (<c>M.g.cs</c>, <c>M.lstm0.g.cs</c>) might meet. In order,
    /// each once.
    /// </summary>
    public static EquatableArray<string> Clashes(ImmutableArray<string> hints)
    {
        var sorted = hints.Distinct(StringComparer.Ordinal).OrderBy(h => h, StringComparer.Ordinal).ToArray();
        var count = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var hint in sorted)
            count[hint] = count.TryGetValue(hint, out var n) ? n + 1 : 1;
        return new EquatableArray<string>(sorted.Where(hint => count[hint] > 1 || Prefixes(hint).Any(count.ContainsKey)));
    }

    private static IEnumerable<string> Prefixes(string hint)
    {
        for (var dot = hint.IndexOf('.'); dot >= 0; dot = hint.IndexOf('.', dot + 1))
            yield return hint.Substring(0, dot);
    }
}
