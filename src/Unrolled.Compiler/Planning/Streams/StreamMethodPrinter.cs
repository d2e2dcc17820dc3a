using Unrolled.Compiler.Graph;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Planning;

/// <summary>Writes the methods of a stream's steps for people: a line a method, and below it what it adds up.</summary>
internal static class StreamMethodPrinter
{
    public static IEnumerable<string> Describe(StreamMethod method) =>
        method is SumsMethod sums ? [Line(method), .. sums.Groups.SelectMany(group => Describe(sums.Stage, group))] : [Line(method)];

    private static string Line(StreamMethod method) => $"method {method.Name}: " + method switch
    {
        BlocksMethod blocks => Describe(blocks),
        SumsMethod sums => $"{Describe(sums.Units, sums.Blocks)}{Describe(sums.Lanes)}, {Describe(sums.Ending, sums.Fused)}",
        StreamsMethod streams => Describe(streams),
        KernelMethod { Fused: { } step } => $"the equations of all units, by {step.NameOf(null)}, from sums in memory",
        KernelMethod => "the equations of all units, from sums in memory",
        UnitsMethod { Pairs: Pairing.Blocks } => "the equations of two blocks of units",
        UnitsMethod { Pairs: Pairing.Streams } => "the equations of one vector of units of two streams",
        UnitsMethod => "the equations of one vector of units",
        _ => method.GetType().Name,
    };

    private static string Describe(BlocksMethod method)
    {
        var lanes = method.IsSingleUnlessWide ? Describe(method.Together[0].Lanes) : "";
        return $"{Text(method.AtOnce)} blocks at once{lanes}, others one by one{(method.Stage.Alternates ? ", every other step from the last" : "")}";
    }

    private static string Describe(StreamsMethod method)
    {
        var parts = method.Walks.Where(walk => walk.Parts > 1).Select(walk => $", {walk.Panel.Name} in {Text(walk.Parts)} parts");
        var streams = method.Streams == 1 ? "a stream that is left over" : Text(method.Streams) + " streams";
        return $"{streams}{string.Concat(parts)}, {Describe(method.Fused is null ? Ending.Stores : Ending.Equations, method.Fused)}";
    }

    private static string Describe(UnitRange units, int blocks) => units switch
    {
        UnitRange.All => "all units, a vector at a time",
        UnitRange.OneVector => "all units in one vector",
        _ => blocks == 1 ? "1 block" : Text(blocks) + " blocks",
    };

    private static string Describe(LaneRange lanes) =>
        lanes.AtLeast > 1 ? $" of {Text(lanes.AtLeast)} lanes or more" : lanes.Below < int.MaxValue ? $" of less than {Text(lanes.Below)} lanes" : "";

    private static string Describe(Ending ending, FusedStep? step) => ending switch
    {
        Ending.Stores => "to memory",
        Ending.Equations => "then the equations",
        _ => $"to memory below {Text(step!.Lanes)} lanes, else then the equations",
    };

    private static IEnumerable<string> Describe(StreamStage stage, SumGroup group)
    {
        foreach (var sums in group.Sums.GroupBy(sum =>
            (Start: stage.StartOf(sum), IsOpen: stage.Ahead.Any(panel => panel.Sums.Contains(sum)), Chains: group.ChainsOf(sum))))
        {
            var start = sums.Key.Start switch { Start.Bias => "from biases", Start.Zero => "from 0", _ => "from what is there" };
            var accumulators = sums.Key.Chains == 1 ? "1 accumulator" : Text(sums.Key.Chains) + " accumulators";
            var ofRun = sums.Key.IsOpen ? ", in a run from what is there," : "";
            yield return $"  adds up {string.Join(", ", sums.Select(sum => sum.Name))} {start}{ofRun} with {accumulators} each";
        }

        foreach (var walk in group.Walks)
        {
            var rest = walk.Panel.Inner - walk.Rolled;
            string[] parts =
            [
                walk.Rolled == 0 ? "" : $"{Text(walk.Rolled)} in a loop by {Text(walk.Together)}{(walk.LoadsFours ? ", loaded by fours" : "")}",
                walk.Panel.IsLookUp ? "a row" : rest == 0 ? "" : $"{Text(rest)} written out",
            ];
            yield return $"  {walk.Panel.Name} · {GraphPrinter.Print(walk.Panel.Operand)}: {string.Join(", ", parts.Where(part => part.Length > 0))}";
        }
    }
}
