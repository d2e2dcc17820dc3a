using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Which rows a line of a pass is about.</summary>
internal enum Span
{
    /// <summary>All rows, of which a worker does its part in a way of its own.</summary>
    All,

    /// <summary>The worker's share of the rows of all steps.</summary>
    Rows,

    /// <summary>The worker's share of the sequences, at one step.</summary>
    Step,
}

/// <summary>
/// What both passes are printed with: where rows lie, and calls of kernels. Work over all steps is shared out among workers by rows, the loop over time by
/// sequences; where the one meets the other, the
/// workers wait for each other.
/// </summary>
internal sealed class PassText(CodeWriter writer, LayerFrame frame)
{
    private readonly LayerPlan _plan = frame.Training;

    /// <summary>Floats of <paramref name="vectors"/> whole vectors.</summary>
    public static string Lanes(long vectors) => vectors switch { 0 => "0", 1 => "V.Lanes", _ => $"{Text(vectors)} * V.Lanes" };

    public static string At(string reference, string offset) => offset is "0" or "" ? $"ref {reference}" : $"ref Unsafe.Add(ref {reference}, {offset})";

    public static string Parameters(string reference, Lengths offset, int slot = 0) =>
        At(reference, offset.IsZero ? (slot == 0 ? "0" : Lanes(slot)) : slot == 0 ? offset.ToString() : $"{offset} + {Lanes(slot)}");

    /// <summary>Where rows begin, as their number.</summary>
    public static string First(Span span) => span switch { Span.Rows => "rows.First", Span.Step => "now", _ => "" };

    /// <summary>How many rows there are.</summary>
    public static string Count(Span span) => span switch { Span.Rows => "rows.Count", Span.Step => "sequences.Count", _ => "tapeRows" };

    public static Span SpanOf(Phase phase) => phase is Phase.Loop or Phase.BackwardLoop ? Span.Step : Span.Rows;

    public string Blocks(int width) => $"{frame.Names.Padded(width)} / V.Lanes";

    public Planning.Buffer Find(BufferKind kind, int width) => _plan.Buffers.First(buffer => buffer.Kind == kind && buffer.Width == width);

    /// <summary>Rows of a buffer that has one for each sequence are those of the worker's share from here on; all others are reached by their number.</summary>
    public void EmitLocals(IEnumerable<Planning.Buffer> buffers, bool shares = true)
    {
        writer.Lines(frame.Names.Declarations(frame.Names.Widths));
        writer.Line(_plan.IsRecurrent ? "nint batch = tape.Batch, tapeRows = tape.Rows;" : "nint tapeRows = tape.Rows;");
        if (shares)
            writer.Line($"Share rows = tape.ShareOfRows(worker){(_plan.IsRecurrent ? ", sequences = tape.ShareOfSequences(worker)" : "")};");
        foreach (var buffer in buffers)
        {
            var memory = $"tape[{RegionOf(buffer)}].Reference";
            var floats = buffer.Kind == BufferKind.Means ? $"({Lanes(buffer.Slots)})" : frame.Names.Padded(buffer.Width);
            writer.Line($"ref float {buffer.Name}Rows = {At(memory, buffer.Rows == RowCount.Batch ? $"sequences.First * {floats}" : "")};");
        }
    }

    public void EmitRows(bool forward)
    {
        writer.Line("nint now = t * batch + sequences.First;");
        var uses = _plan.In(forward ? Phase.Loop : Phase.BackwardLoop).SelectMany(kernel => kernel.Views).ToList();
        if ((forward && _plan.Panels.Any(panel => panel.Operand.Operation == Operation.State)) || uses.Any(view => view.When == When.Previous))
            writer.Line("nint previous = tape.Reversed ? now + batch : now;");
        if (uses.Any(view => view.When == When.Next))
            writer.Line("nint next = tape.Reversed ? now : now + batch;");
    }

    /// <summary>The index of a buffer's region on the tape.</summary>
    public string RegionOf(Planning.Buffer buffer) => Text(frame.Plans.Memory.RegionOf(buffer));

    /// <summary>The groups' sums lie after the buffers.</summary>
    public string GroupRegion() => Text(frame.Plans.Memory.GroupRegion);

    /// <summary>Transposed copies of panels lie after those.</summary>
    public string RegionOf(Panel panel) => Text(frame.Plans.Memory.RegionOf(panel));

