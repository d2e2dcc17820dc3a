using System.Globalization;
using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the generated part of the user's class: what users call, with every check that must come before the kernels.</summary>
internal sealed class ModelClassEmitter(CodeWriter writer, ModelPlan model)
{
    private const string Runtime = "global::Unrolled.";
    private const string Services = Runtime + "CompilerServices.";

    private string Self => ModelEmitter.FullName(model);

    private string Network => "global::" + LayerEmitter.Namespace(model.Spec.HintName) + ".Network";

    private string InputSpan => model.IsToken ? "global::System.ReadOnlySpan<int> tokens" : "global::System.ReadOnlySpan<float> xs";

    public void Emit()
    {
        writer.Lines(ClassDocumentation.Lines(model));
        using (writer.Block($"partial class {model.Spec.Name} : {Runtime}{(model.Spec.Training ? "IModel" : "IInferenceModel")}<{Self}>"))
        {
            if (model.IsToken)
                Constant("Vocabulary", model.Spec.Vocabulary, "Tokens are integers from 0 to this, exclusive.");
            else
                Constant("Inputs", model.Spec.Inputs, "Features a step.");
            Constant("Outputs", model.Outputs, "Outputs a step.");
            writer.Line($"private readonly {Services}ModelCore __core;");
            EmitConstructor();
            EmitProperties();
            EmitStep();
            EmitRun();
            if (model.Spec.Training)
                EmitPasses();
            EmitPass();
            EmitFiles();
            EmitWeights();
            EmitHeader();
        }
    }

    private void Constant(string name, int value, string summary)
    {
        writer.Summary(summary);
        writer.Line($"public const int {name} = {value.ToString(CultureInfo.InvariantCulture)};");
        writer.Line();
    }

    private void EmitConstructor()
    {
        writer.Line();
        writer.Summary("A model with freshly drawn parameters.");
        writer.Line("/// <param name=\"seed\">Of the parameters' first values and of dropout: same seed, same bits, on every machine.</param>");
        using (writer.Block($"public {model.Spec.Name}(int seed = 0)"))
            writer.Line($"__core = new {Services}ModelCore({Network}.Layout, seed);");
        writer.Line();
    }

    private void EmitProperties()
    {
        writer.Summary("The parameters, by name: lstm0.W_i, dense1.b, …");
        writer.Line($"public {Runtime}ParameterSet Parameters => __core.ParameterSet;");
        writer.Line();
        if (model.Spec.Training)
        {
            writer.Summary("The gradients of the parameters, by the same names; Backward adds into them.");
            writer.Line($"public {Runtime}GradientSet Gradients => __core.GradientSet;");
            writer.Line();
        }

        writer.Line($"{Services}ModelCore {Runtime}IInferenceModel<{Self}>.Core => __core;");
        writer.Line();
        writer.Line($"static {Services}ModelLayout {Runtime}IInferenceModel<{Self}>.Layout => {Network}.Layout;");
        writer.Line();
        writer.Line($"static {Self} {Runtime}IInferenceModel<{Self}>.Create(int seed) => new {Self}(seed);");
        writer.Line();
        writer.Summary("A state for one stream of steps: all zero until set.");
        writer.Line($"public {Runtime}State<{Self}> NewState() => new {Runtime}State<{Self}>(this);");
        writer.Line();
        if (model.Spec.Training)
            EmitNewTape();
        else
            EmitNoTape();
        writer.Line();
    }

    private void EmitNewTape()
    {
        writer.Summary("Everything that back-propagation through time needs for one batch of sequences; allocated once, used again and again.");
        writer.Line("/// <param name=\"steps\">Steps of the longest sequence, at least 1.</param>");
        writer.Line("/// <param name=\"batch\">Sequences, at least 1.</param>");
        writer.Line("/// <param name=\"keepGates\">Whether gates can still be read after Backward; costs memory.</param>");
        writer.Line($"public {Runtime}Tape<{Self}> NewTape(int steps, int batch, bool keepGates = false) => new {Runtime}Tape<{Self}>(this, steps, batch, keepGates);");
    }

