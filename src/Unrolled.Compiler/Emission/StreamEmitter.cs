using System.Globalization;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the step of one stream: its sums of products, a level at a time, and between them the kernels.</summary>
internal sealed class StreamEmitter(CodeWriter writer, LayerFrame frame)
{
    private readonly LayerPlan _plan = frame.Inference;

    public void Emit()
    {
        EmitStep();
        foreach (var stage in _plan.Stages)
        {
            writer.Line();
            new SumsEmitter(writer, frame, stage, Memory, SumsRows(stage)).Emit();
        }

        foreach (var kernel in _plan.Kernels)
        {
            writer.Line();
            new KernelEmitter(writer, frame, kernel, isStream: true).Emit();
        }
    }

    private void EmitStep()
    {
        writer.Summary("One step of one stream. The states and the memory that a step needs besides lie one after another.");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"internal static void Step<V>(ref float parameters, {Input}, ref float memory)");
        using (writer.Indented())
            writer.Line("where V : struct, ISimd<V>");
        using (writer.Block())
        {
            var own = _plan.Buffers.Where(buffer => buffer.IsOwn).ToList();
            writer.Lines(frame.Names.Declarations(own.SelectMany(buffer => frame.StreamOffset(buffer).Widths.Append(buffer.Width))));
            foreach (var buffer in own)
            {
                var offset = frame.StreamOffset(buffer);
                writer.Line($"ref float {buffer.Name}Rows = ref {(offset.IsZero ? "memory" : $"Unsafe.Add(ref memory, {offset})")};");
            }

            if (own.Find(buffer => buffer.Kind == BufferKind.Turn) is { } turn)
            {
                writer.Line($"{turn.Name}Rows = 1f - {turn.Name}Rows;");
                writer.Line($"bool backwards = {turn.Name}Rows != 0f;");
            }

            foreach (var copy in own.Where(buffer => buffer.Kind == BufferKind.InputCopy))
                writer.Line($"Sequences.CopyRows(ref {(copy.Start == 0 ? "x" : $"Unsafe.Add(ref x, {copy.Start})")}, {copy.Width}, ref {copy.Name}Rows, {frame.Names.Padded(copy.Width)}, {copy.Width}, 1);");
            var times = _plan.Stages.Select(stage => (stage.Phase, stage.Level)).Concat(_plan.Kernels.Select(kernel => (kernel.Phase, kernel.Level))).Distinct().OrderBy(time => time.Phase).ThenBy(time => time.Level);
            foreach (var (phase, level) in times)
            {
                foreach (var stage in _plan.Stages.Where(stage => stage.Phase == phase && stage.Level == level))
                    writer.Line($"{stage.Name}<V>({SumsEmitter.Arguments(stage, Reference, SumsRows(stage))}{(stage.Alternates ? ", backwards" : "")});");
                foreach (var kernel in _plan.Kernels.Where(kernel => kernel.Phase == phase && kernel.Level == level))
                    EmitCall(kernel);
                foreach (var mean in _plan.Means.Where(mean => mean.Phase == phase && mean.Level == level))
                    writer.Line($"Reductions.{mean.Operation}<V>(ref {mean.To.Name}Rows, {mean.To.Slots}, {frame.Names.True(mean.To.MeanOver)});");
            }
        }
    }

    private void EmitCall(Kernel kernel) =>
        writer.Line($"{KernelEmitter.MethodName(kernel, true)}<V>({KernelEmitter.Arguments(kernel, true, view => view.Buffer.IsOwn ? view.Buffer.Name + "Rows" : view.Buffer.Name)});");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Input => frame.IsToken ? "int token" : "ref float x";

    private string SumsRows(StreamStage stage) => _plan.Buffers.First(buffer => buffer.Kind == BufferKind.Sums && buffer.Width == stage.Space.Width).Name + "Rows";

    private string Memory(Node operand) => operand.Operation switch
    {
        Operation.Input => operand.Value == 0 ? "x" : "x" + Text((int)operand.Value),
        Operation.State => _plan.Buffers.First(buffer => buffer.Kind == BufferKind.State && buffer.State == operand.Name).Name + "Rows",
        _ => _plan.Stored[operand].View.Buffer.Name + "Rows",
    };

    /// <summary>What a call passes for an operand: a slice starts inside the input.</summary>
    private string Reference(Node operand) => operand.Operation == Operation.Input && operand.Value > 0 ? $"Unsafe.Add(ref x, {Text((int)operand.Value)})" : Memory(operand);
}
