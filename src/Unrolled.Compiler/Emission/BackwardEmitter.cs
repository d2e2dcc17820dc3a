using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Emission.PassText;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints Backward over whole sequences, as one worker does it.</summary>
internal sealed class BackwardEmitter(CodeWriter writer, LayerFrame frame, PassText text)
{
    private readonly LayerPlan _plan = frame.Training;

    private bool HasAfter => _plan.In(Phase.After).Any() || _plan.Transposed.Any(step => step.Phase == Phase.After && step.Level < int.MaxValue);

    /// <summary>The share whose groups the sums of learned vectors' gradients are made by.</summary>
    private string GroupedBy => _plan.SumsAllSteps ? "rows" : "sequences";

    private IEnumerable<TransposedStep> InputSteps => _plan.Transposed.Where(step => step.To.Buffer.Kind is BufferKind.InputAdjoint or BufferKind.SliceAdjoint);

    public void Emit()
    {
        var hasInput = !frame.IsToken;
        var input = _plan.BackwardReadsInput ? ", ref float x, nint xStride" : "";
        writer.Summary("Goes back through all steps, from dLoss/d(output) and dLoss/d(final state)" + (hasInput ? "; writes dLoss/d(input) on request" : "")
            + ": one worker's part.");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Signature($"internal static void Backward<V>(LayerTape tape, Worker worker, ref float parameters{input}, ref float dy, nint "
            + $"dyStride{(hasInput ? ", ref float dx, nint dxStride, bool inputGradients" : "")})");
        using (writer.Block())
        using (writer.Block("unchecked"))
        {
            text.EmitLocals(_plan.Buffers.Where(buffer => buffer.IsOwn));
            if (_plan.HasGroups)
            {
                writer.Line($"ref float groups = ref tape[{text.GroupRegion()}].Reference;");
                writer.Line($"Reductions.ClearGroups(ref groups, {frame.GroupLength}, {GroupedBy});");
            }

            if (_plan.IsRecurrent)
                writer.Line("tape.StartBackward(sequences);");
            EmitTransposes();
            if (_plan.IsRecurrent)
                EmitLoop();
            else if (_plan.Transposed.Any(step => step.Phase == Phase.After && step.Level < int.MaxValue))
                writer.Line("worker.Wait();");
            EmitStages(Phase.After);
            if (HasAfter || !_plan.IsRecurrent)
                writer.Line("worker.Wait();");
            EmitInputGradient();
        }
    }

    /// <summary>What is summed over rows stands apart: of several parts of a batch that go through together, each has sums of its own.</summary>
    public void EmitGradients()
    {
        writer.Summary("Adds dLoss/d(parameters) into the gradients, from what Backward has left: one worker's part.");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        var input = frame.IsToken ? "ref int tokens" : "ref float x, nint xStride";
        writer.Signature($"internal static void AddGradients<V>(LayerTape tape, Worker worker, ref float gradients, {input})");
        using (writer.Block())
        {
            text.EmitLocals(_plan.Panels.SelectMany(BuffersOf).Distinct(), shares: false);
            if (_plan.HasGroups)
                writer.Line($"ref float groups = ref tape[{text.GroupRegion()}].Reference;");
            EmitGroups();
            foreach (var panel in _plan.Panels)
                EmitWeightGradient(panel);
        }
    }

    private IEnumerable<Planning.Buffer> BuffersOf(Panel panel)
    {
        yield return text.Find(BufferKind.SumAdjoints, panel.Space.Width);
        if (!panel.IsLookUp && text.OperandBuffer(panel) is { } operand)
            yield return operand;
    }

    private void EmitTransposes()
    {
        var ofInput = InputSteps.SelectMany(step => step.Panels).ToList();
        foreach (var panel in _plan.TransposedPanels)
        {
            writer.Line($"ref float {panel.Name}T = ref tape[{text.RegionOf(panel)}].Reference;");
            if (!ofInput.Contains(panel))
                EmitTranspose(panel);
        }

        if (ofInput.Count == 0)
            return;
        using (writer.Block("if (inputGradients)"))
        {
            foreach (var panel in ofInput)
                EmitTranspose(panel);
        }
    }

    private void EmitTranspose(Panel panel)
    {
        var rows = _plan.Transposed.Where(step => step.Panels.Contains(panel)).All(step => step.Phase == Phase.BackwardLoop) ? "batch" : "tapeRows";
        writer.Line($"Products.Transpose<V>({Parameters("parameters", frame.PanelOffset(panel))}, {text.Blocks(panel.Space.Width)}, {panel.Inner}, "
            + $"{panel.Columns.Count}, ref {panel.Name}T, {rows}, worker);");
    }

    private void EmitLoop()
    {
        writer.Line("worker.Wait();");
        using (writer.Block("for (int step = tape.Steps - 1; step >= 0; step--)"))
        {
            writer.Line("int t = tape.Reversed ? tape.Steps - 1 - step : step;");
            text.EmitRows(forward: false);
            using (writer.Block("if (tape.Uneven)"))
                writer.Line("Sequences.Suspend(tape, sequences, t);");
            EmitStages(Phase.BackwardLoop);
            foreach (var step in _plan.Transposed.Where(step => step.Phase == Phase.BackwardLoop && step.Level == int.MaxValue))
                EmitTransposed(step);
            using (writer.Block("if (tape.Uneven)"))
                writer.Line("Sequences.Resume(tape, sequences, t);");
            writer.Line("Sequences.FlushStateGradients(tape, sequences, t);");
        }

        writer.Line("worker.Wait();");
    }