    /// <summary>A compile error that says why, where training code is written for a model that was declared without.</summary>
    private void EmitNoTape()
    {
        var why = $"{model.Spec.Name.TrimStart('@')} is declared with Training = false: it has no tape, gradients or backward pass. Remove that from its [Model] to train it.";
        writer.Summary("Not for this model, which is declared with Training = false.");
        writer.Line($"[global::System.Obsolete(\"{why}\", error: true)]");
        writer.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        writer.Line($"public {Runtime}Tape<{Self}> NewTape(int steps, int batch, bool keepGates = false) => throw new global::System.NotSupportedException(\"{why}\");");
    }

    private void EmitStep()
    {
        var input = model.IsToken ? "int token" : "global::System.ReadOnlySpan<float> x";
        writer.Summary("Runs one step of one stream. Allocates nothing; many threads may step the same model, each with a state of its own.");
        writer.Line(model.IsToken
            ? $"/// <param name=\"token\">The token, from 0 to {model.Spec.Vocabulary - 1}.</param>"
            : $"/// <param name=\"x\">The features of the step, [{model.Spec.Inputs}].</param>");
        writer.Line("/// <param name=\"state\">The stream's state, which the step updates.</param>");
        writer.Line($"/// <param name=\"y\">Takes the outputs, [{model.Outputs}].</param>");
        if (model.HasBackwardDirection)
        {
            var why = $"{model.Spec.Name.TrimStart('@')} has a layer that runs backward, from the last step to the first, so it cannot run a step at a time. Use Run with the whole sequence.";
            writer.Line($"[global::System.Obsolete(\"{why}\", error: true, DiagnosticId = \"{SpecProblemCatalog.BackwardStep}\", UrlFormat = \"docs/diagnostics/{{0}}.md\")]");
            using (writer.Block($"public void Step({input}, {Runtime}State<{Self}> state, global::System.Span<float> y)"))
                writer.Line($"throw new global::System.NotSupportedException(\"{why}\");");
            writer.Line();
            return;
        }

        using (writer.Block($"public void Step({input}, {Runtime}State<{Self}> state, global::System.Span<float> y)"))
        {
            writer.Line(model.IsToken ? $"{Services}Check.Token(token, Vocabulary);" : $"{Services}Check.Input(x, Inputs);");
            writer.Line($"{Services}Check.State(state, this);");
            writer.Line($"{Services}Check.Output(y, Outputs);");
            Dispatch("Step", $"ref __core.Parameters.Reference, {(model.IsToken ? "token" : "x")}, ref state.Track(0), y", isGeneric: false);
        }

        writer.Line();
    }

    /// <summary>One choice of the vector type a call.</summary>
    private void Dispatch(string method, string arguments, bool isGeneric = true)
    {
        using (writer.Block($"switch ({Services}SimdWidth.Lanes)"))
        {
            foreach (var (label, type) in new[] { ("case 16", "Simd512"), ("case 8", "Simd256"), ("case 4", "Simd128"), ("default", "Simd1") })
            {
                writer.Line(label + ":");
                using (writer.Indented())
                {
                    writer.Line($"{Network}.{method}<{Services}{type}{(isGeneric ? ", " + Self : "")}>({arguments});");
                    writer.Line("break;");
                }
            }
        }
    }

    private void EmitRun()
    {
        var (name, size) = model.IsToken ? ("tokens", "Vocabulary") : ("xs", "Inputs");
        var perStep = model.IsToken ? "" : " * Inputs";
        writer.Summary(model.HasBackwardDirection ? "Runs a whole sequence." : "Runs many steps of one stream, faster than one by one.");
        writer.Line(model.IsToken ? "/// <param name=\"tokens\">The tokens, [steps].</param>" : $"/// <param name=\"xs\">The features, [steps, {model.Spec.Inputs}].</param>");
        writer.Line("/// <param name=\"state\">The stream's state before the first step; holds that after the last one afterwards.</param>");
        writer.Line($"/// <param name=\"ys\">Takes the outputs, [steps, {model.Outputs}].</param>");
        using (writer.Block($"public void Run({InputSpan}, {Runtime}State<{Self}> state, global::System.Span<float> ys)"))
        {
            writer.Line($"{Services}Check.State(state, this);");
            writer.Line($"int steps = {Services}Check.Run({name}, ys, {size}, Outputs);");

            // Weights are read once for a piece, and its tape stays in the second-level cache.
            var piece = model.HasBackwardDirection ? "steps" : "global::System.Math.Min(steps - done, 64)";
            using (writer.Block("for (int done = 0; done < steps;)"))
            {
                writer.Line($"int piece = {piece};");
                // No 'var': a user's class may have that name.
                writer.Line($"{Runtime}Tape<{Self}> tape = state.RunTape(piece);");
                writer.Line($"{name}.Slice(done{perStep}, piece{perStep}).CopyTo(tape.{(model.IsToken ? "Tokens" : "Inputs")});");
                if (model.Spec.Training)
                    writer.Line("Forward(tape);");
                else
                    EmitForwardPass();
                writer.Line("tape.Outputs.CopyTo(ys.Slice(done * Outputs));");
                writer.Line("state.Take(tape);");
                writer.Line("done += piece;");
            }
        }

        writer.Line();
    }

