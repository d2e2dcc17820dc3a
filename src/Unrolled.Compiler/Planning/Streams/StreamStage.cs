using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>Sums of products of one stream that are complete at the same time, and how they are added up.</summary>
/// <param name="Phase">When.</param>
/// <param name="Level">The kernels of this level come after them.</param>
/// <param name="Space">Their width.</param>
/// <param name="Sums">The sums.</param>
/// <param name="Name">The name of the method that adds them up.</param>
internal sealed record StreamStage(Phase Phase, int Level, Space Space, IReadOnlyList<Sum> Sums, string Name)
{
    /// <summary>Blocks of units that share each element of the right-hand side; what is left over goes one by one.</summary>
    public int BlocksAtOnce { get; init; }

    /// <summary>Streams that share each vector of weights, where streams do not go through products of many rows; what is left over goes one by one.</summary>
    public int StreamsAtOnce => Tuning.Streams(Sums.Count);

    /// <summary>Whether every other step walks the blocks from the last to the first.</summary>
    public bool Alternates { get; init; }

    /// <summary>Matrices whose products are there before it starts: computed for many steps at once, or by an earlier stage that has other sums of the same
    /// matrices.</summary>
    public IReadOnlyList<Panel> Hoisted { get; init; } = [];

    /// <summary>Matrices whose products a later stage adds to these sums.</summary>
    public IReadOnlyList<Panel> Later { get; init; } = [];

    /// <summary>Matrices whose products may be there before it starts: steps within a run, which has computed them, are made of the same methods as
    /// others.</summary>
    public IReadOnlyList<Panel> Ahead { get; init; } = [];

    /// <summary>For a step within a run, the stage whose methods it calls; null where it has methods of its own.</summary>
    public StreamStage? Shares { get; init; }

    /// <summary>Whether its weights do not stay in the second-level cache: they then come no sooner for more accumulators, but for fewer.</summary>
    public bool IsFar { get; init; }

    /// <summary>Whether its methods have sums alone, and equations methods of their own.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Whether there are so many units that a step is bound by reading its weights.</summary>
    public bool IsLong { get; init; }

    /// <summary>The matrices that it multiplies with.</summary>
    public IReadOnlyList<Panel> Panels => [.. Space.Panels.Where(panel => !Hoisted.Contains(panel) && !Later.Contains(panel) && panel.Sums.Any(Sums.Contains))];

    /// <summary>What it multiplies, each once.</summary>
    public IEnumerable<Node> Operands => Panels.Select(panel => panel.Operand).Distinct();

    /// <summary>Whether <paramref name="sum"/> goes on from what products computed ahead have left in its place.</summary>
    public bool IsBegun(Sum sum) => Hoisted.Any(panel => panel.Sums.Contains(sum));

    /// <summary>What <paramref name="sum"/> starts from.</summary>
    public Start StartOf(Sum sum) => IsBegun(sum) ? Start.Accumulate : sum.Node.Parameter is null ? Start.Zero : Start.Bias;
}