    private void EmitStages(Phase phase)
    {
        var levels = _plan.Transposed.Where(step => step.Phase == phase && step.Level < int.MaxValue).Select(step => step.Level)
            .Concat(_plan.In(phase).Select(kernel => kernel.Level)).Distinct().OrderBy(level => level);
        foreach (var level in levels)
        {
            foreach (var step in _plan.Transposed.Where(step => step.Phase == phase && step.Level == level))
                EmitTransposed(step);
            text.EmitKernels(phase, level);
        }
    }

    private void EmitTransposed(TransposedStep step)
    {
        var accumulate = step.Accumulate;
        var span = SpanOf(step.Phase);
        foreach (var panel in step.Panels)
        {
            var buffer = step.To.Buffer;
            writer.Comment($"{buffer.Name} {(accumulate ? "+=" : "=")} "
                + $"{string.Join(" + ", panel.Columns.Zip(panel.Sums, (matrix, sum) => $"{matrix}ᵀ d{sum.Name}"))}");
            var sums = text.Find(BufferKind.SumAdjoints, panel.Space.Width);
            var stride = buffer.IsOwn ? frame.Names.Padded(buffer.Width) : buffer.Name + "Stride";
            writer.Line($"Products.MultiplyTransposed<V>({text.Blocked(sums, panel.FirstSlot, span)}, {text.Blocks(panel.Space.Width)}, "
                + $"{panel.Columns.Count}, {Parameters("parameters", frame.PanelOffset(panel))}, ref {panel.Name}T, ref {text.View(step.To, span)}, {stride}, "
                + $"{panel.Inner}, {Count(span)}, accumulate: {(accumulate ? "true" : "false")});");
            accumulate = true;
        }
    }

    /// <summary>The learned vectors of a width lie side by side, in the gradients as in a group's sums.</summary>
    private void EmitGroups()
    {
        foreach (var space in _plan.Spaces)
        {
            var vectors = _plan.Kernels.SelectMany(kernel => kernel.Reductions).Select(target => target.To.View.Buffer.Name)
                .Where(name => frame.Graph.Parameters.First(parameter => parameter.Name == name) is var vector && frame.Find(vector).Space == space).Distinct()
                .ToList();
            if (vectors.Count == 0)
                continue;
            writer.Comment($"{string.Join(", ", vectors.Select(name => "d" + name))} += the sums of the groups");
            var floats = frame.Text(Length.Zero).Add(space.Width, (space.HasBias ? space.Sums.Count : 0) + space.Vectors.Count);
            writer.Line($"Reductions.AddGroups<V>({Parameters("groups", frame.SumOffset(space, isBias: true))}, {frame.GroupLength}, tape, "
                + $"{Parameters("gradients", frame.BiasOffset(space))}, {floats}, worker);");
        }
    }

    private void EmitWeightGradient(Panel panel)
    {
        writer.Comment($"{string.Join(", ", panel.Columns.Select(matrix => "d" + matrix))} += {string.Join(", ", panel.Sums.Select(sum => "d" + sum.Name))} ⊗ "
            + $"{GraphPrinter.Print(panel.Operand)}, summed over all steps");
        var sums = text.Blocked(text.Find(BufferKind.SumAdjoints, panel.Space.Width), panel.FirstSlot, Span.All);
        var gradient = Parameters("gradients", frame.PanelOffset(panel));
        var size = $"tape, {text.Blocks(panel.Space.Width)}, {panel.Columns.Count}, worker";
        writer.Line(panel.IsLookUp
            ? $"Products.ScatterAdd<V>(ref tokens, {panel.Inner}, {sums}, {gradient}, {size});"
            : $"Products.AccumulateOuter<V>({text.Operand(panel, Span.All)}, {panel.Inner}, {sums}, {gradient}, {size});");
    }

    private void EmitInputGradient()
    {
        if (frame.IsToken)
            return;
        var slices = _plan.Buffers.Where(buffer => buffer.Kind == BufferKind.SliceAdjoint).ToList();
        var isWritten = InputSteps.Any(step => step.To.Buffer.Kind == BufferKind.InputAdjoint)
            || _plan.Kernels.SelectMany(kernel => kernel.Views).Any(view => view.Buffer.Kind == BufferKind.InputAdjoint);
        using (writer.Block("if (inputGradients)"))
        {
            foreach (var step in InputSteps)
                EmitTransposed(step);
            if (!isWritten)
                writer.Line("Sequences.ClearRows(ref dx, dxStride, rows);");
            foreach (var slice in slices)
                writer.Line($"Sequences.AddRows(ref {slice.Name}Rows, {frame.Names.Padded(slice.Width)}, {At("dx", Text(slice.Start))}, dxStride, "
                    + $"{Text(slice.Width)}, rows);");
        }
    }
}
