using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>
/// Compiled models against the compiler's interpreter in double: outputs, final states, gradients of every parameter, input and initial state, and the
/// streaming Step and Run.
/// </summary>
/// <remarks>
/// How the cases were chosen. The plain form of each recurrent family runs at every hidden size with every batch. Every other variant runs at 17 and 65
/// units, the sizes at which the planner's decisions are proved to be all taken, and at some of the other sizes, which rotate from variant to variant:
/// what depends on the size alone (tiles of products, tails of rows) is the same code for all variants. Up to 17 units a variant runs with every batch,
/// from 64 on with some that rotate too, so that each pair of a size and a batch is run by several variants. Large sizes run few
/// steps: time is a loop in every kernel. Uneven lengths run with every variant and size, with one batch.
/// </remarks>
public abstract class CompiledAgainstInterpreter
{
    private const int Most = 512;

    private static readonly int[] Few = [1, 7, 16];
    private static readonly int[] Many = [64, 128, 200];
    private static readonly int[] Sizes = [.. Few, 17, 64, 65, 128, 200, Most];
    private static readonly int[] Batches = [1, 3, 5, 6, 7, 19, 20, 33];

    /// <summary>Variants whose place in the list leaves <paramref name="remainder"/> when divided by 2, with each size: two classes run side by side.</summary>
    protected static TheoryData<string, int> Cases(int remainder)
    {
        var data = new TheoryData<string, int>();
        for (var i = 0; i < Variants.Names.Count; i++)
        {
            if (i % 2 == remainder)
            {
                foreach (var size in SizesOf(i).Or(i % 3 == 0 ? 7 : i % 3 == 1 ? 17 : 65))
                    data.Add(Variants.Names[i], size);
            }
        }

        return data;
    }

    protected static void Check(string variant, int hidden)
    {
        var spec = Variants.Spec(variant, hidden);
        using var model = InMemoryCompiler.Create(spec);
        PassData.Randomize(model.Parameters, seed: hidden);
        var steps = hidden <= 17 ? 5 : hidden <= 65 ? 4 : hidden < 512 ? 3 : 2;
        var batches = BatchesOf(variant, hidden);
        foreach (var batch in batches)
            ModelComparison.Check(spec, model, steps, batch, uneven: false);
        ModelComparison.Check(spec, model, steps + 1, Math.Max(3, batches[0]), uneven: true);
    }

    private static int[] SizesOf(int variant)
    {
        if (Variants.Plain.Contains(Variants.Names[variant]))
            return Sizes;
        var turn = variant / 2;
        int[] others = [Few[turn % Few.Length], Many[turn % Many.Length]];
        return [17, 65, .. others, .. turn % 4 == 0 ? new[] { Most } : []];
    }

    private static int[] BatchesOf(string variant, int hidden)
    {
        var i = Variants.IndexOf(variant);
        int[] Some(int count) => [.. Enumerable.Range(0, count).Select(k => Batches[(i + hidden + (3 * k)) % Batches.Length]).Order()];
        if (Reduced.IsOn)
            return Some(2);
        return hidden <= 17 || Variants.Plain.Contains(variant) ? Batches : Some(hidden <= 65 ? 3 : hidden <= 200 ? 2 : 1);
    }
}

/// <inheritdoc/>
public sealed class CompiledAgainstInterpreterEvenTests : CompiledAgainstInterpreter
{
    public static TheoryData<string, int> Data => Cases(0);

    [Theory]
    [MemberData(nameof(Data))]
    public void Agrees(string variant, int hidden) => Check(variant, hidden);
}

/// <inheritdoc/>
public sealed class CompiledAgainstInterpreterOddTests : CompiledAgainstInterpreter
{
    public static TheoryData<string, int> Data => Cases(1);

    [Theory]
    [MemberData(nameof(Data))]
    public void Agrees(string variant, int hidden) => Check(variant, hidden);
}
