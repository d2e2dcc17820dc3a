using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the network: the layers of a model in order, their memory, how streams go through them, and the passes over a tape.</summary>
internal sealed class NetworkEmitter(CodeWriter writer, ModelPlan model)
{
    public void Emit()
    {
        writer.Summary($"The layers of {model.Spec.Name.TrimStart('@')}, one after another.");
        using (writer.Block($"internal readonly struct Network : {string.Join(", ", Interfaces())}"))
        {
            writer.Summary("The memory layout for this machine's vector width.");
            writer.Line("internal static readonly ModelLayout Layout = Describe(SimdWidth.Lanes);");
            writer.Line();
            EmitLayout();
            if (!model.HasBackwardDirection)
            {
                writer.Line();
                new NetworkStreamEmitter(writer, model).Emit();
            }

            if (model.HasForwardPass)
            {
                writer.Line();
                new NetworkPassEmitter(writer, model).Emit();
            }
        }
    }

    private IEnumerable<string> Interfaces()
    {
        if (!model.HasBackwardDirection)
            yield return model.IsToken ? "ITokenNetwork" : "IFeatureNetwork";
        if (model.HasForwardPass)
            yield return "INetwork";
    }

    private void EmitLayout()
    {
        using (writer.Block("internal static ModelLayout Describe(int lanes)"))
        {
            writer.Line($"return new ModelLayout(\"{model.Spec.Name.TrimStart('@')}\", {Text(model.Spec.Inputs)}, {Text(model.Spec.Vocabulary)}, "
                + $"{Text(model.Outputs)},");
            using (writer.Indented())
            {
                writer.Line("[");
                using (writer.Indented())
                {
                    foreach (var layer in model.Layers)
                    {
                        foreach (var track in layer.Tracks)
                            writer.Line($"{layer.Plans!.ClassName}.Layout(\"{track.Name}\", lanes, reversed: {(track.Reversed ? "true" : "false")}),");
                    }
                }

                writer.Line($"]{string.Concat(model.Boundaries.Select(boundary => ", " + Text(boundary.Width)))})");
            }

            writer.Line("{");
            using (writer.Indented())
            {
                writer.Line($"Declaration = \"{DeclarationText.Of(model)}\",");
                if (!model.HasBackwardDirection)
                    NetworkStreamEmitter.EmitRunMemory(writer, model);
                if (model.Spec.Training)
                    EmitEquations();
                else
                    writer.Line("Training = false,");
            }

            writer.Line("};");
        }
    }

    /// <summary>A raw literal, for GradientCheck and for diagrams.</summary>
    private void EmitEquations()
    {
        writer.Line("Equations = \"\"\"");
        using (writer.Indented())
        {
            foreach (var line in ReferenceText.Lines(model))
                writer.Line(line);
            writer.Line("\"\"\",");
        }
    }
}