    private void EmitForwardPass()
    {
        writer.Line("tape.BeginForward();");
        writer.Line("tape.RunPass();");
        writer.Line("tape.EndForward();");
    }

    private void EmitPasses()
    {
        writer.Summary("Runs all sequences of the tape: fills its outputs and its final state.");
        writer.Line("/// <param name=\"tape\">A tape of this model, with inputs.</param>");
        using (writer.Block($"public void Forward({Runtime}Tape<{Self}> tape)"))
        {
            writer.Line($"{Services}Check.Tape(tape, this);");
            EmitForwardPass();
        }

        writer.Line();
        writer.Summary("Back-propagation through time: adds the gradients of the parameters into Gradients, from the tape's output and final state gradients.");
        writer.Line("/// <param name=\"tape\">A tape of this model, after Forward.</param>");
        writer.Line($"/// <param name=\"inputGradients\">Whether the tape's input gradients are filled{(model.IsToken ? "; tokens have none" : "")}.</param>");
        using (writer.Block($"public void Backward({Runtime}Tape<{Self}> tape, bool inputGradients = true)"))
        {
            writer.Line($"{Services}Check.Tape(tape, this);");
            writer.Line("tape.BeginBackward(inputGradients);");
            writer.Line("tape.RunPass();");
            writer.Line("tape.EndBackward();");
        }

        writer.Line();
    }

    /// <summary>What each of the workers that share a pass does.</summary>
    private void EmitPass()
    {
        using (writer.Block($"void {Runtime}IInferenceModel<{Self}>.Pass({Runtime}Tape<{Self}> tape, {Services}Worker worker)"))
            Dispatch(model.Spec.Training ? "Pass" : "Forward", "__core, tape, worker");
        writer.Line();
    }

    private void EmitFiles()
    {
        writer.Summary("Writes the parameters to a safetensors file, all or nothing.");
        writer.Line("/// <param name=\"path\">The file; replaced if it is there.</param>");
        writer.Line($"public void Save(string path) => {Services}ModelFiles.Save(__core, path);");
        writer.Line();
        writer.Summary("Reads a model that Save has written.");
        writer.Line("/// <param name=\"path\">The file.</param>");
        writer.Line("/// <exception cref=\"global::System.IO.InvalidDataException\">The file is no safetensors file, or a tensor is missing, unknown or of another shape or type; the message says which, what was expected and what was found.</exception>");
        writer.Line($"public static {Self} Load(string path) => {Services}ModelFiles.Load<{Self}>(path);");
    }

    private void EmitWeights()
    {
        if (model.Spec.Weights is not { } weights)
            return;
        writer.Line();
        writer.Summary($"The model with the weights of {weights.FileName}, which are in the assembly: read at the first use, then the same object for all. No file is needed.");
        writer.Line($"public static {Self} {GeneratedMembers.EmbeddedModel} => __Weights.Model;");
        writer.Line();
        using (writer.Block("private static class __Weights"))
            writer.Line($"internal static readonly {Self} Model = {Services}ModelFiles.LoadEmbedded<{Self}>({Literal(weights.Resource)}, {Literal(weights.FileName)});");
    }

    private void EmitHeader()
    {
        if (model.Spec.NativeName.Length == 0)
            return;
        writer.Line();
        writer.Summary($"{model.Spec.NativeName}.h: the declarations, in C, of the functions that a native library with this model exports. The build of such a library writes it beside the library.");
        writer.Line("public const string CHeader = \"\"\"");
        using (writer.Indented())
        {
            foreach (var line in HeaderText.Lines(model))
                writer.Line(line);
            writer.Line();
            writer.Line("\"\"\";");
        }
    }

    private static string Literal(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
