using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints <c>Run</c>: many steps of one stream.</summary>
internal sealed class RunEmitter(CodeWriter writer, LayerFrame frame)
{
    private readonly LayerPlan _plan = frame.Inference;
    private readonly StepBody _body = new(writer, frame);

    public void Emit()
    {
        var hoisted = _plan.Products.Where(product => _plan.Streams.Hoisted.Contains(product.Panel)).ToList();
        writer.Summary(hoisted.Count == 0 ? "Many steps of one stream."
            : "Many steps of one stream. The products with the input come first, all steps at once.");
        writer.Method("internal static void Run",
            frame.ParameterDeclarations.Append($"{(frame.IsToken ? "ref int tokens" : "ref float x, nint xStride")}, ref float memory, ref float sums, ref "
            + "float y, nint yStride, nint steps"));
        using (writer.Block())
        {
            var output = frame.Names.True(frame.Outputs);
            if (hoisted.Count == 0)
            {
                using (writer.Block("for (nint step = 0; step < steps; step++)"))
                {
                    writer.Line($"Step<V>({frame.ParameterArguments}, "
                        + $"{(frame.IsToken ? "Unsafe.Add(ref tokens, step)" : "ref Unsafe.Add(ref x, step * xStride)")}, ref memory);");
                    writer.Line($"CopyRow<V>(ref StreamOutput<V>(ref memory), ref Unsafe.Add(ref y, step * yStride), {output});");
                }

                return;
            }

            EmitHoisted(hoisted, output);
        }
    }

    private void EmitHoisted(List<ProductStep> hoisted, string output)
    {
        var spaces = hoisted.Select(product => product.Panel.Space).Distinct().ToList();
        var read = _plan.Streams.RunStages.SelectMany(stage => stage.Operands).ToList();
        var own = _body.Own.Where(buffer => buffer.Kind != BufferKind.Turn && (buffer.BytesOf is not { } operand || read.Contains(operand))
            && !(buffer.Kind == BufferKind.Sums && spaces.Any(space => space.Width == buffer.Width))).ToList();
        var products = new RowProducts(writer, frame, "steps", operand => $"ref {_body.Reference(operand)}, xStride", _body.SumsRows, space =>
            Length(space.Sums.Count, space.Width));
        _body.EmitMemory(own, hoisted.SelectMany(product => products.Widths(product.Panel)));
        var start = frame.SumsLength([]);
        foreach (var space in spaces)
        {
            writer.Line($"ref float {_body.SumsRows(space)} = ref {(start.IsZero ? "sums" : $"Unsafe.Add(ref sums, steps * ({start}))")};");
            start = start.Add(space.Width, space.Sums.Count);
        }

        foreach (var fill in _plan.Fills.Where(fill =>
            hoisted.Any(product => product.Panel.Space == fill.Space
            && product.Panel.Sums.Any(sum => sum.Slot >= fill.FirstSlot && sum.Slot < fill.FirstSlot + fill.Count))))
            products.Emit(fill);
        foreach (var product in hoisted)
            products.Emit(product, ", all steps at once");
        var alternates = _plan.Streams.RunStages.Any(stage => stage.Alternates);
        if (alternates)
            writer.Line("bool backwards = false;");
        var swaps = _body.TakesOldValues(_plan.Streams.RunStages);
        if (swaps)
        {
            _body.Units!.EmitPlaces(writer);
            _body.Units.EmitNext(writer);
        }

        using (writer.Block("for (nint step = 0; step < steps; step++)"))
        {
            _body.Emit(_plan.Streams.RunStages);
            if (swaps)
                _body.Units!.EmitSwap(writer);
            writer.Line($"CopyRow<V>(ref {_plan.Output.Buffer.Name}Rows, ref y, {output});");
            foreach (var space in spaces)
                writer.Line($"{_body.SumsRows(space)} = ref Unsafe.Add(ref {_body.SumsRows(space)}, {Length(space.Sums.Count, space.Width)});");
            if (_body.Own.Any(buffer => buffer.Kind == BufferKind.InputCopy))
                writer.Line("x = ref Unsafe.Add(ref x, xStride);");
            writer.Line("y = ref Unsafe.Add(ref y, yStride);");
            if (alternates)
                writer.Line("backwards = !backwards;");
        }

        if (swaps)
            _body.Units!.EmitReturn(writer);
    }

    private string Length(int slots, int width) => slots == 1 ? frame.Names.Padded(width) : $"{Text(slots)} * {frame.Names.Padded(width)}";
}
