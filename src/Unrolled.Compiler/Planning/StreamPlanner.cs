using System.Globalization;
using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>Sums that are added up together.</summary>
/// <param name="Sums">The sums.</param>
/// <param name="Chains">Accumulators that share the products of one of them.</param>
internal sealed record SumGroup(IReadOnlyList<Sum> Sums, int Chains);

/// <summary>Sums of products of one stream that are complete at the same time, and how they are added up.</summary>
/// <param name="Phase">When.</param>
/// <param name="Level">The kernels of this level come after them.</param>
/// <param name="Space">Their width.</param>
/// <param name="Sums">The sums.</param>
/// <param name="Name">The method's name.</param>
internal sealed record StreamStage(Phase Phase, int Level, Space Space, IReadOnlyList<Sum> Sums, string Name)
{
    /// <summary>Blocks of units that share each element of the right-hand side; what is left over goes one by one.</summary>
    public int BlocksAtOnce { get; init; }

    /// <summary>Streams that share each vector of weights, where streams do not go through products of many rows; what is left over goes one by one.</summary>
    public int StreamsAtOnce => Sums.Count switch { 1 => 8, 2 => 4, <= 6 => 2, _ => 1 };

    /// <summary>Whether every other step walks the blocks from the last to the first.</summary>
    public bool Alternates { get; init; }

    /// <summary>Matrices whose products are there before it starts: computed for many steps at once, or by an earlier stage that has other sums of the same
    /// matrices.</summary>
    public IReadOnlyList<Panel> Hoisted { get; init; } = [];

    /// <summary>Matrices whose products a later stage adds to these sums.</summary>
    public IReadOnlyList<Panel> Later { get; init; } = [];

    /// <summary>The matrices that it multiplies with.</summary>
    public IReadOnlyList<Panel> Panels => [.. Space.Panels.Where(panel => !Hoisted.Contains(panel) && !Later.Contains(panel) && panel.Sums.Any(Sums.Contains))];

    /// <summary>Whether <paramref name="sum"/> goes on from what products computed ahead have left in its place.</summary>
    public bool IsBegun(Sum sum) => Hoisted.Any(panel => panel.Sums.Contains(sum));

    /// <summary>What it multiplies, each once.</summary>
    public IEnumerable<Node> Operands => Panels.Select(panel => panel.Operand).Distinct();

    /// <summary>Whether <see cref="BlocksAtOnce"/> blocks take more accumulators with vectors of <see cref="FusedStep.Wide"/> lanes, which are 32, than
    /// with others, which are 16.</summary>
    public bool HasMoreChainsOfWide => BlocksAtOnce > 1 && !IsSingleUnlessWide && Chains(BlocksAtOnce, isWide: true) != Chains(BlocksAtOnce, isWide: false);

    /// <summary>Whether its weights do not stay in the second-level cache: they then come no sooner for more accumulators, but for fewer.</summary>
    public bool IsFar { get; init; }

    /// <summary>Elements of the right-hand side that <see cref="TakesFours"/> speaks of.</summary>
    public const int Four = 4;

    /// <summary>
    /// Whether elements of the right-hand side are loaded four at a time, and each spread over a vector from there: two loads a cycle are what a long sum
    /// waits for, and one in nine to thirteen is that of an element. Not in short
    /// sums, where each element comes a cycle later for it.
    /// </summary>
    public bool TakesFours(Panel panel) => IsLong && !panel.IsLookUp && (panel.Inner % Four == 0 || panel.Inner >= FewestWithRest);

    /// <summary>Elements from which on what is left over by fours, which is code of its own, is worth the JIT's time.</summary>
    private const int FewestWithRest = 32;

    /// <summary>Limits of <see cref="Together"/>: at most 16 weight vectors and 32 products per iteration; with more than 3 sums, iterate by four.</summary>
    private const int VectorsOfPass = 16, MostOfPass = 32, MostSumsOfPass = 3;

    /// <summary>
    /// Elements of the right-hand side that a pass of the loop takes, by fours: so many that it reads about 1 KB of a block, at 512 bits. The stride of
    /// each load is that, and what hardware fetches ahead comes in
    /// time; with 2 KB it is lost. Only where the method has no equations: with
    /// them, the JIT before .NET 10 and NativeAOT do not expand as many calls.
    /// </summary>
    public int Together(Panel panel)
    {
        if (!IsAlone || Sums.Count > MostSumsOfPass)
            return Four;
        var products = panel.Sums.Count(Sums.Contains) * BlocksAtOnce;
        var together = Math.Max(Four, Math.Min(VectorsOfPass / panel.Columns.Count, MostOfPass / products) / Four * Four);
        while (together > Four && (panel.Inner < 4 * together || panel.Inner % together > Four))
            together -= Four;
        return together;
    }

