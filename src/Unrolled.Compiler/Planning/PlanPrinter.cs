using System.Globalization;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;

namespace Unrolled.Compiler.Planning;

/// <summary>Writes plans for people.</summary>
internal static class PlanPrinter
{
    /// <summary>What a step costs, for the head of the generated file.</summary>
    public static IEnumerable<string> Summary(LayerPlans plans, WeightType wanted = WeightType.Float32)
    {
        var parameters = plans.Parameters.Sum(parameter => parameter.Count);
        yield return $"{Number(parameters)} parameters; {Number(Flops(plans.Graph))} floating-point operations per step forward";
        yield return $"tape: {Number(TapeBytes(plans.Training))} bytes per step and sequence, before padding to whole vectors";
        if (plans.HasPackedWeights)
        {
            foreach (var line in Weights(plans))
                yield return line;
        }
        else if (wanted != WeightType.Float32)
            yield return $"weights: float32, not {wanted.ToString().ToLowerInvariant()}: {WeightPlanner.Reason(plans)}";
        if (plans.HasFastActivations)
            yield return "activations: fast; sigmoid within 2.5e-7, tanh within 4e-7";
        yield return "tile of products over a batch: 6 rows × 4 vectors (512 bits), 6 × 2 or 4 × 3 (256, 128 bits)";
    }

    private static IEnumerable<string> Weights(LayerPlans plans)
    {
        string Of(WeightType type, int bytes)
        {
            var count = plans.Weights.Where(pair => pair.Value == type).Sum(pair => pair.Key.Count);
            return count == 0 ? "" : $"{Number(count)} as {type.ToString().ToLowerInvariant()} in {Number(bytes * count)} bytes";
        }

        string[] counts = [Of(WeightType.Int8, sizeof(byte)), Of(WeightType.BFloat16, sizeof(ushort))];
        var bytes = plans.Inference.Panels.Where(panel => plans.Inference.TypeOf(panel) == WeightType.Int8).ToList();
        var sums = bytes.Count == 0 ? ", states and sums float32" : " and states float32";
        yield return $"weights: {string.Join(", ", counts.Where(count => count.Length > 0))}, rounded to nearest; biases, other vectors{sums}";
        foreach (var panel in bytes)
            yield return $"{string.Join(", ", panel.Columns)}: int8, a scale a row; {GraphPrinter.Print(panel.Operand)} is in [-1, 1], as bytes";
        yield return "streams in one state: " + (plans.Inference.Streams.Many == ManyStreams.OneByOne
            ? "one after another, each with the step that it would take alone"
            : "several share what is read of the weights");
    }

    /// <summary>Floating-point operations of one step outside training: two a weight, one an element-wise operation and element.</summary>
    public static long Flops(CellGraph graph) => graph.ForInference().Nodes().Sum(node => node.Operation == Operation.Affine
        ? node.Terms.Sum(term => term.Operand.Operation == Operation.Token ? node.Width : 2 * term.Matrix.Count) + (node.Parameter is null ? 0 : node.Width)
        : node.IsElementwise ? Elements(node) : 0L);

    /// <summary>Where there are fewer inputs of the model than elements, what is behind them is not computed.</summary>
    private static long Elements(Node node) =>
        node.Arguments.FirstOrDefault(argument => argument.Operation == Operation.ModelInputs) is { } inputs ? (long)inputs.Value : node.Width;

    /// <summary>Bytes that the tape holds for each step of each sequence.</summary>
    public static long TapeBytes(LayerPlan plan) => plan.Buffers
        .Where(buffer => buffer.IsOwn && buffer.Kind != BufferKind.SumAdjoints && buffer.Rows is RowCount.Steps or RowCount.StepsAndOne)
        .Sum(buffer => sizeof(float) * (long)buffer.Width * buffer.Slots);

    /// <summary>The whole plan: every product and kernel in order, what each reads and writes, and the methods of a stream's steps.</summary>
    public static IEnumerable<string> Describe(LayerPlan plan)
    {
        foreach (var buffer in plan.Buffers)
            yield return $"buffer {buffer.Name}: {buffer.Kind}, {buffer.Slots} × {buffer.Width}, rows: {buffer.Rows}";
        foreach (var fill in plan.Fills)
            yield return $"fill {string.Join(", ", fill.Space.Sums.Skip(fill.FirstSlot).Take(fill.Count).Select(sum => sum.Name))}";
        foreach (var product in plan.Products)
            yield return $"{product.Phase} {product.Level}: product {product.Panel.Name} [{string.Join(" ", product.Panel.Columns)}] · "
                + $"{product.Panel.Operand}, start: {product.Start}";
        foreach (var kernel in plan.Kernels)
        {
            yield return $"{kernel.Phase} {kernel.Level}: kernel {kernel.Name} over {kernel.Width}";
            foreach (var load in kernel.Loads.OrderBy(load => load.Key.Id))
                yield return $"  reads {load.Key} from {Place(load.Value)}";
            foreach (var node in kernel.Body)
            {
                if (kernel.Pairs.FirstOf(node) is { } first)
                    yield return $"  computes {first} and {node} at once";
            }

            foreach (var target in kernel.Targets)
                yield return $"  {(target.Kind == TargetKind.Store ? "writes" : "adds up")} "
                    + $"{target.Value}{(kernel.Masked.Contains(target.Value) ? ", masked," : "")} to {Place(target.To)}";
        }

        foreach (var step in plan.Transposed)
            yield return $"{step.Phase} {(step.Level == int.MaxValue ? "last" : step.Level.ToString(CultureInfo.InvariantCulture))}: {step.To.Buffer.Name} "
                + $"{(step.Accumulate ? "+=" : "=")} {string.Join(" + ", step.Panels.Select(panel => panel.Name + "ᵀ"))}";

        foreach (var line in plan.Streams.Methods.SelectMany(StreamMethodPrinter.Describe))
            yield return line;
    }

    /// <summary>Where everything lies: a line a piece.</summary>
    public static IEnumerable<string> Describe(LayerMemory memory) =>
        memory.Parameters.Select(place => "parameters: " + place)
            .Concat(memory.Weights.Select(place => "weights: " + place))
            .Concat(memory.GroupSums.Select(place => "group's sums: " + place))
            .Concat(memory.Stream.Select(place => "stream: " + place));

    private static string Place(Location location) => location.View.Buffer.Slots == 1 ? location.View.Name
        : $"{location.View.Name}[{location.Slot.ToString(CultureInfo.InvariantCulture)}]";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
