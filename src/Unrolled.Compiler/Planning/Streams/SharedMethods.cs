using Unrolled.Compiler.Layers;

namespace Unrolled.Compiler.Planning;

/// <summary>
/// Finds the steps within a run that differ from others only in that the products with the input are there: they are made of the same methods, which are
/// told so.
/// </summary>
/// <param name="planner">Plans the methods of a stage.</param>
/// <param name="typeOf">The type of a panel's weights.</param>
internal sealed class SharedMethods(StreamMethodPlanner planner, Func<Panel, WeightType> typeOf)
{
    /// <param name="stages">The stages of a single step.</param>
    /// <param name="runStages">Those of a step within a run.</param>
    public (IReadOnlyList<StreamStage> Stages, IReadOnlyList<StreamStage> RunStages) Of(IReadOnlyList<StreamStage> stages, IReadOnlyList<StreamStage> runStages)
    {
        var shared = new Dictionary<StreamStage, StreamStage>();
        var ofRuns = new List<StreamStage>();
        foreach (var run in runStages)
        {
            var stage = stages.FirstOrDefault(stage => stage != run && (stage.Phase, stage.Level, stage.Space) == (run.Phase, run.Level, run.Space));
            if (stage is not null && AreAlike(stage, run))
            {
                var whole = stage with { Ahead = [.. stage.Panels.Except(run.Panels)] };
                shared.Add(stage, whole);
                ofRuns.Add(run with { Shares = whole });
            }
            else
            {
                ofRuns.Add(run);
            }
        }

        return ([.. stages.Select(stage => shared.TryGetValue(stage, out var whole) ? whole : stage)], ofRuns);
    }

    private bool AreAlike(StreamStage stage, StreamStage run)
    {
        var ahead = stage.Panels.Except(run.Panels).ToList();
        if (ahead.Count == 0 || ahead.Any(panel => typeOf(panel) == WeightType.Int8) || !stage.Sums.SequenceEqual(run.Sums))
            return false;
        var (whole, rest) = (planner.OfOneStream(stage).OfType<SumsMethod>().ToList(), planner.OfOneStream(run).OfType<SumsMethod>().ToList());
        return whole.Count == rest.Count && whole.Zip(rest, AreAlike).All(alike => alike);
    }

    private static bool AreAlike(SumsMethod whole, SumsMethod rest) =>
        (whole.Units, whole.Blocks, whole.Lanes, whole.Ending) == (rest.Units, rest.Blocks, rest.Lanes, rest.Ending)
        && whole.Groups.Count == rest.Groups.Count && whole.Groups.Zip(rest.Groups, AreAlike).All(alike => alike);

    /// <summary>Whether the first has what the second has, after products that are added up before. A sum that is complete with those may have more
    /// accumulators, which stay 0.</summary>
    private static bool AreAlike(SumGroup whole, SumGroup rest) =>
        whole.Sums.SequenceEqual(rest.Sums) && whole.Chains == rest.Chains
        && whole.Sums.All(sum => whole.ChainsOf(sum) == rest.ChainsOf(sum) || !rest.Walks.Any(walk => walk.Panel.Sums.Contains(sum)))
        && whole.Walks.Skip(whole.Walks.Count - rest.Walks.Count).SequenceEqual(rest.Walks);
}
