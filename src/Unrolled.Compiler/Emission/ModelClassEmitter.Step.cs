using System.Globalization;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Emission;

// The steps of streams.
internal sealed partial class ModelClassEmitter
{
    /// <summary>The method for all steps but the usual one: that makes one call, the last, and needs no stack.</summary>
    private const string OtherStep = "__OtherStep";

    private void EmitStep()
    {
        if (model.IsToken)
        {
            const string token = "int token";
            EmitStep(token, $"The token, from 0 to {model.Spec.Vocabulary - 1}.", "state", () => EmitUsualStep("token", "Token(token, Vocabulary)"));
            EmitOtherStep(token, () =>
            {
                writer.Line($"{Services}Check.Token(token, Vocabulary, state.Streams);");
                writer.Line("state.Flush();");
                writer.Line("Step(token, state, y);");
            });
            EmitStep("global::System.ReadOnlySpan<int> tokens", $"One token per stream, from 0 to {model.Spec.Vocabulary - 1}, [streams].", "streams", () =>
            {
                writer.Line($"{Services}Check.Tokens(tokens, Vocabulary, state.Streams);");
                EmitStepAll("tokens");
            });
            return;
        }

        const string features = "global::System.ReadOnlySpan<float> x";
        EmitStep(features, $"The features of the step, [{model.Spec.Inputs}], or [streams, {model.Spec.Inputs}] for a state of several streams.", "both", () =>
            EmitUsualStep("x", "Input(x, Inputs)"));
        EmitOtherStep(features, () =>
        {
            using (writer.Block("if (state.Streams == 1)"))
            {
                writer.Line("state.Flush();");
                writer.Line("Step(x, state, y);");
                writer.Line("return;");
            }

            writer.Line();
            writer.Line($"{Services}Check.Input(x, Inputs, state.Streams);");
            EmitStepAll("x");
        });
    }

    private void EmitUsualStep(string input, string check)
    {
        using (writer.Block("if (!state.TryCountStep())"))
        {
            writer.Line($"{OtherStep}({input}, state, y);");
            writer.Line("return;");
        }

        writer.Line();
        writer.Line($"{Services}Check.{check};");
        writer.Line($"{Services}Check.Output(y, Outputs);");
        Call("Step", $"{input}, ref state.Track(0), y");
    }

    private void EmitStepAll(string input)
    {
        writer.Line($"{Services}Check.Output(y, Outputs, state.Streams);");
        writer.Line("state.FlushBefore(1);");
        Call("StepAll", $"{input}, ref state.Track(0), y, state.Streams, state.Stride", NetworkStreamEmitter.ElementOf(model));
    }

    /// <summary>What is not the usual step is a method of its own: then that one needs no stack.</summary>
    private void EmitOtherStep(string input, Action body)
    {
        if (model.HasBackwardDirection)
            return;
        writer.Summary($"{(model.IsToken ? "A" : "A step of several streams; or a")} step before which values that have died away become 0.");
        writer.Line("[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]");
        using (writer.Block($"private void {OtherStep}({input}, {Runtime}State<{Self}> state, global::System.Span<float> y)"))
            body();
        writer.Line();
    }

    /// <param name="input">The parameter that is stepped.</param>
    /// <param name="what">Its documentation.</param>
    /// <param name="streams">Whether it is for a state of one stream, of several, or both.</param>
    /// <param name="body">Prints the checks and the call.</param>
    private void EmitStep(string input, string what, string streams, Action body)
    {
        var whose = streams switch { "state" => "one stream", "streams" => "each stream", _ => "one stream, or of each of several streams" };
        writer.Summary($"Runs one step of {whose}. Allocates nothing. Many threads can step the same model, each with its own state.");
        writer.Line($"/// <param name=\"{input.Split(' ')[1]}\">{what}</param>");
        writer.Line("/// <param name=\"state\">The state; the step updates it.</param>");
        var outputs = model.Outputs.ToString(CultureInfo.InvariantCulture);
        writer.Line("/// <param name=\"y\">Receives the outputs, "
            + $"{streams switch { "state" => $"[{outputs}]", "streams" => $"[streams, {outputs}]", _ => $"[{outputs}] or [streams, {outputs}]" }}.</param>");
        var why = $"{model.Spec.Name.TrimStart('@')} has a layer that runs backward, from the last step to the first, so it cannot run a step at a time. Use "
            + "Run with the whole sequence.";
        if (model.HasBackwardDirection)
            writer.Line($"[global::System.Obsolete(\"{why}\", error: true, DiagnosticId = \"{SpecProblemCatalog.BackwardStep}\", UrlFormat = "
                + $"\"docs/diagnostics/{{0}}.md\")]");
        using (writer.Block($"public void Step({input}, {Runtime}State<{Self}> state, global::System.Span<float> y)"))
        {
            if (model.HasBackwardDirection)
            {
                writer.Line($"throw new global::System.NotSupportedException(\"{why}\");");
            }
            else
            {
                writer.Line($"{Services}Check.State(state, this);");
                body();
            }
        }

        writer.Line();
    }
}
