using Unrolled.Compiler.Layers;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints how streams go through the layers of a model: one step of one, many steps of one, one step of many.</summary>
internal sealed class NetworkStreamEmitter(CodeWriter writer, ModelPlan model)
{
    private List<ModelLayer> Cells => [.. model.Layers.Where(layer => layer.Plans is not null)];

    private string Span => $"global::System.ReadOnlySpan<{Element}> x";

    private string Element => ElementOf(model);

    private static string Passed(ModelLayer layer) => layer.Plans!.HasPackedWeights ? "ref parameters, ref weights" : "ref parameters";

    /// <summary>The type of what a model reads.</summary>
    public static string ElementOf(ModelPlan model) => model.IsToken ? "int" : "float";

    /// <summary>What the layout says of the memory of Run.</summary>
    public static void EmitRunMemory(CodeWriter writer, ModelPlan model) =>
        writer.Line($"RunSteps = {Text(Tuning.RunSteps)}, RunFloats = ForWidth.RunLength<Network, {ElementOf(model)}>(lanes),");

    public void Emit()
    {
        EmitStep();
        writer.Line();
        EmitRunLength();
        writer.Line();
        EmitRun();
        writer.Line();
        EmitStepAll();
    }

    private static string Padded(ModelLayer layer) => $"Packed.Padded<V>({Text(layer.Outputs)})";

    private void EmitStep()
    {
        writer.Summary("One step of one stream.");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Signature($"public static void Step<V>(ModelCore core, {(model.IsToken ? "int token" : "global::System.ReadOnlySpan<float> x")}, ref float "
            + "memory, global::System.Span<float> y)");
        using (writer.Block())
        {
            EmitLearned();
            if (!model.IsToken)
                writer.Line("ref float x0 = ref MemoryMarshal.GetReference(x);");
            var input = model.IsToken ? "token" : "ref x0";
            foreach (var layer in Cells)
            {
                EmitMove(layer);
                EmitCall(layer, "Step", $"{Passed(layer)}, {input}, ref memory");
                writer.Line($"ref float x{Text(layer.Index + 1)} = ref {Class(layer)}.StreamOutput<V>(ref memory);");
                input = $"ref x{Text(layer.Index + 1)}";
            }

            writer.Line($"Packed.CopyRow<V>({input}, ref MemoryMarshal.GetReference(y), {Text(model.Outputs)});");
            EmitOutputCalls("1");
        }
    }

    /// <summary>The sums of the layer that has the most, and what lies between the layers.</summary>
    private void EmitRunLength()
    {
        writer.Summary("Floats that Run keeps for each step.");
        var floats = Cells.Take(Cells.Count - 1).Select(Padded).Prepend(SumsLength());
        writer.Line($"public static nint RunLength<V>() where V : struct, ISimd<V> => {string.Join(" + ", floats)};");
    }

    private string SumsLength() => Cells.Select(layer => $"{Class(layer)}.SumsLength<V>()").Aggregate((most, length) => $"nint.Max({most}, {length})");

    private void EmitRun()
    {
        writer.Summary("Many steps of one stream, layer by layer. Values between the layers are in the state's memory for runs.");
        writer.Signature(
            $"public static void Run<V, TModel>(ModelCore core, {Span}, State<TModel> state, global::System.Span<float> y, int steps)", isOfModel: true);
        using (writer.Block())
        {
            EmitLearned();
            writer.Line("ref float memory = ref state.Track(0);");
            writer.Line($"nint sumsLength = {SumsLength()};");
            writer.Line("ref float sums = ref state.RunMemory(steps * RunLength<V>());");
            EmitInput();
            var last = Cells[Cells.Count - 1];
            var between = "ref Unsafe.Add(ref sums, steps * sumsLength)";
            foreach (var layer in Cells)
            {
                EmitMove(layer);
                var next = Text(layer.Index + 1);
                writer.Line($"ref float x{next} = {(layer == last ? "ref MemoryMarshal.GetReference(y)" : between)};");
                writer.Line($"nint x{next}Stride = {(layer == last ? Text(model.Outputs) : Padded(layer))};");
                EmitCall(layer, "Run", $"{Passed(layer)}, {Input(layer)}, ref memory, ref sums, ref x{next}, x{next}Stride, steps");
                between = $"ref Unsafe.Add(ref x{next}, steps * x{next}Stride)";
            }

            EmitOutputCalls("steps");
        }
    }

