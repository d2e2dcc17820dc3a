using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints what a step of one stream consists of: the calls of its methods in order, and the variables that they get.</summary>
internal sealed class StepBody(CodeWriter writer, LayerFrame frame)
{
    private readonly LayerPlan _plan = frame.Inference;
    private readonly StreamVariables _variables = new(frame.Inference);

    /// <summary>The equations that follow the sums of the same units at once, where a step is fused.</summary>
    public UnitsText? Units { get; } = frame.Inference.Streams.Fused is { } step ? new UnitsText(frame, step) : null;

    /// <summary>What lies in a stream's memory.</summary>
    public List<Planning.Buffer> Own { get; } = [.. frame.Inference.Buffers.Where(buffer => buffer.IsOwn)];

    /// <summary>A variable for each buffer of a stream's memory, and the padded widths.</summary>
    public void EmitMemory(IReadOnlyList<Planning.Buffer> buffers, IEnumerable<int> widths)
    {
        writer.Lines(frame.Names.Declarations(buffers.SelectMany(buffer => frame.StreamOffset(buffer).Widths.Append(buffer.Width)).Concat(widths)));
        foreach (var buffer in buffers)
        {
            var offset = frame.StreamOffset(buffer);
            writer.Line($"ref float {buffer.Name}Rows = ref {(offset.IsZero ? "memory" : $"Unsafe.Add(ref memory, {offset})")};");
        }
    }

    /// <summary>Whether new values wait in a place of their own, as the old ones are read until the last unit is done.</summary>
    public bool TakesOldValues(IReadOnlyList<StreamStage> stages) => Units is { IsOneVector: false } && stages.Count > 0;

    /// <summary>Everything that a step of one stream consists of, in order.</summary>
    public void Emit(IReadOnlyList<StreamStage> stages)
    {
        EmitInputCopies(Slice, name => name);
        if (Units is null || stages.Count == 0)
        {
            EmitStages(stages);
        }
        else if (Units.IsOneVector)
        {
            EmitOneVector(Units, stages);
        }
        else
        {
            EmitFused(Units, stages[0]);
            if (Units.Otherwise is { } otherwise)
            {
                using (writer.Block($"if ({otherwise})"))
                    EmitKernels(stages[0].Phase, stages[0].Level, name => name);
            }
        }
    }

    private void EmitOneVector(UnitsText units, IReadOnlyList<StreamStage> stages)
    {
        if (units.Otherwise is not { } otherwise)
        {
            EmitFused(units, stages[0]);
            return;
        }

        using (writer.Block($"if ({otherwise})"))
            EmitStages(stages);
        using (writer.Block("else"))
            EmitFused(units, stages[0]);
    }

    private void EmitStages(IReadOnlyList<StreamStage> stages)
    {
        var times = stages.Select(stage => (stage.Phase, stage.Level)).Concat(_plan.Kernels.Select(kernel => (kernel.Phase, kernel.Level))).Distinct()
            .OrderBy(time => time.Phase).ThenBy(time => time.Level);
        foreach (var (phase, level) in times)
        {
            foreach (var stage in stages.Where(stage => stage.Phase == phase && stage.Level == level))
            {
                EmitBytes(stage);
                EmitSums(stage, BytesOrReference, SumsRows(stage.Space));
            }

            EmitKernels(phase, level, name => name);
        }
    }

    /// <summary>Element-wise operations read the input from memory with spare lanes, which are 0.</summary>
    public void EmitInputCopies(Func<int, string> slice, Func<string, string> place)
    {
        foreach (var copy in Own.Where(buffer => buffer.Kind == BufferKind.InputCopy))
            writer.Line($"Sequences.CopyRows(ref {slice(copy.Start)}, {copy.Width}, ref {place(copy.Name + "Rows")}, {frame.Names.Padded(copy.Width)}, "
                + $"{copy.Width}, 1);");
    }

    /// <summary>The kernels of a level, and the means that are complete after them.</summary>
    public void EmitKernels(Phase phase, int level, Func<string, string> place)
    {
        foreach (var kernel in _plan.Kernels.Where(kernel => kernel.Phase == phase && kernel.Level == level))
        {
            var arguments = KernelEmitter.Arguments(frame, kernel, true, view => place(view.Buffer.IsOwn ? view.Buffer.Name + "Rows" : view.Buffer.Name));
            writer.Line($"{KernelEmitter.MethodName(kernel, true)}<V>({arguments});");
        }

        foreach (var mean in _plan.Means.Where(mean => mean.Phase == phase && mean.Level == level))
            writer.Line($"Reductions.{mean.Operation}<V>(ref {place(mean.To.Name + "Rows")}, {mean.To.Slots}, {frame.Names.True(mean.To.MeanOver)});");
    }

    public void EmitSums(StreamStage stage, Func<Node, string> reference, string sums, string token = "token")
    {
        var method = Method(stage, isFused: false);
        writer.Line(Call(stage, method, new StageText(frame, method).Arguments(reference, sums, token: token)));
    }

    private void EmitFused(UnitsText units, StreamStage stage)
    {
        EmitBytes(stage);
        var memory = units.Arguments(name => name, waits: !units.IsOneVector);
        var method = Method(stage, isFused: true);
        var arguments = new StageText(frame, method).Arguments(BytesOrReference, SumsRows(stage.Space), memory);
        writer.Line(Call(stage, method, arguments));
    }

    /// <summary>The method that adds up a stage's sums of one stream, with the equations that may follow or without.</summary>
    private StageMethod Method(StreamStage stage, bool isFused) => _plan.Streams.Methods.OfType<StageMethod>()
        .First(method => method.Stage == (stage.Shares ?? stage) && method.Fused is not null == isFused && method is not StreamsMethod);

    /// <summary>A call of it.</summary>
    private static string Call(StreamStage stage, StageMethod method, string arguments)
    {
        var types = !method.MayBeAhead ? "V" : stage.Shares is null ? "V, FromBiases" : "V, FromInput";
        var backwards = !method.Stage.Alternates ? "" : stage.Alternates ? ", backwards" : ", false";
        return $"{method.Name}<{types}>({arguments}{backwards});";
    }

    /// <summary>What a stage multiplies as bytes, made of the floats.</summary>
    private void EmitBytes(StreamStage stage)
    {
        foreach (var operand in stage.Operands)
        {
            if (Bytes(operand) is { } bytes)
                writer.Line($"Bytes.Quantize<V>(ref {Reference(operand)}, {Text(operand.Width)}, ref {bytes});");
        }
    }

    private string? Bytes(Node operand) => _variables.Bytes(operand);

    private string BytesOrReference(Node operand) => Bytes(operand) ?? Reference(operand);

    public string SumsRows(Space space) => _variables.Sums(space);

    private static string Slice(int start) => start == 0 ? "x" : $"Unsafe.Add(ref x, {Text(start)})";

    public string Memory(Node operand) => _variables.Memory(operand);

    /// <summary>What a call passes for an operand: a slice starts inside the input.</summary>
    public string Reference(Node operand) => operand.Operation == Operation.Input ? Slice((int)operand.Value) : Memory(operand);
}
