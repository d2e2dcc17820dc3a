using System.Globalization;
using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the generated part of the user's class: what users call, with every check that must come before the kernels.</summary>
internal sealed partial class ModelClassEmitter(CodeWriter writer, ModelPlan model)
{
    private const string Runtime = "global::Unrolled.";
    private const string Services = Runtime + "CompilerServices.";

    private string Self => ModelEmitter.FullName(model);

    private string Network => "global::" + LayerEmitter.Namespace(model.Spec.HintName) + ".Network";

    private string InputSpan => model.IsToken ? "global::System.ReadOnlySpan<int> tokens" : "global::System.ReadOnlySpan<float> xs";

    public void Emit()
    {
        writer.Lines(ClassDocumentation.Lines(model));
        using (writer.Block($"partial class {model.Spec.Name} : {Runtime}{Interface(model)}<{Self}>"))
        {
            if (model.IsToken)
                Constant("Vocabulary", model.Spec.Vocabulary, "The number of tokens: each is an integer in [0, Vocabulary).");
            else
                Constant("Inputs", model.Spec.Inputs, "Features per step.");
            Constant("Outputs", model.Outputs, "Outputs per step.");
            writer.Line($"private readonly {Services}ModelCore __core;");
            EmitConstructor();
            EmitProperties();
            EmitStep();
            EmitRun();
            if (model.Spec.Training)
                EmitPasses();
            EmitPass();
            new ModelFilesEmitter(writer, model).Emit();
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
        writer.Summary("Creates a model with newly initialised parameters.");
        writer.Line("/// <param name=\"seed\">The seed of the initial values and of dropout: same seed, same bits, on every machine.</param>");
        writer.Line($"public {model.Spec.Name}(int seed = 0) => __core = new {Services}ModelCore({Network}.Layout, seed);");
        writer.Line();
        writer.Summary("A model over memory that Load fills. By reference, so that 'this(null)' in another constructor never means this one.");
        writer.Line($"private {model.Spec.Name}(ref {Services}ModelCore core) => __core = core;");
        writer.Line();
    }

    private void EmitProperties()
    {
        writer.Summary("The parameters, by name: lstm0.W_i, dense1.b, …");
        writer.Line($"public {Runtime}ParameterSet Parameters => __core.ParameterSet;");
        writer.Line();
        if (model.Spec.Training)
        {
            writer.Summary("The gradients of the parameters, by the same names. Backward adds into them.");
            writer.Line($"public {Runtime}GradientSet Gradients => __core.GradientSet;");
            writer.Line();
        }

        if (model.Spec.Training)
        {
            writer.Summary(
                "The seed of the initial values and of dropout. Save writes it and Load restores it. "
                + "Setting it changes the dropout of later passes, and no parameter.");
            using (writer.Block("public int Seed"))
            {
                writer.Line("get => __core.Seed;");
                writer.Line("set => __core.Seed = value;");
            }

            writer.Line();
        }

        writer.Summary(
            "Your own strings in the file that the model was loaded from; empty for a new model. Save writes them again, unless it is given others.");
        writer.Line($"public {ModelFilesEmitter.Metadata} Metadata => __core.Metadata;");
        writer.Line();
        writer.Line($"{Services}ModelCore {Runtime}IInferenceModel<{Self}>.Core => __core;");
        writer.Line();
        writer.Line($"static {Services}ModelLayout {Runtime}IInferenceModel<{Self}>.Layout => {Network}.Layout;");
        writer.Line();
        writer.Line($"static {Self} {Runtime}IInferenceModel<{Self}>.Create(int seed) => new {Self}(seed);");
        writer.Line();
        writer.Line($"static {Self} {Runtime}IInferenceModel<{Self}>.Create({Services}ModelCore core) => new {Self}(ref core);");
        writer.Line();
        writer.Summary("Creates a state for one stream of steps, or for several streams that are stepped together. It is zero until set.");
        writer.Line("/// <param name=\"streams\">The number of streams, at least 1.</param>");
        writer.Line($"public {Runtime}State<{Self}> NewState(int streams = 1) => new {Runtime}State<{Self}>(this, streams);");
        writer.Line();
        if (model.Spec.Training)
            EmitNewTape();
        else
            EmitNoTape();
        writer.Line();
    }

    private void EmitNewTape()
    {
        writer.Summary("Creates a tape: all memory that backpropagation through time needs for one batch of sequences, allocated once and reused.");
        writer.Line("/// <param name=\"steps\">Steps of the longest sequence, at least 1.</param>");
        writer.Line("/// <param name=\"batch\">Sequences, at least 1.</param>");
        writer.Line("/// <param name=\"keepGates\">Whether gates can still be read after Backward; costs memory.</param>");
        writer.Line($"public {Runtime}Tape<{Self}> NewTape(int steps, int batch, bool keepGates = false) => new {Runtime}Tape<{Self}>(this, steps, batch, "
            + "keepGates);");
    }

    /// <summary>A compile error that says why, where training code is written for a model that was declared without.</summary>
    private void EmitNoTape()
    {
        var why = $"{model.Spec.Name.TrimStart('@')} is declared with Training = false: it has no tape, gradients or backward pass. Remove that from its "
            + "[Model] to train it.";
        writer.Summary("Not available: the model is declared with Training = false.");
        writer.Line($"[global::System.Obsolete(\"{why}\", error: true)]");
        writer.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        writer.Line($"public {Runtime}Tape<{Self}> NewTape(int steps, int batch, bool keepGates = false) => throw new "
            + $"global::System.NotSupportedException(\"{why}\");");
    }

    /// <summary>The runtime's interface that the class of a model has.</summary>
    private static string Interface(ModelPlan model) => model.Spec.Training ? "IModel" : "IInferenceModel";

    /// <summary>A call of the network with the machine's vector type.</summary>
    /// <param name="method">The method.</param>
    /// <param name="arguments">What it gets besides the model's memory.</param>
    /// <param name="types">Its type arguments besides the network.</param>
    private void Call(string method, string arguments, params string[] types) =>
        writer.Line($"{Services}ForWidth.{method}<{string.Join(", ", types.Prepend(Network))}>(__core, {arguments});");

    private void EmitRun()
    {
        var (name, size) = model.IsToken ? ("tokens", "Vocabulary") : ("xs", "Inputs");
        var perStep = model.IsToken ? "" : " * Inputs";
        writer.Summary(model.HasBackwardDirection ? "Runs a whole sequence."
            : "Runs many steps of one stream, or of each of several streams, faster than one by one.");
        writer.Line(model.IsToken ? "/// <param name=\"tokens\">The tokens, [steps] or [steps, streams].</param>"
            : $"/// <param name=\"xs\">The features, [steps, {model.Spec.Inputs}] or [steps, streams, {model.Spec.Inputs}].</param>");
        var anew = model.HasBackwardDirection
            ? " The states of a layer that runs backward begin anew in each call, at 0 or where the layer learned to; after the call they are those of the "
                + "first step. To start it elsewhere, set them by name before the call."
            : "";
        writer.Line($"/// <param name=\"state\">The state before the first step; becomes the state after the last step.{anew}</param>");
        var last = model.HasBackwardDirection || !model.Layers.Any(layer => layer.ReturnsLast) ? "" : ", of each step as if it were the last";
        writer.Line($"/// <param name=\"ys\">Receives the outputs, [steps, {model.Outputs}] or [steps, streams, {model.Outputs}]{last}.</param>");
        using (writer.Block($"public void Run({InputSpan}, {Runtime}State<{Self}> state, global::System.Span<float> ys)"))
        {
            writer.Line($"{Services}Check.State(state, this);");
            writer.Line("int streams = state.Streams;");
            writer.Line($"int steps = {Services}Check.Run({name}, ys, {size}, Outputs, streams);");
            if (model.HasBackwardDirection)
                EmitRunOverTape(name, perStep);
            else
                EmitRunOfStreams(name, perStep);
        }

        writer.Line();
        EmitRunWithoutState(name);
    }

    /// <summary>Whole sequences, for which users keep no state.</summary>
    private void EmitRunWithoutState(string name)
    {
        var outputs = model.Outputs.ToString(CultureInfo.InvariantCulture);
        var parameter = $"/// <param name=\"{name}\">{(model.IsToken ? "The tokens, [steps]." : $"The features, [steps, {model.Spec.Inputs}].")}</param>";
        writer.Summary(
            "Runs a whole sequence that starts from the initial state. Allocates a state; "
            + "to run sequence after sequence without allocating, give Run a state and call its Reset.");
        writer.Line(parameter);
        writer.Line($"/// <param name=\"ys\">Receives the outputs, [steps, {outputs}].</param>");
        writer.Line($"public void Run({InputSpan}, global::System.Span<float> ys) => Run({name}, NewState(), ys);");
        writer.Line();
        writer.Summary("The outputs for a whole sequence that starts from the initial state, in a new array. Many threads can call it at once.");
        writer.Line(parameter);
        writer.Line($"/// <returns>The outputs, [steps, {outputs}].</returns>");
        using (writer.Block($"public float[] Predict({InputSpan})"))
        {
            writer.Line($"float[] ys = new float[{name}.Length{(model.IsToken ? "" : " / Inputs")} * Outputs];");
            writer.Line($"Run({name}, ys);");
            writer.Line("return ys;");
        }

        writer.Line();
    }

    private void EmitRunOfStreams(string name, string perStep)
    {
        // A run over several steps adds up in another order than a step does.
        using (writer.Block("if (streams != 1 || steps == 1)"))
        {
            using (writer.Block("for (int step = 0; step < steps; step++)"))
                writer.Line($"Step({name}.Slice(step * streams{perStep}, streams{perStep}), state, ys.Slice(step * streams * Outputs, streams * Outputs));");
            writer.Line("return;");
        }

        writer.Line();

        using (writer.Block($"for (int done = 0; done < steps; done += {Tuning.RunSteps})"))
        {
            writer.Line($"int piece = global::System.Math.Min(steps - done, {Tuning.RunSteps});");
            writer.Line("state.FlushBefore(piece);");
            Call(
                "Run",
                $"{name}.Slice(done{perStep}, piece{perStep}), state, ys.Slice(done * Outputs, piece * Outputs), piece",
                NetworkStreamEmitter.ElementOf(model),
                Self);
        }
    }

    private void EmitRunOverTape(string name, string perStep)
    {
        using (writer.Block("if (steps == 0)"))
            writer.Line("return;");
        // No 'var': a user's class may have that name.
        writer.Line($"{Runtime}Tape<{Self}> tape = state.RunTape(steps);");
        writer.Line($"{name}.CopyTo(tape.{(model.IsToken ? "Tokens" : "Inputs")});");
        writer.Line("tape.RunForward(training: false);");
        writer.Line("tape.Outputs.CopyTo(ys);");
        writer.Line("state.Take(tape);");
    }

    private void EmitPasses()
    {
        writer.Summary("Runs all sequences of the tape, and fills its outputs and its final state.");
        writer.Line("/// <param name=\"tape\">A tape of this model, with inputs.</param>");
        writer.Line("/// <param name=\"training\">Whether dropout acts, in this pass and the Backward that follows it; false to see what the model has "
            + "learned.</param>");
        writer.Line("/// <param name=\"firstSequence\">The number of the tape's first sequence, where the sequences of a batch lie on several tapes: dropout "
            + "counts from it.</param>");
        writer.Line("/// <param name=\"firstStep\">The number of the tape's first step, where sequences go through in pieces: dropout counts from it.</param>");
        using (writer.Block($"public void Forward({Runtime}Tape<{Self}> tape, bool training = true, int firstSequence = 0, int firstStep = 0)"))
        {
            writer.Line($"{Services}Check.Tape(tape, this);");
            writer.Line("tape.RunForward(training, firstSequence, firstStep);");
        }

        writer.Line();
        writer.Summary("Backpropagation through time: computes the gradients of the parameters from the gradients of outputs and final states, and adds them "
            + "into Gradients.");
        writer.Line("/// <param name=\"tape\">A tape of this model, after Forward.</param>");
        writer.Line($"/// <param name=\"inputGradients\">Whether the tape's input gradients are filled{(model.IsToken ? "; tokens have none" : "")}.</param>");
        using (writer.Block($"public void Backward({Runtime}Tape<{Self}> tape, bool inputGradients = true)"))
        {
            writer.Line($"{Services}Check.Tape(tape, this);");
            writer.Line("tape.RunBackward(inputGradients);");
        }

        writer.Line();
    }

    /// <summary>What each of the workers that share a pass does.</summary>
    private void EmitPass()
    {
        using (writer.Block($"void {Runtime}IInferenceModel<{Self}>.Pass({Runtime}Tape<{Self}> tape, in {Services}Pass pass, {Services}Worker worker)"))
        {
            if (model.HasForwardPass)
                Call("Pass", "tape, in pass, worker", Self);
            else
                writer.Line("throw new global::System.NotSupportedException();");
        }

        writer.Line();
    }

    private void EmitHeader()
    {
        if (model.Spec.NativeName.Length == 0)
            return;
        writer.Line();
        writer.Summary($"{model.Spec.NativeName}.h: the C declarations of the functions that a native library with this model exports. The build writes the "
            + "file beside the library.");
        writer.Line("public const string CHeader = \"\"\"");
        using (writer.Indented())
        {
            foreach (var line in HeaderText.Lines(model))
                writer.Line(line);
            writer.Line();
            writer.Line("\"\"\";");
        }
    }
}
