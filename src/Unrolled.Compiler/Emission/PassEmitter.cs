using System.Globalization;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints Forward and, for training, Backward over whole sequences: products of many rows, kernels, and the loop over time that orders them.</summary>
internal sealed class PassEmitter(CodeWriter writer, LayerFrame frame, bool training)
{
    private readonly LayerPlan _plan = frame.Training;

    public void Emit()
    {
        EmitForward();
        if (training)
        {
            writer.Line();
            EmitBackward();
        }

        foreach (var kernel in _plan.Kernels.Where(kernel => training || kernel.Phase is Phase.Before or Phase.Loop))
        {
            writer.Line();
            new KernelEmitter(writer, frame, kernel, isStream: false).Emit();
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private string Input => frame.IsToken ? "ref int tokens" : "ref float x, nint xStride";

    private void EmitForward()
    {
        writer.Summary("All steps of every sequence of the tape, from its initial state.");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"internal static void Forward<V>(LayerTape tape, ref float parameters, {Input})");
        using (writer.Indented())
            writer.Line("where V : struct, ISimd<V>");
        using (writer.Block())
        using (writer.Block("unchecked"))
        {
            EmitLocals(_plan.Buffers.Where(buffer => buffer.Kind is BufferKind.Sums or BufferKind.Kept or BufferKind.State or BufferKind.Operand or BufferKind.Output or BufferKind.InputCopy)
                .Concat(_plan.Means.Where(mean => mean.Phase is Phase.Before or Phase.Loop).Select(mean => mean.To)));
            EmitInputCopies();
            foreach (var fill in _plan.Fills)
                EmitFill(fill);
            EmitStages(Phase.Before);
            if (!_plan.IsRecurrent)
                return;
            using (writer.Block("for (int step = 0; step < tape.Steps; step++)"))
            {
                writer.Line("int t = tape.Reversed ? tape.Steps - 1 - step : step;");
                EmitRows(forward: true);
                EmitStages(Phase.Loop);
                using (writer.Block("if (tape.Uneven)"))
                    writer.Line("Sequences.Carry(tape, t);");
            }
        }
    }

    private void EmitRows(bool forward)
    {
        writer.Line("nint now = t * batch;");
        var uses = _plan.In(forward ? Phase.Loop : Phase.BackwardLoop).SelectMany(kernel => kernel.Views).ToList();
        if ((forward && _plan.Panels.Any(panel => panel.Operand.Operation == Operation.State)) || uses.Any(view => view.When == When.Previous))
            writer.Line("nint previous = tape.Reversed ? now + batch : now;");
        if (uses.Any(view => view.When == When.Next))
            writer.Line("nint next = tape.Reversed ? now : now + batch;");
    }

    private void EmitLocals(IEnumerable<Planning.Buffer> buffers)
    {
        writer.Lines(frame.Names.Declarations(frame.Names.Widths));
        writer.Line("nint batch = tape.Batch, rows = tape.Rows;");
        foreach (var buffer in buffers)
            writer.Line($"ref float {buffer.Name}Rows = ref tape[{RegionOf(buffer)}].Reference;");
    }

    /// <summary>The index of a buffer's region on the tape.</summary>
    private string RegionOf(Planning.Buffer buffer) => Text(_plan.Buffers.Where(candidate => candidate.IsOwn).ToList().IndexOf(buffer));

    /// <summary>Transposed copies of panels lie after the buffers.</summary>
    private string RegionOf(Panel panel) => Text(_plan.Buffers.Count(buffer => buffer.IsOwn) + LayoutEmitter.TransposedPanels(_plan).ToList().IndexOf(panel));

    private static string Lanes(int count) => count == 1 ? "V.Lanes" : $"{Text(count)} * V.Lanes";

    private string Blocks(int width) => $"{frame.Names.Padded(width)} / V.Lanes";

    private string At(string reference, string offset) => offset is "0" or "" ? $"ref {reference}" : $"ref Unsafe.Add(ref {reference}, {offset})";

    private string Parameters(string reference, Lengths offset, int slot = 0) =>
        At(reference, offset.IsZero ? (slot == 0 ? "0" : Lanes(slot)) : slot == 0 ? offset.ToString() : $"{offset} + {Lanes(slot)}");

    /// <summary>Where the rows of a step start in a blocked buffer, with the strides of its blocks and rows.</summary>
    private string Blocked(Planning.Buffer buffer, int slot, bool allSteps)
    {
        var perRow = Lanes(buffer.Slots);
        var parts = new List<string>();
        if (!allSteps)
            parts.Add($"now * ({perRow})");
        if (slot > 0)
            parts.Add(Lanes(slot));
        return $"{At(buffer.Name + "Rows", string.Join(" + ", parts))}, rows * ({perRow}), {perRow}";
    }

    private Planning.Buffer Find(BufferKind kind, int width) => _plan.Buffers.First(buffer => buffer.Kind == kind && buffer.Width == width);

    private void EmitFill(FillStep fill)
    {
        var names = string.Join(", ", fill.Space.Sums.Skip(fill.FirstSlot).Take(fill.Count).Select(sum => sum.Name));
        writer.Comment($"{names} start {(fill.Space.HasBias ? "as their biases" : "at 0")}.");
        var sums = Blocked(Find(BufferKind.Sums, fill.Space.Width), fill.FirstSlot, allSteps: true);
        if (fill.Space.HasBias)
            writer.Line($"Products.Fill<V>({Parameters("parameters", frame.BiasOffset(fill.Space), fill.FirstSlot)}, {Lanes(fill.Space.Sums.Count)}, {sums}, rows, {Blocks(fill.Space.Width)}, {fill.Count});");
        else
            writer.Line($"Products.Clear<V>({sums}, rows, {Blocks(fill.Space.Width)}, {fill.Count});");
    }

    private void EmitStages(Phase phase)
    {
        var levels = _plan.Products.Where(product => product.Phase == phase).Select(product => product.Level)
            .Concat(_plan.In(phase).Select(kernel => kernel.Level)).Distinct().OrderBy(level => level);
        foreach (var level in levels)
        {
            foreach (var product in _plan.Products.Where(product => product.Phase == phase && product.Level == level))
                EmitProduct(product);
            EmitKernels(phase, level);
        }
    }

    private void EmitKernels(Phase phase, int level)
    {
        foreach (var kernel in _plan.In(phase).Where(kernel => kernel.Level == level))
            EmitCall(kernel);
        foreach (var mean in _plan.Means.Where(mean => mean.Phase == phase && mean.Level == level))
        {
            var isLoop = phase is Phase.Loop or Phase.BackwardLoop;
            var first = isLoop && mean.To.Rows == RowCount.Steps ? $"now * ({Lanes(mean.To.Slots)})" : "0";
            var rows = isLoop ? "batch" : "rows";
            writer.Line($"Reductions.{mean.Operation}<V>({At(mean.To.Name + "Rows", first)}, {(mean.To.Slots == 1 ? rows : $"{Text(mean.To.Slots)} * {rows}")}, {frame.Names.True(mean.To.MeanOver)});");
        }
    }

    /// <summary>Element-wise operations read the input from rows with spare lanes, which are 0.</summary>
    private void EmitInputCopies()
    {
        foreach (var copy in _plan.Buffers.Where(buffer => buffer.Kind == BufferKind.InputCopy))
            writer.Line($"Sequences.CopyRows({At("x", Text(copy.Start))}, xStride, ref {copy.Name}Rows, {frame.Names.Padded(copy.Width)}, {Text(copy.Width)}, rows);");
    }

    private void EmitProduct(ProductStep product)
    {
        var panel = product.Panel;
        var allSteps = product.Phase == Phase.Before;
        var plus = product.Start == Start.Accumulate ? "+ " : "";
        writer.Comment($"{plus}{string.Join(", ", panel.Columns)} · {GraphPrinter.Print(panel.Operand)}{(product.Start == Start.Bias ? ", plus biases" : "")}{(allSteps ? ", all steps at once" : "")}");
        var sums = Blocked(Find(BufferKind.Sums, panel.Space.Width), panel.FirstSlot, allSteps);
        var bias = product.Start == Start.Bias ? $", {Parameters("parameters", frame.BiasOffset(panel.Space), panel.FirstSlot)}, {Lanes(panel.Space.Sums.Count)}" : "";
        var size = $"{(allSteps ? "rows" : "batch")}, {Blocks(panel.Space.Width)}, {panel.Columns.Count}";
        if (panel.IsLookUp)
        {
            var method = product.Start switch { Start.Zero => "Gather", Start.Bias => "GatherFrom", _ => "GatherAdd" };
            writer.Line($"Products.{method}<V>(ref tokens, {panel.Inner}, {Parameters("parameters", frame.PanelOffset(panel))}, {sums}, {size}{bias});");
            return;
        }

        var name = product.Start switch { Start.Zero => "Multiply", Start.Bias => "MultiplyFrom", _ => "MultiplyAdd" };
        writer.Line($"Products.{name}<V>({Operand(panel, allSteps)}, 1, 0, {panel.Inner}, {Parameters("parameters", frame.PanelOffset(panel))}, {sums}, {size}{bias});");
    }

    /// <summary>The rows that a panel multiplies, and how far apart they lie.</summary>
    private string Operand(Panel panel, bool allSteps)
    {
        var operand = panel.Operand;
        if (operand.Operation == Operation.Input)
            return $"{At("x", Text((int)operand.Value))}, xStride";
        var stride = frame.Names.Padded(operand.Width);
        if (operand.Operation == Operation.State)
            return $"{At(_plan.Buffers.First(state => state.Kind == BufferKind.State && state.State == operand.Name).Name + "Rows", allSteps ? $"(tape.Reversed ? batch : 0) * {stride}" : $"previous * {stride}")}, {stride}";
        var buffer = _plan.Stored[operand].View.Buffer;
        return $"{At(buffer.Name + "Rows", allSteps ? "0" : $"now * {stride}")}, {stride}";
    }

    private void EmitCall(Kernel kernel)
    {
        var isLoop = kernel.Phase is Phase.Loop or Phase.BackwardLoop;
        var arguments = KernelEmitter.Arguments(kernel, isStream: false, view => View(view, isLoop));
        var tapeRows = kernel.Views.Any(view => view.Buffer.IsBlocked) ? ", rows" : "";
        writer.Line($"{KernelEmitter.MethodName(kernel, isStream: false)}<V>({arguments}, {(isLoop ? "batch" : "rows")}{tapeRows});");
    }

    private string View(View view, bool isLoop)
    {
        var buffer = view.Buffer;
        if (!buffer.IsOwn)
            return isLoop ? $"Unsafe.Add(ref {buffer.Name}, now * {buffer.Name}Stride)" : buffer.Name;
        var name = buffer.Name + "Rows";
        if (buffer.Kind == BufferKind.Means)
            return isLoop && buffer.Rows == RowCount.Steps ? $"Unsafe.Add(ref {name}, now * ({Lanes(buffer.Slots)}))" : name;
        if (buffer.IsBlocked)
            return isLoop ? $"Unsafe.Add(ref {name}, now * ({Lanes(buffer.Slots)}))" : name;
        var padded = frame.Names.Padded(buffer.Width);
        var first = (view.When, isLoop, buffer.Rows) switch
        {
            (When.Previous, true, _) => "previous",
            (When.Next, true, _) => "next",
            (When.Previous, false, _) => "(tape.Reversed ? batch : 0)",
            (When.Next, false, _) => "(tape.Reversed ? 0 : batch)",
            (_, true, RowCount.Steps) => "now",
            _ => "",
        };
        return first.Length == 0 ? name : $"Unsafe.Add(ref {name}, {first} * {padded})";
    }

    private void EmitBackward()
    {
        var hasInput = !frame.IsToken;
        writer.Summary("Adds dLoss/d(parameters) into the gradients, from dLoss/d(output) and dLoss/d(final state)" + (hasInput ? "; writes dLoss/d(input) where it is asked for." : "."));
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"internal static void Backward<V>(LayerTape tape, ref float parameters, ref float gradients, {Input}, ref float dy, nint dyStride{(hasInput ? ", ref float dx, nint dxStride, bool inputGradients" : "")})");
        using (writer.Indented())
            writer.Line("where V : struct, ISimd<V>");
        using (writer.Block())
        using (writer.Block("unchecked"))
        {
            EmitLocals(_plan.Buffers.Where(buffer => buffer.IsOwn));
            if (_plan.IsRecurrent)
                writer.Line("tape.StartBackward();");
            EmitTransposes();
            if (_plan.IsRecurrent)
                EmitBackwardLoop();
            EmitBackwardStages(Phase.After);
            foreach (var panel in _plan.Panels)
                EmitWeightGradient(panel);
            EmitInputGradient();
        }
    }

