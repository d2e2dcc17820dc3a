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

    /// <summary>Matrices whose products are there before it starts: computed for many steps at once, or by an earlier stage that has other sums of the same matrices.</summary>
    public IReadOnlyList<Panel> Hoisted { get; init; } = [];

    /// <summary>Matrices whose products a later stage adds to these sums.</summary>
    public IReadOnlyList<Panel> Later { get; init; } = [];

    /// <summary>The matrices that it multiplies with.</summary>
    public IReadOnlyList<Panel> Panels => [.. Space.Panels.Where(panel => !Hoisted.Contains(panel) && !Later.Contains(panel) && panel.Sums.Any(Sums.Contains))];

    /// <summary>Whether <paramref name="sum"/> goes on from what products computed ahead have left in its place.</summary>
    public bool IsBegun(Sum sum) => Hoisted.Any(panel => panel.Sums.Contains(sum));

    /// <summary>What it multiplies, each once.</summary>
    public IEnumerable<Node> Operands => Panels.Select(panel => panel.Operand).Distinct();

    /// <summary>Whether <see cref="BlocksAtOnce"/> blocks take more accumulators with vectors of <see cref="FusedStep.Wide"/> lanes, which are 32, than with others, which are 16.</summary>
    public bool HasMoreChainsOfWide => BlocksAtOnce > 1 && !IsSingleUnlessWide && Chains(BlocksAtOnce, isWide: true) != Chains(BlocksAtOnce, isWide: false);

    /// <summary>Whether its weights do not stay in the second-level cache: they then come no sooner for more accumulators, but for fewer. (Sequences of a GRU 128x256: 5.2 us a step with 12, 4.9 with 6.)</summary>
    public bool IsFar { get; init; }

    /// <summary>Elements of the right-hand side that <see cref="TakesFours"/> speaks of.</summary>
    public const int Four = 4;

    /// <summary>
    /// Whether elements of the right-hand side are loaded four at a time, and each spread over a vector from there: two loads a cycle are what a long sum waits for, and one in nine to thirteen is that of an element. Not in short
    /// sums, where each element comes a cycle later for it. (On 512 bits steps of RNNs 28x64 61 ns for 69, GRU 8x64 193 for 211, LSTM 28x64 411 for 421; 1x32 66.5 for 65. On 256 bits, with
    /// <see cref="IsSingleUnlessWide"/>, LSTM 28x64 599 for 633, 64x128 2.35 us for 2.61, GRU 128x256 8.1 for 9.1.)
    /// </summary>
    public bool TakesFours(Panel panel) => IsLong && !panel.IsLookUp && (panel.Inner % Four == 0 || panel.Inner >= FewestWithRest);

    /// <summary>Elements from which on what is left over by fours, which is code of its own, is worth the JIT's time. (The longest first step of LSTMs with 17 inputs: 15.1 ms with it, 14.4 without.)</summary>
    private const int FewestWithRest = 32;

    /// <summary>Vectors of a block's weights that <see cref="Together"/> reads in a pass; products of one at most, and sums of a stage, beyond which passes of four are long enough and longer ones only text.</summary>
    private const int VectorsOfPass = 16, MostOfPass = 32, MostSumsOfPass = 3;

    /// <summary>
    /// Elements of the right-hand side that a pass of the loop takes, by fours: so many that it reads about 1 KB of a block, at 512 bits. The stride of each load is that, and what hardware fetches ahead comes in
    /// time; with 2 KB it is lost. Only where the method has no equations: they leave no room for as many calls before .NET 10 (NativeAOT, GRU 28x64 430 ns for 304). (GRU-before 28x64 314 ns for 330 with four,
    /// 64x128 1.67 us for 1.77.)
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
    /// Whether <see cref="BlocksAtOnce"/> is one with vectors of fewer than <see cref="FusedStep.Wide"/> lanes: the elements that blocks share are few loads where they come by fours, one block has room for 12 accumulators in 16 registers, and
    /// its weights are read in one piece. (On 256 bits GRU 128x256 8.1 us for 8.7, LSTM 64x128 2.35 for 2.66; 28x64 the same.)
    /// </summary>
    public bool IsSingleUnlessWide => BlocksAtOnce > 1 && Sums.Count > 2 && Panels.Any(TakesFours);

    /// <summary>Accumulators that share the products of one sum, when <paramref name="blocks"/> blocks go at once.</summary>
    public int Chains(int blocks, bool isWide)
    {
        // A multiply-add takes 4 cycles and two can start in each, so 8 accumulators at least. That is none to spare: where there are registers, 12. (1x32 on 512 bits: LSTM with
        // 16 for 8 66 ns for 70, GRU with 12 for 6 52 for 60. On 256 bits they are put aside: 155 for 129.) A single block is all there is between one step and the next, and
        // shorter chains bring its end forward (LSTM 1x16 with 12: 72.8 ns, with 8: 73.5).
        var hasRoom = isWide && blocks > 1 && !IsFar;
        var accumulators = (hasRoom ? SumsOfLongest : Sums.Count) * blocks;
        var wanted = hasRoom || (blocks == 1 && accumulators == 4) ? 12 : 8;
        return Math.Min(Longest(Panels), Math.Max(1, (wanted + accumulators - 1) / accumulators));
    }

    /// <summary>The sums in the order in which they are added up, each group with its accumulators for one sum; those of one group share each element of the right-hand side.</summary>
    public IReadOnlyList<SumGroup> Groups(int blocks, bool isWide, IReadOnlyList<Sum> leading)
    {
        if (leading.Count == 0)
            return [new SumGroup(Sums, Chains(blocks, isWide))];

        // Three of an LSTM's i, f, g: 9 accumulators have room in 16 registers, 12 do not (LSTM 1x8 on 256 bits 34.1 ns for 37.2).
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
    /// Whether a layer of these widths is stepped in half of the widest vectors: the other half would be empty, and half a vector is read in half the time. (LSTM 1x8: 44 ns
    /// for 55. A last block that is half empty besides full ones gains nothing: GRU 1x20 111 ns for 95, since it shares no broadcasts with them.)
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
    /// The same stages, but matrices that lie beside one another are read once: the first that needs some of them goes on with the sums of the others too. Else each of two stages walks over all of them, and takes
    /// every third vector, say. (GRU-before 28x64 314 ns for 396, 64x128 1.64 us for 1.72.)
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
    /// The matrices whose products a run over many steps computes ahead, all steps at once: those with the input. There the tile reads them once for six steps, and
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

    /// <summary>A stage without sums that are in memory already and to which it has nothing to add; equations that follow at once take them from it all the same.</summary>
    private static StreamStage Unbegun(StreamStage stage) =>
        stage.IsAlone ? stage with { Sums = [.. stage.Sums.Where(sum => !stage.IsBegun(sum) || stage.Panels.Any(panel => panel.Sums.Contains(sum)))] } : stage;

    /// <summary>
    /// Whether many streams go through products of many rows. Those take time to set up, more than a single block of weights takes to be read (LSTM 1x16, two streams: 170 ns a
    /// stream, 57 as <see cref="StreamStage.StreamsAtOnce"/> has it).
    /// </summary>
    public static bool TakesProducts(IEnumerable<Space> spaces) => spaces.Any(space => space.Width > WidestVector);

    private static StreamStage Decide(StreamStage stage)
    {
        var width = stage.Space.Width;
        var isLong = width > 3 * WidestVector;
        var bytes = stage.Panels.Where(panel => !panel.IsLookUp).Sum(panel => sizeof(float) * width * panel.WeightsOfUnit);
        return stage with
        {
            // Two blocks of four sums share each broadcast and fill 8 accumulators: LSTM 1x20 131 ns, 1x32 170, against 139 and 185 block by block.
            BlocksAtOnce = width <= WidestVector || stage.Sums.Count > 6 ? 1 : stage.Sums.Count <= 2 && isLong ? 4 : 2,
            IsLong = isLong,

            // What was read last is still in the cache: LSTM 28x64 848 ns against 956, 128x256 28 us against 42.
            Alternates = width > WidestVector && bytes > FirstLevelCache,
            IsFar = bytes > SecondLevelCache,
        };
    }
}