    /// <summary>Whether its methods have sums alone, and equations methods of their own.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Whether there are so many units that a step is bound by reading its weights.</summary>
    public bool IsLong { get; init; }

    /// <summary>
    /// Whether vectors narrower than 512 bits process one block at a time: elements by fours leave few loads to share, one block has room for 12
    /// accumulators in 16 registers, and
    /// its weights are read in one piece.
    /// </summary>
    public bool IsSingleUnlessWide => BlocksAtOnce > 1 && Sums.Count > 2 && Panels.Any(TakesFours);

    /// <summary>Accumulators that share the products of one sum, when <paramref name="blocks"/> blocks go at once.</summary>
    public int Chains(int blocks, bool isWide)
    {
        // A multiply-add takes 4 cycles and two can start in each, so it takes 8 accumulators at least, and 12 where there are registers. On 256 bits they
        // would be spilled.
        // A single block is all there is between one step and the next, and shorter chains end sooner.
        var hasRoom = isWide && blocks > 1 && !IsFar;
        var accumulators = (hasRoom ? SumsOfLongest : Sums.Count) * blocks;
        var wanted = hasRoom || (blocks == 1 && accumulators == 4) ? 12 : 8;
        return Math.Min(Longest(Panels), Math.Max(1, (wanted + accumulators - 1) / accumulators));
    }

    /// <summary>The sums in the order in which they are added up, each group with its accumulators for one sum; those of one group share each element of
    /// the right-hand side.</summary>
    public IReadOnlyList<SumGroup> Groups(int blocks, bool isWide, IReadOnlyList<Sum> leading)
    {
        if (leading.Count == 0)
            return [new SumGroup(Sums, Chains(blocks, isWide))];

        // Three for each of an LSTM's i, f, g: 9 accumulators fit in 16 registers, 12 do not.
        var groups = new[] { leading, [.. Sums.Except(leading)] };
        return [.. groups.Select(sums => new SumGroup(sums, Math.Min(Longest(Panels.Where(panel => panel.Sums.Any(sums.Contains))), sums.Count > 2 ? 3 : 4)))];
    }

    /// <summary>Those of the accumulators that share the products of <paramref name="sum"/>: no more than it has products to add.</summary>
    public int ChainsOf(Sum sum, int chains) => Math.Min(Longest(Panels.Where(panel => panel.Sums.Contains(sum))), chains);

    private int SumsOfLongest => Panels.Where(panel => !panel.IsLookUp).OrderByDescending(panel => panel.Inner).Select(panel => panel.Sums.Count(Sums.Contains)).FirstOrDefault() is > 0 and var count ? count : Sums.Count;

    private static int Longest(IEnumerable<Panel> panels) => panels.Where(panel => !panel.IsLookUp).Select(panel => panel.Inner).DefaultIfEmpty(1).Max();
}

/// <summary>Decides how a single step adds up its products.</summary>
internal static class StreamPlanner
{
    /// <summary>Lanes of the widest vectors: up to so many units there is one block, which has nothing to share with another.</summary>
    private const int WidestVector = 16;

    /// <summary>Weights of a stage, in bytes, that leave room for nothing else in a first-level cache of 32 or 48 KB.</summary>
    private const long FirstLevelCache = 32 * 1024;

    /// <summary>Weights of a stage, in bytes, that stay in a second-level cache of 1 MB beside all else.</summary>
    private const long SecondLevelCache = 512 * 1024;

    /// <summary>Inputs from which on their products are computed ahead.</summary>
    private const int FewestHoistedInputs = 8;

    /// <summary>
    /// Whether a layer of these widths is stepped in half of the widest vectors: the other half would be empty, and half a vector is read in half the time.
    /// A last block that is half empty
    /// beside full ones gains nothing, because it shares no broadcasts with them.
    /// </summary>
    public static bool FitsHalfVector(IEnumerable<int> widths) => widths.Max() <= WidestVector / 2;

    /// <summary>The stages of a step, in order. Sums that could come before others of their width, but wait for the same kernel, go with them.</summary>
    public static IReadOnlyList<StreamStage> Plan(IEnumerable<Space> spaces, Schedule schedule, IReadOnlyList<Kernel> kernels)
    {
        var groups = spaces.SelectMany(space => space.Sums.Select(sum => (space, sum, time: Until(schedule.Home(sum.Node), kernels))))
            .GroupBy(entry => (entry.time, entry.space)).OrderBy(group => group.Key.time).ThenBy(group => group.Key.space.Width).ToList();
        return ReadOnce([.. groups.Select((group, index) => Decide(new StreamStage(group.Key.time.Phase, group.Key.time.Level, group.Key.space, [.. group.Select(entry => entry.sum)], groups.Count == 1 ? "StreamSums" : "StreamSums" + (index + 1).ToString(CultureInfo.InvariantCulture))))]);
    }