    private void EmitTransposes()
    {
        foreach (var panel in LayoutEmitter.TransposedPanels(_plan).Where(panel => panel.Operand.Operation != Operation.Input))
            EmitTranspose(panel);
    }

    private void EmitTranspose(Panel panel)
    {
        writer.Line($"ref float {panel.Name}T = ref tape[{RegionOf(panel)}].Reference;");
        writer.Line($"Products.Transpose<V>({Parameters("parameters", frame.PanelOffset(panel))}, {Blocks(panel.Space.Width)}, {panel.Inner}, {panel.Columns.Count}, ref {panel.Name}T);");
    }

    private void EmitBackwardLoop()
    {
        using (writer.Block("for (int step = tape.Steps - 1; step >= 0; step--)"))
        {
            writer.Line("int t = tape.Reversed ? tape.Steps - 1 - step : step;");
            EmitRows(forward: false);
            using (writer.Block("if (tape.Uneven)"))
                writer.Line("Sequences.Suspend(tape, t);");
            EmitBackwardStages(Phase.BackwardLoop);
            foreach (var step in _plan.Transposed.Where(step => step.Phase == Phase.BackwardLoop && step.Level == int.MaxValue))
                EmitTransposed(step);
            using (writer.Block("if (tape.Uneven)"))
                writer.Line("Sequences.Resume(tape, t);");
        }
    }

