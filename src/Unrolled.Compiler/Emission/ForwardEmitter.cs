using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Emission.PassText;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints Forward over whole sequences, as one worker does it.</summary>
internal sealed class ForwardEmitter(CodeWriter writer, LayerFrame frame, PassText text)
{
    private readonly LayerPlan _plan = frame.Training;

    public void Emit()
    {
        writer.Summary("One worker's part of all steps of every sequence of the tape, from its initial state.");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        var input = frame.IsToken ? "ref int tokens" : "ref float x, nint xStride";
        var counters = _plan.Masks.Any() ? ", int seed, in Pass pass" : "";
        writer.Signature($"internal static void Forward<V>(LayerTape tape, Worker worker, {string.Join(", ", frame.ParameterDeclarations)}, "
            + $"{input}{counters})");
        using (writer.Block())
        using (writer.Block("unchecked"))
        {
            text.EmitLocals(_plan.Buffers.Where(buffer => buffer.Kind is BufferKind.Sums or BufferKind.Kept or BufferKind.State or BufferKind.Operand
                or BufferKind.Output or BufferKind.InputCopy or BufferKind.Mask)
                .Concat(_plan.Means.Where(mean => mean.Phase is Phase.Before or Phase.Loop).Select(mean => mean.To)));
            EmitInputCopies();
            EmitMasks();
            if (_plan.CanWaitForStep)
            {
                writer.Line($"bool atOnce = tape.TakesInputAtOnce({frame.SumsLength(_plan.Spaces)});");
                using (writer.Block("if (atOnce)"))
                    EmitAhead(Span.Rows);
            }
            else
            {
                EmitAhead(Span.Rows);
            }

            if (_plan.IsRecurrent)
                EmitLoop();
        }
    }

    /// <summary>What depends on the input alone.</summary>
    private void EmitAhead(Span span)
    {
        foreach (var fill in _plan.Fills)
            EmitFill(fill, span);
        EmitStages(Phase.Before, span);
    }

    private void EmitLoop()
    {
        writer.Line("worker.Wait();");
        using (writer.Block("for (int step = 0; step < tape.Steps; step++)"))
        {
            writer.Line("int t = tape.Reversed ? tape.Steps - 1 - step : step;");
            text.EmitRows(forward: true);
            if (_plan.CanWaitForStep)
            {
                using (writer.Block("if (!atOnce)"))
                    EmitAhead(Span.Step);
            }

            EmitStages(Phase.Loop, Span.Step);
            using (writer.Block("if (tape.Uneven)"))
                writer.Line("Sequences.Carry(tape, sequences, t);");
            writer.Line("Sequences.FlushStates(tape, sequences, t);");
        }

        writer.Line("worker.Wait();");
    }

    private void EmitFill(FillStep fill, Span span)
    {
        var names = string.Join(", ", fill.Space.Sums.Skip(fill.FirstSlot).Take(fill.Count).Select(sum => sum.Name));
        writer.Comment($"{names} start {(fill.Space.HasBias ? "as their biases" : "at 0")}.");
        var sums = text.Blocked(text.Find(BufferKind.Sums, fill.Space.Width), fill.FirstSlot, span);
        if (fill.Space.HasBias)
            writer.Line($"Products.Fill<V>({Parameters("parameters", frame.BiasOffset(fill.Space), fill.FirstSlot)}, {Lanes(fill.Space.Sums.Count)}, {sums}, "
                + $"{Count(span)}, {text.Blocks(fill.Space.Width)}, {fill.Count});");
        else
            writer.Line($"Products.Clear<V>({sums}, {Count(span)}, {text.Blocks(fill.Space.Width)}, {fill.Count});");
    }

    private void EmitStages(Phase phase, Span span)
    {
        var levels = _plan.Products.Where(product => product.Phase == phase).Select(product => product.Level)
            .Concat(_plan.In(phase).Select(kernel => kernel.Level)).Distinct().OrderBy(level => level);
        foreach (var level in levels)
        {
            foreach (var product in _plan.Products.Where(product => product.Phase == phase && product.Level == level))
                EmitProduct(product, span);
            text.EmitKernels(phase, level);
        }
    }

    /// <summary>Element-wise operations read the input from rows with spare lanes, which are 0.</summary>
    private void EmitInputCopies()
    {
        foreach (var copy in _plan.Buffers.Where(buffer => buffer.Kind == BufferKind.InputCopy))
            writer.Line($"Sequences.CopyRows({At("x", Text(copy.Start))}, xStride, ref {copy.Name}Rows, {frame.Names.Padded(copy.Width)}, {Text(copy.Width)}, "
                + "rows);");
    }

    private void EmitMasks()
    {
        foreach (var buffer in _plan.Masks)
        {
            var mask = buffer.Mask!;
            writer.Comment(GraphPrinter.Describe(mask, buffer.Name));
            var numbers = string.Join(", ", new[] { mask.Rate, mask.Dropped, mask.Kept, mask.Expectation }.Select(GraphPrinter.Number));
            var draw = $"new MaskDraw({Text(frame.Index)}, {Text(mask.Number)}, tape.Reversed, {numbers})";
            var to = $"ref {buffer.Name}Rows, {frame.Names.True(buffer.Width)}, {frame.Names.Padded(buffer.Width)}";
            writer.Line(mask.IsOfSequence
                ? $"Masks.FillSequences({draw}, seed, in pass, sequences, {to});"
                : $"Masks.FillSteps({draw}, seed, in pass, rows, batch, {to});");
        }
    }

    private void EmitProduct(ProductStep product, Span span)
    {
        var panel = product.Panel;
        var plus = product.Start == Start.Accumulate ? "+ " : "";
        writer.Comment($"{plus}{string.Join(", ", panel.Columns)} · "
            + $"{GraphPrinter.Print(panel.Operand)}{(product.Start == Start.Bias ? ", plus biases" : "")}{(span == Span.Rows ? ", all steps at once" : "")}");
        var sums = text.Blocked(text.Find(BufferKind.Sums, panel.Space.Width), panel.FirstSlot, span);
        var bias = product.Start == Start.Bias
            ? $", {Parameters("parameters", frame.BiasOffset(panel.Space), panel.FirstSlot)}, {Lanes(panel.Space.Sums.Count)}" : "";
        var size = $"{Count(span)}, {text.Blocks(panel.Space.Width)}, {panel.Columns.Count}";
        if (panel.IsLookUp)
        {
            var method = product.Start switch { Start.Zero => "Gather", Start.Bias => "GatherFrom", _ => "GatherAdd" };
            writer.Line($"Products.{method}<V>({At("tokens", First(span))}, {panel.Inner}, {frame.Argument(panel)}, {sums}, {size}{bias});");
            return;
        }

        var name = product.Start switch { Start.Zero => "Multiply", Start.Bias => "MultiplyFrom", _ => "MultiplyAdd" };
        writer.Line($"{(_plan.IsInKernel(panel) ? $"if ({Count(span)} > 1) " : "")}Products.{name}<V>({text.Operand(panel, span)}, {panel.Inner}, "
            + $"{frame.Argument(panel)}, {sums}, {size}{bias});");
    }
}