    /// <summary>Where rows start in a blocked buffer, with the strides of its blocks and rows.</summary>
    public string Blocked(Planning.Buffer buffer, int slot, Span span)
    {
        var perRow = Lanes(buffer.Slots);
        var parts = new List<string>();
        if (span != Span.All)
            parts.Add($"{First(span)} * ({perRow})");
        if (slot > 0)
            parts.Add(Lanes(slot));
        return $"{At(buffer.Name + "Rows", string.Join(" + ", parts))}, tapeRows * ({perRow}), {perRow}";
    }

    /// <summary>The layer's buffer with the rows that a panel multiplies; null where they are the layer's input.</summary>
    public Planning.Buffer? OperandBuffer(Panel panel) => panel.Operand switch
    {
        { Operation: Operation.Input } => null,
        { Operation: Operation.State } state => _plan.Buffers.First(buffer => buffer.Kind == BufferKind.State && buffer.State == state.Name),
        var operand => _plan.Stored[operand].View.Buffer,
    };

    /// <summary>The rows that a panel multiplies, and how far apart they lie.</summary>
    public string Operand(Panel panel, Span span)
    {
        var operand = panel.Operand;
        if (operand.Operation == Operation.Input)
        {
            var start = new[] { span == Span.All ? "" : $"{First(span)} * xStride", operand.Value == 0 ? "" : Text((int)operand.Value) };
            return $"{At("x", string.Join(" + ", start.Where(part => part.Length > 0)))}, xStride";
        }

        var stride = frame.Names.Padded(operand.Width);
        var rows = OperandBuffer(panel)!.Name + "Rows";
        if (operand.Operation == Operation.State)
            return $"{At(rows, span == Span.Step ? $"previous * {stride}" : $"{BeforeSteps("batch : 0", span)} * {stride}")}, {stride}";
        return $"{At(rows, span == Span.All ? "" : $"{First(span)} * {stride}")}, {stride}";
    }

    public void EmitKernels(Phase phase, int level)
    {
        foreach (var kernel in _plan.In(phase).Where(kernel => kernel.Level == level))
            EmitCall(kernel);
        foreach (var mean in _plan.Means.Where(mean => mean.Phase == phase && mean.Level == level))
        {
            var span = SpanOf(phase);
            var first = mean.To.Rows == RowCount.Steps ? $"{First(span)} * ({Lanes(mean.To.Slots)})" : "0";
            var count = Count(span);
            writer.Line($"Reductions.{mean.Operation}<V>({At(mean.To.Name + "Rows", first)}, "
                + $"{(mean.To.Slots == 1 ? count : $"{Text(mean.To.Slots)} * {count}")}, {frame.Names.True(mean.To.MeanOver)});");
        }
    }

    private void EmitCall(Kernel kernel)
    {
        var span = SpanOf(kernel.Phase);
        var arguments = KernelEmitter.Arguments(frame, kernel, isStream: false, view => View(view, span));
        var rows = KernelEmitter.SumsAllSteps(kernel) ? "tape, rows" : kernel.Reductions.Any() ? "sequences" : Count(span);
        var tapeRows = kernel.Views.Any(view => view.Buffer.IsBlocked) ? ", tapeRows" : "";
        writer.Line($"{KernelEmitter.MethodName(kernel, isStream: false)}<V>({arguments}, {rows}{tapeRows});");
    }

    /// <summary>Where a view's rows start.</summary>
    public string View(View view, Span span)
    {
        var buffer = view.Buffer;
        if (!buffer.IsOwn)
            return $"Unsafe.Add(ref {buffer.Name}, {First(span)} * {buffer.Name}Stride)";
        var name = buffer.Name + "Rows";
        if (buffer.Rows == RowCount.Batch)
            return name;
        if (buffer.Kind == BufferKind.Means || buffer.IsBlocked)
            return $"Unsafe.Add(ref {name}, {First(span)} * ({Lanes(buffer.Slots)}))";
        var first = (view.When, span) switch
        {
            (When.Previous, Span.Step) => "previous",
            (When.Next, Span.Step) => "next",
            (When.Previous, _) => BeforeSteps("batch : 0", span),
            (When.Next, _) => BeforeSteps("0 : batch", span),
            _ => First(span),
        };
        return $"Unsafe.Add(ref {name}, {first} * {frame.Names.Padded(buffer.Width)})";
    }

    /// <summary>The rows of all steps in a state's buffer, which has one time index more: those before the steps or those after them.</summary>
    private static string BeforeSteps(string choice, Span span) => span == Span.Rows ? $"((tape.Reversed ? {choice}) + rows.First)"
        : $"(tape.Reversed ? {choice})";
}