    private void EmitBackwardStages(Phase phase)
    {
        var levels = _plan.Transposed.Where(step => step.Phase == phase && step.Level < int.MaxValue).Select(step => step.Level)
            .Concat(_plan.In(phase).Select(kernel => kernel.Level)).Distinct().OrderBy(level => level);
        foreach (var level in levels)
        {
            foreach (var step in _plan.Transposed.Where(step => step.Phase == phase && step.Level == level))
                EmitTransposed(step);
            EmitKernels(phase, level);
        }
    }

    private void EmitTransposed(TransposedStep step)
    {
        var accumulate = step.Accumulate;
        var allSteps = step.Phase == Phase.After;
        foreach (var panel in step.Panels)
        {
            var buffer = step.To.Buffer;
            writer.Comment($"{buffer.Name} {(accumulate ? "+=" : "=")} {string.Join(" + ", panel.Columns.Zip(panel.Sums, (matrix, sum) => $"{matrix}ᵀ d{sum.Name}"))}");
            var sums = Find(BufferKind.SumAdjoints, panel.Space.Width);
            var to = buffer.IsOwn ? $"ref {buffer.Name}Rows, {frame.Names.Padded(buffer.Width)}" : $"ref {buffer.Name}, {buffer.Name}Stride";
            writer.Line($"Products.MultiplyTransposed<V>({Blocked(sums, panel.FirstSlot, allSteps)}, {Blocks(panel.Space.Width)}, {panel.Columns.Count}, ref {panel.Name}T, {to}, {panel.Inner}, {(allSteps ? "rows" : "batch")}, accumulate: {(accumulate ? "true" : "false")});");
            accumulate = true;
        }
    }