    /// <summary>
    /// The same stages, but matrices that lie side by side are read once: the first stage that needs some of them also adds up the sums of the others.
    /// Otherwise each of two stages would walk over all of them and
    /// use only every third vector, say.
    /// </summary>
    private static List<StreamStage> ReadOnce(List<StreamStage> stages)
    {
        int Reader(Panel panel) => stages.FindIndex(stage => panel.Sums.Any(stage.Sums.Contains));
        StreamStage Whole(StreamStage stage, int index)
        {
            var panels = stage.Space.Panels.Select(panel => (panel, reader: Reader(panel))).ToList();
            List<Sum> sums = [.. stage.Space.Sums.Where(sum => stage.Sums.Contains(sum) || panels.Any(entry => entry.reader == index && entry.panel.Sums.Contains(sum)))];
            IReadOnlyList<Panel> OfSums(Func<int, bool> isRead) => [.. panels.Where(entry => isRead(entry.reader) && entry.panel.Sums.Any(sums.Contains)).Select(entry => entry.panel)];
            return Decide(stage with { Sums = sums, Hoisted = OfSums(reader => reader < index), Later = OfSums(reader => reader > index) });
        }

        return [.. stages.Select((stage, index) => stage.IsLong ? Whole(stage, index) : stage)];
    }

    /// <summary>When the first kernel runs that may read what is there at <paramref name="home"/>.</summary>
    private static (Phase Phase, int Level) Until((Phase Phase, int Level) home, IReadOnlyList<Kernel> kernels) =>
        kernels.Select(kernel => (kernel.Phase, kernel.Level)).Where(time => time.CompareTo(home) >= 0).DefaultIfEmpty(home).Min();

    /// <summary>
    /// The matrices whose products a run over many steps computes ahead, all steps at once: those with the input. There the tile reads them once for six
    /// steps, and
    /// they leave the cache to the others. None where that is not worth the way through memory.
    /// </summary>
    public static IReadOnlyList<Panel> Hoisted(IEnumerable<Space> spaces)
    {
        var panels = spaces.SelectMany(space => space.Panels).Where(panel => panel.Operand.Operation == Operation.Input).ToList();
        return panels.Sum(panel => panel.Inner) >= FewestHoistedInputs ? panels : [];
    }

    /// <summary>How a step within a run adds up what is not there yet; stages that have nothing left to add are not among them.</summary>
    public static IReadOnlyList<StreamStage> Rest(IReadOnlyList<StreamStage> stages, IReadOnlyList<Panel> hoisted) =>
        hoisted.Count == 0 ? stages : [.. stages.Select(stage => Unbegun(stage with { Hoisted = [.. stage.Hoisted.Union(hoisted)], Name = stage.Name.Replace("Stream", "Run") }))
            .Where(stage => stage.Panels.Count > 0 || !stage.Sums.All(stage.IsBegun)).Select(Decide)];

    /// <summary>A stage without sums that are in memory already and to which it has nothing to add; equations that follow at once take them from it all the
    /// same.</summary>
    private static StreamStage Unbegun(StreamStage stage) =>
        stage.IsAlone ? stage with { Sums = [.. stage.Sums.Where(sum => !stage.IsBegun(sum) || stage.Panels.Any(panel => panel.Sums.Contains(sum)))] } : stage;

    /// <summary>
    /// Whether many streams go through products of many rows. Setting these up takes longer than reading a single block of weights.
    /// </summary>
    public static bool TakesProducts(IEnumerable<Space> spaces) => spaces.Any(space => space.Width > WidestVector);

    private static StreamStage Decide(StreamStage stage)
    {
        var width = stage.Space.Width;
        var isLong = width > 3 * WidestVector;
        var bytes = stage.Panels.Where(panel => !panel.IsLookUp).Sum(panel => sizeof(float) * width * panel.WeightsOfUnit);
        return stage with
        {
            // Two blocks of four sums share each broadcast and fill 8 accumulators.
            BlocksAtOnce = width <= WidestVector || stage.Sums.Count > 6 ? 1 : stage.Sums.Count <= 2 && isLong ? 4 : 2,
            IsLong = isLong,

            // What was read last is still in the cache.
            Alternates = width > WidestVector && bytes > FirstLevelCache,
            IsFar = bytes > SecondLevelCache,
        };
    }
}
