using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the walk over all blocks of units of one stream.</summary>
internal sealed class BlocksEmitter(CodeWriter writer, LayerFrame frame, BlocksMethod method)
{
    private readonly StageText _text = new(frame, method);

    /// <summary>What a stage computes, for people.</summary>
    public static string Summary(StageMethod method)
    {
        var stage = method.Stage;
        var sums = string.Join("; ", stage.Sums.Select(sum => $"{sum.Name} = {GraphPrinter.PrintRightHandSide(sum.Node)}"));
        var what = method.Fused is null ? "" : "Pre-activations, and the equations that follow from them: ";
        var (hoisted, ahead) = (Products(stage, stage.Hoisted, "are there"), Products(stage, stage.Ahead, "may be there"));
        return $"{what}{sums}{hoisted}{ahead}{Products(stage, stage.Later, "come later")}.";
    }

    public void Emit()
    {
        writer.Summary(Summary(method));

        // A few calls are part of the step that makes them: with a single block of units, one is left.
        string[] last = method.Stage.Alternates ? ["bool backwards"] : [];
        writer.Method("private static void " + method.Name, _text.Parameters.Concat(last), method.IsPartOfCaller, method.MayBeAhead);
        using (writer.Block())
        using (writer.Block("unchecked"))
        {
            var (at, units) = (Text(method.AtOnce), frame.Names.Padded(method.Stage.Space.Width));
            writer.Lines(frame.Names.Declarations([method.Stage.Space.Width]));
            if (method.IsSingleUnlessWide)
                writer.Comment("Where registers are few, one block after another.");
            var none = method.IsSingleUnlessWide ? $"V.Lanes < {Text(method.Together[0].Lanes.AtLeast)} ? 0 : " : "";
            writer.Line($"nint together = {none}{units} / ({at} * V.Lanes) * ({at} * V.Lanes);");
            if (method.Stage.Alternates)
            {
                writer.Comment("In the opposite order of the previous step: the weights read last are still in the cache.");
                using (writer.Block("if (backwards)"))
                {
                    using (writer.Block($"for (nint unit = {units} - V.Lanes; unit >= together; unit -= V.Lanes)"))
                        EmitCall(method.Single);
                    using (writer.Block($"for (nint unit = together - {at} * V.Lanes; unit >= 0; unit -= {at} * V.Lanes)"))
                        EmitTogether();
                    writer.Line("return;");
                }
            }

            using (writer.Block($"for (nint unit = 0; unit < together; unit += {at} * V.Lanes)"))
                EmitTogether();
            using (writer.Block($"for (nint unit = together; unit < {units}; unit += V.Lanes)"))
                EmitCall(method.Single);
        }
    }

    private static string Products(StreamStage stage, IReadOnlyList<Panel> panels, string when)
    {
        var operands = panels.Where(panel => panel.Sums.Any(stage.Sums.Contains)).Select(panel => GraphPrinter.Print(panel.Operand)).Distinct().ToList();
        return operands.Count == 0 ? "" : $"; products with {string.Join(", ", operands)} {when}";
    }

    private void EmitTogether()
    {
        if (method.Together.Count == 1)
        {
            EmitCall(method.Together[0]);
            return;
        }

        var (wide, others) = (method.Together[0], method.Together[1]);
        using (writer.Block($"if (V.Lanes < {Text(wide.Lanes.AtLeast)})"))
            EmitCall(others);
        using (writer.Block("else"))
            EmitCall(wide);
    }

    private void EmitCall(SumsMethod sums) => writer.Line($"{sums.Name}<{_text.Types}>({_text.PassedOn}, unit);");
}
