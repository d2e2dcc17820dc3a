using System.Globalization;

namespace Unrolled.Generator.Tests.Fuzz;

/// <summary>One file of a user's, right or wrong, made from a number alone.</summary>
/// <param name="Index">The number.</param>
/// <param name="Source">The file.</param>
/// <param name="IsMutated">Whether the text was damaged after it was written.</param>
internal sealed record FuzzCase(int Index, string Source, bool IsMutated)
{
    private const int Seed = 20260114;

    /// <summary>Case <paramref name="index"/>: two in five are written by grammar alone, the others are damaged afterwards.</summary>
    public static FuzzCase Of(int index)
    {
        var random = new Random(unchecked((Seed * 31) + index));
        var mutated = index % 5 > 1;

        // Half of what is written by grammar stays within what is legal: that is what can be compiled.
        var source = new FuzzGrammar(random, index, isLegal: index % 5 == 0 || (mutated && random.Next(2) == 0)).File();
        return new FuzzCase(index, mutated ? FuzzMutation.Damage(source, random) : source, mutated);
    }

    public override string ToString() => $"case {Index.ToString(CultureInfo.InvariantCulture)}:\n{Source}";
}
