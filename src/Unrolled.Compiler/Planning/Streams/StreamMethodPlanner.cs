using Unrolled.Compiler.Layers;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Planning;

/// <summary>Decides which methods the steps of streams are made of, and how each adds up its sums.</summary>
/// <param name="fused">The step whose equations follow its sums at once, where there is one.</param>
/// <param name="typeOf">The type of a panel's weights.</param>
internal sealed class StreamMethodPlanner(FusedStep? fused, Func<Panel, WeightType> typeOf)
{
    /// <summary>Elements of the right-hand side that are loaded at once.</summary>
    public const int Four = 4;

    /// <summary>The methods in the order of the file: sums of one stream, of some, equations.</summary>
    /// <param name="kernels">The element-wise work.</param>
    /// <param name="many">How a step of many streams goes through the layer.</param>
    /// <param name="stages">The stages of a single step.</param>
    /// <param name="runStages">How a step of a run adds up what is not there yet.</param>
    public IReadOnlyList<StreamMethod> Plan(IReadOnlyList<Kernel> kernels, ManyStreams many, IReadOnlyList<StreamStage> stages,
        IReadOnlyList<StreamStage> runStages)
    {
        List<StreamMethod> methods = [.. stages.Concat(runStages).Distinct().Where(stage => stage.Shares is null).SelectMany(OfOneStream)];

        foreach (var stage in stages.Where(stage => many == ManyStreams.Shared && stage.StreamsAtOnce > 1))
            methods.AddRange([OfStreams(stage, stage.StreamsAtOnce), OfStreams(stage, 1)]);
        if (fused is null)
            return [.. methods, .. kernels.Select(kernel => new KernelMethod(kernel.StreamName, kernel, null))];

        // Products of many rows leave sums of all units in memory, and so does a run that has nothing left to add.
        if (fused.Lanes > 1 || many.TakesProducts() || runStages.Count == 0)
            methods.Add(new KernelMethod(fused.Kernel.StreamName, fused.Kernel, fused));
        foreach (var pairs in fused.Pairs is null ? new Pairing?[] { null } : [null, fused.Pairs])
            methods.Add(new UnitsMethod(fused.NameOf(pairs), fused, pairs));
        return methods;
    }

    /// <summary>Elements of the longest right-hand side.</summary>
    public static int Longest(IEnumerable<Panel> panels) => panels.Where(panel => !panel.IsLookUp).Select(panel => panel.Inner).DefaultIfEmpty(1).Max();

    /// <summary>The methods that add up a stage's sums of one stream.</summary>
    public IReadOnlyList<StageMethod> OfOneStream(StreamStage stage)
    {
        // Without the equations too, where vectors may not hold all units.
        var alone = fused is { IsOneVector: true, Lanes: > 1 } ? OfOneStream(stage, null) : [];
        return [.. OfOneStream(stage, fused), .. alone];
    }

    private static string NameOf(StreamStage stage, FusedStep? step) => step is null ? stage.Name : stage.Name.Replace("Sums", "Step");

    private IReadOnlyList<StageMethod> OfOneStream(StreamStage stage, FusedStep? step)
    {
        var (name, blocks) = (NameOf(stage, step), stage.BlocksAtOnce);
        if (blocks == 1)
        {
            return step?.IsOneVector == true
                ? [Sums(name, stage, step, UnitRange.OneVector, 1, LaneRange.From(step.Lanes))]
                : [Sums(name, stage, step, UnitRange.All, 1, LaneRange.Any)];
        }

        SumsMethod Of(int count, LaneRange lanes, string suffix = "") => Sums($"{name}Of{Text(count)}{suffix}", stage, step, UnitRange.OfCaller, count, lanes);
        var (wide, narrow) = (LaneRange.From(Tuning.WideLanes), LaneRange.Under(Tuning.WideLanes));
        List<SumsMethod> together = IsSingleUnlessWide(stage) ? [Of(blocks, wide)]
            : ChainsOf(stage, blocks, isWide: true) == ChainsOf(stage, blocks, isWide: false) ? [Of(blocks, LaneRange.Any)]
            : [Of(blocks, wide, "Wide") with { HasOther = true }, Of(blocks, narrow) with { HasOther = true }];
        var single = Of(1, LaneRange.Any);
        return [new BlocksMethod(name, stage, step, together, single), .. together, single];
    }

    private StreamsMethod OfStreams(StreamStage stage, int streams)
    {
        var name = $"{NameOf(stage, fused)}Of{Text(streams)}Stream{(streams == 1 ? "" : "s")}";
        return new StreamsMethod(name, stage, fused, streams, [.. stage.Panels.Select(panel => new PartedWalk(panel, PartsOf(stage, panel)))]);
    }

    /// <summary>A stream that is left over waits for each product of a sum before the next, unless its accumulators are several.</summary>
    private static int PartsOf(StreamStage stage, Panel panel) =>
        !panel.IsLookUp && stage.Sums.Count <= Tuning.SumsInParts && panel.Inner >= Tuning.ElementsInParts ? Tuning.Parts : 1;