    private void EmitStepAll()
    {
        writer.Summary("One step of many streams, whose memories are a fixed number of floats apart.");
        writer.Signature($"public static void StepAll<V>(ModelCore core, {Span}, ref float memory, global::System.Span<float> y, int streams, nint stride)");
        using (writer.Block())
        {
            EmitLearned();
            EmitInput();
            foreach (var layer in Cells)
            {
                EmitMove(layer);
                writer.Line($"{Class(layer)}.StepAll<V>({Passed(layer)}, {Input(layer)}, ref memory, stride, streams);");
                writer.Line($"ref float x{Text(layer.Index + 1)} = ref {Class(layer)}.StreamOutput<V>(ref memory);");
                if (layer != Cells[Cells.Count - 1])
                    writer.Line($"nint x{Text(layer.Index + 1)}Stride = stride;");
            }

            writer.Line($"Sequences.CopyRows(ref x{Text(Cells[Cells.Count - 1].Index + 1)}, stride, ref MemoryMarshal.GetReference(y), {Text(model.Outputs)}, "
                + $"{Text(model.Outputs)}, streams);");
            EmitOutputCalls("streams");
        }
    }

    private static string Class(ModelLayer layer) => layer.Plans!.ClassName;

    /// <summary>A call for one stream, in half vectors where they hold the layer.</summary>
    private void EmitCall(ModelLayer layer, string method, string arguments)
    {
        if (StreamPlanner.FitsHalfVector(layer.Plans!.Widths))
        {
            writer.Comment("Half a vector of 512 bits holds the layer.");
            using (writer.Block("if (V.Lanes == Simd512Lower.Lanes)"))
                writer.Line($"{Class(layer)}.{method}<Simd512Lower>({arguments});");
            using (writer.Block("else"))
                writer.Line($"{Class(layer)}.{method}<V>({arguments});");
        }
        else
        {
            writer.Line($"{Class(layer)}.{method}<V>({arguments});");
        }
    }

    /// <summary>To the parameters and the memory of a layer, from those of the one before it.</summary>
    private void EmitMove(ModelLayer layer)
    {
        if (layer == Cells[0])
            return;
        var before = Cells[Cells.IndexOf(layer) - 1];
        writer.Line($"parameters = ref Unsafe.Add(ref parameters, {Class(before)}.ParameterLength<V>());");
        if (before.Plans!.HasPackedWeights)
            writer.Line($"weights = ref Unsafe.Add(ref weights, {Class(before)}.WeightLength<V>());");
        writer.Line($"memory = ref Unsafe.Add(ref memory, {Class(before)}.StreamLength<V>());");
    }

    private void EmitLearned()
    {
        writer.Line("ref float parameters = ref core.Parameters.Reference;");
        if (model.HasPackedWeights)
            writer.Line($"ref {LayerFrame.PackedType} weights = ref core.Weights;");
    }

    private void EmitInput()
    {
        if (model.IsToken)
        {
            writer.Line("ref int tokens = ref MemoryMarshal.GetReference(x);");
            return;
        }

        writer.Line("ref float x0 = ref MemoryMarshal.GetReference(x);");
        writer.Line($"nint x0Stride = {Text(model.Spec.Inputs)};");
    }

    /// <summary>
    /// Layers without code of their own change nothing between others here, so that a layer reads what the next one below that has code left.
    /// </summary>
    private string Input(ModelLayer layer)
    {
        if (layer == Cells[0])
            return model.IsToken ? "ref tokens" : "ref x0, x0Stride";
        var before = Text(Cells[Cells.IndexOf(layer) - 1].Index + 1);
        return $"ref x{before}, x{before}Stride";
    }

    private void EmitOutputCalls(string rows)
    {
        foreach (var call in model.OutputCalls)
        {
            writer.Line(CallText.Of(call, symbol => symbol switch
            {
                Symbol.ModelInputs => $"ref x0, {Text(model.Spec.Inputs)}",
                Symbol.ModelOutputs => $"ref MemoryMarshal.GetReference(y), {Text(model.Outputs)}",
                Symbol.Rows => rows,
                _ => throw CallText.Unknown(symbol, "a stream"),
            }));
        }
    }
}
