using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the members of the user's class that write and read its parameters.</summary>
internal sealed class ModelFilesEmitter(CodeWriter writer, ModelPlan model)
{
    /// <summary>The type of a user's strings.</summary>
    public const string Metadata = "global::System.Collections.Generic.IReadOnlyDictionary<string, string>";

    private const string Files = "global::Unrolled.CompilerServices.ModelFiles";
    private const string Stream = "global::System.IO.Stream stream";

    private string Self => ModelEmitter.FullName(model);

    public void Emit()
    {
        EmitSave("Writes the parameters to a safetensors file, atomically.", "string path", "The file; an existing file is replaced.");
        EmitSave("Writes the parameters to a stream, as a safetensors file.", Stream, "The stream; it stays open.");
        EmitLoad("string path", "The file.", "The file");
        writer.Line();
        EmitLoad(Stream, "The stream, read from its position to its end; it stays open.", "The stream");
        EmitWeights();
    }

    private void EmitSave(string summary, string target, string what)
    {
        writer.Summary(summary);
        writer.Line($"/// <param name=\"{Name(target)}\">{what}</param>");
        writer.Line(
            "/// <param name=\"metadata\">Your own strings for the file; without it those of Metadata. "
            + "The keys format, model and all that start with unrolled. are taken.</param>");
        writer.Line("/// <exception cref=\"global::System.ArgumentException\">A key of the metadata is taken.</exception>");
        writer.Line($"public void Save({target}, {Metadata}? metadata = null) => {Files}.Save(__core, {Name(target)}, metadata);");
        writer.Line();
    }

    private void EmitLoad(string source, string what, string subject)
    {
        writer.Summary("Reads a model that Save has written.");
        writer.Line($"/// <param name=\"{Name(source)}\">{what}</param>");
        writer.Line(
            $"/// <exception cref=\"global::System.IO.InvalidDataException\">{subject} is not a safetensors file, or a tensor is missing, unknown, or has "
            + "another shape or type. The message names the tensor and says what was expected and what was found.</exception>");
        writer.Line($"public static {Self} Load({source}) => {Files}.Load<{Self}>({Name(source)});");
    }

    private void EmitWeights()
    {
        if (model.Spec.Weights is not { } weights)
            return;
        writer.Line();
        writer.Summary(
            $"The model with the weights of {weights.FileName}, which are embedded in the assembly. It is read on first use and shared. No file is needed.");
        writer.Line($"public static {Self} {GeneratedMembers.EmbeddedModel} => __Weights.Model;");
        writer.Line();
        using (writer.Block("private static class __Weights"))
            writer.Line($"internal static readonly {Self} Model = {Files}.LoadEmbedded<{Self}>({Literal(weights.Resource)}, {Literal(weights.FileName)});");
    }

    private static string Name(string parameter) => parameter.Substring(parameter.LastIndexOf(' ') + 1);

    private static string Literal(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