    private SumsMethod Sums(string name, StreamStage stage, FusedStep? step, UnitRange units, int blocks, LaneRange lanes)
    {
        var ending = step is null || lanes.Below <= step.Lanes ? Ending.Stores : lanes.AtLeast >= step.Lanes ? Ending.Equations : Ending.ByLanes;
        return new SumsMethod(name, stage, step, units, blocks, lanes, [.. Groups(stage, step, blocks, lanes.AtLeast >= Tuning.WideLanes)], ending);
    }

    private IEnumerable<SumGroup> Groups(StreamStage stage, FusedStep? step, int blocks, bool isWide)
    {
        if (step is null || step.Leading.Count == 0)
            return [Group(stage, stage.Sums, ChainsOf(stage, blocks, isWide))];
        return from sums in new IReadOnlyList<Sum>[] { step.Leading, [.. stage.Sums.Except(step.Leading)] }
               let most = sums.Count > Tuning.SumsOfFew ? Tuning.AccumulatorsOfMany : Tuning.AccumulatorsOfFew
               select Group(stage, sums, Math.Min(most, Longest(stage.Panels.Where(panel => panel.Sums.Any(sums.Contains)))));
    }

    private SumGroup Group(StreamStage stage, IReadOnlyList<Sum> sums, int chains) =>
        new(sums, chains, [.. stage.Panels.Where(panel => panel.Sums.Any(sums.Contains)).Select(panel => Walk(stage, panel, chains))]);

    /// <summary>
    /// Whether narrow vectors process one block at a time: elements by fours leave few loads to share, one block has room for 12 accumulators in 16
    /// registers, and its weights are read in one piece.
    /// </summary>
    private static bool IsSingleUnlessWide(StreamStage stage) => stage.Sums.Count > 2 && stage.Panels.Any(panel => TakesFours(stage, panel));

    /// <summary>Accumulators that share the products of one sum, when <paramref name="blocks"/> blocks go at once.</summary>
    private static int ChainsOf(StreamStage stage, int blocks, bool isWide)
    {
        // On narrow vectors, more accumulators would be spilled. A single block is all there is between one step and the next, and shorter chains end sooner.
        var hasRoom = isWide && blocks > 1 && !stage.IsFar;
        var accumulators = (hasRoom ? SumsOfLongest(stage) : stage.Sums.Count) * blocks;
        var wanted = hasRoom || (blocks == 1 && accumulators == 4) ? Tuning.MoreAccumulators : Tuning.Accumulators;
        return Math.Min(Longest(stage.Panels), Math.Max(1, (wanted + accumulators - 1) / accumulators));
    }

    private static int SumsOfLongest(StreamStage stage)
    {
        var longest = stage.Panels.Where(panel => !panel.IsLookUp).OrderByDescending(panel => panel.Inner).FirstOrDefault();
        return longest?.Sums.Count(stage.Sums.Contains) is > 0 and var count ? count : stage.Sums.Count;
    }

    private PanelWalk Walk(StreamStage stage, Panel panel, int chains)
    {
        // Of packed weights there are loads to spare, and none of the operations that spread an element from a vector. They are read in pairs.
        var isPacked = typeOf(panel) == WeightType.BFloat16;
        var takesFours = TakesFours(stage, panel);
        var together = takesFours ? Together(stage, panel) : isPacked && chains % 2 != 0 ? 2 * chains : chains;
        var rolled = panel.Inner / together * together;

        // What a loop would do once stands without one.
        return new PanelWalk(panel, takesFours && !isPacked, together, rolled == together ? 0 : rolled);
    }

    /// <summary>
    /// Whether elements of the right-hand side are taken four at a time, and each spread over a vector from there: two loads a cycle are what a long sum
    /// waits for, and one in nine to thirteen is that of an element. Not in short sums, where each element comes a cycle later for it.
    /// </summary>
    private static bool TakesFours(StreamStage stage, Panel panel) =>
        stage.IsLong && !panel.IsLookUp && (panel.Inner % Four == 0 || panel.Inner >= Tuning.ElementsWithRest);

    /// <summary>
    /// Elements of the right-hand side that a pass of the loop takes, by fours: so many that what it reads of a block is the stride at which hardware
    /// fetches ahead; with twice as many that is lost. Only where the method has no equations: with them, the JIT before .NET 10 and NativeAOT do not expand
    /// as many calls.
    /// </summary>
    private static int Together(StreamStage stage, Panel panel)
    {
        if (!stage.IsAlone || stage.Sums.Count > Tuning.SumsOfLongPass)
            return Four;
        var products = panel.Sums.Count(stage.Sums.Contains) * stage.BlocksAtOnce;
        var together = Math.Max(Four, Math.Min(Tuning.VectorsOfPass / panel.Columns.Count, Tuning.ProductsOfPass / products) / Four * Four);
        while (together > Four && (panel.Inner < 4 * together || panel.Inner % together > Four))
            together -= Four;
        return together;
    }
}
