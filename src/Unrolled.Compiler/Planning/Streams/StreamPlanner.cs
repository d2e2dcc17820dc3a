using System.Globalization;
using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>Decides how a single step adds up its products.</summary>
internal static class StreamPlanner
{
    /// <summary>
    /// Whether a layer of these widths is stepped in half of the widest vectors: the other half would be empty, and half a vector is read in half the time.
    /// A last block that is half empty
    /// beside full ones gains nothing, because it shares no broadcasts with them.
    /// </summary>
    public static bool FitsHalfVector(IEnumerable<int> widths) => widths.Max() <= Tuning.WideLanes / 2;

    /// <summary>The stages of a step, in order. Sums that could come before others of their width, but wait for the same kernel, go with them.</summary>
    public static IReadOnlyList<StreamStage> Plan(IEnumerable<Space> spaces, Schedule schedule, IReadOnlyList<Kernel> kernels)
    {
        var groups = spaces.SelectMany(space => space.Sums.Select(sum => (space, sum, time: Until(schedule.Home(sum.Node), kernels))))
            .GroupBy(entry => (entry.time, entry.space)).OrderBy(group => group.Key.time).ThenBy(group => group.Key.space.Width).ToList();
        return ReadOnce([.. groups.Select((group, index) =>
            Decide(new StreamStage(group.Key.time.Phase, group.Key.time.Level, group.Key.space, [.. group.Select(entry => entry.sum)], groups.Count == 1
            ? "StreamSums" : "StreamSums" + (index + 1).ToString(CultureInfo.InvariantCulture))))]);
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
            List<Sum> sums = [.. stage.Space.Sums.Where(sum => stage.Sums.Contains(sum)
                || panels.Any(entry => entry.reader == index && entry.panel.Sums.Contains(sum)))];
            IReadOnlyList<Panel> OfSums(Func<int, bool> isRead) =>
                [.. panels.Where(entry => isRead(entry.reader) && entry.panel.Sums.Any(sums.Contains)).Select(entry => entry.panel)];
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
        return panels.Sum(panel => panel.Inner) >= Tuning.InputsAhead ? panels : [];
    }

    /// <summary>How a step within a run adds up what is not there yet; stages that have nothing left to add are not among them.</summary>
    public static IReadOnlyList<StreamStage> Rest(IReadOnlyList<StreamStage> stages, IReadOnlyList<Panel> hoisted) =>
        hoisted.Count == 0 ? stages : [.. stages.Select(stage =>
            Unbegun(stage with { Hoisted = [.. stage.Hoisted.Union(hoisted)], Name = stage.Name.Replace("Stream", "Run") }))
            .Where(stage => stage.Panels.Count > 0 || !stage.Sums.All(stage.IsBegun)).Select(Decide)];

    /// <summary>A stage without sums that are in memory already and to which it has nothing to add; equations that follow at once take them from it all the
    /// same.</summary>
    private static StreamStage Unbegun(StreamStage stage) =>
        stage.IsAlone ? stage with { Sums = [.. stage.Sums.Where(sum => !stage.IsBegun(sum) || stage.Panels.Any(panel => panel.Sums.Contains(sum)))] } : stage;

    /// <summary>
    /// Whether many streams go through products of many rows. Setting these up takes longer than reading a single block of weights.
    /// </summary>
    public static bool TakesProducts(IEnumerable<Space> spaces) => spaces.Any(space => space.Width > Tuning.WideLanes);

    private static StreamStage Decide(StreamStage stage)
    {
        var (width, sums) = (stage.Space.Width, stage.Sums.Count);
        var isLong = width > Tuning.UnitsOfShort;
        var bytes = stage.Panels.Where(panel => !panel.IsLookUp).Sum(panel => sizeof(float) * width * panel.WeightsOfUnit);
        return stage with
        {
            // Where there is one block, it has nothing to share with another.
            BlocksAtOnce = width <= Tuning.WideLanes || sums > Tuning.SumsOfTwoBlocks ? 1 : isLong && sums <= Tuning.SumsOfFourBlocks ? 4 : 2,
            IsLong = isLong,

            // What was read last is still in the cache.
            Alternates = width > Tuning.WideLanes && bytes > Tuning.FirstLevelCache,
            IsFar = bytes > Tuning.SecondLevelCache,
        };
    }
}