    private void EmitWeightGradient(Panel panel)
    {
        writer.Comment($"{string.Join(", ", panel.Columns.Select(matrix => "d" + matrix))} += {string.Join(", ", panel.Sums.Select(sum => "d" + sum.Name))} ⊗ {GraphPrinter.Print(panel.Operand)}, summed over all steps");
        var sums = Blocked(Find(BufferKind.SumAdjoints, panel.Space.Width), panel.FirstSlot, allSteps: true);
        var gradient = Parameters("gradients", frame.PanelOffset(panel));
        var size = $"rows, {Blocks(panel.Space.Width)}, {panel.Columns.Count}";
        writer.Line(panel.IsLookUp
            ? $"Products.ScatterAdd<V>(ref tokens, {panel.Inner}, {sums}, {gradient}, {size});"
            : $"Products.AccumulateOuter<V>({Operand(panel, allSteps: true)}, {panel.Inner}, {sums}, {gradient}, {size});");
    }

    private void EmitInputGradient()
    {
        if (frame.IsToken)
            return;
        var steps = _plan.Transposed.Where(step => step.To.Buffer.Kind is BufferKind.InputAdjoint or BufferKind.SliceAdjoint).ToList();
        var slices = _plan.Buffers.Where(buffer => buffer.Kind == BufferKind.SliceAdjoint).ToList();
        var isWritten = steps.Any(step => step.To.Buffer.Kind == BufferKind.InputAdjoint) || _plan.Kernels.SelectMany(kernel => kernel.Views).Any(view => view.Buffer.Kind == BufferKind.InputAdjoint);
        using (writer.Block("if (inputGradients)"))
        {
            foreach (var panel in steps.SelectMany(step => step.Panels))
                EmitTranspose(panel);
            foreach (var step in steps)
                EmitTransposed(step);
            if (!isWritten)
                writer.Line("Sequences.Clear(ref dx, rows * dxStride);");
            foreach (var slice in slices)
                writer.Line($"Sequences.AddRows(ref {slice.Name}Rows, {frame.Names.Padded(slice.Width)}, {At("dx", Text(slice.Start))}, dxStride, {Text(slice.Width)}, rows);");
        }
    }
}
