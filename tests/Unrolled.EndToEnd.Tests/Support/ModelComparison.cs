using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>Holds a compiled model against the interpreter in double.</summary>
internal static class ModelComparison
{
    private delegate void Rows<TElement>(ReadOnlySpan<TElement> x, Span<float> y);

    /// <summary>Forward, backward, Step and Run of one batch.</summary>
    /// <param name="spec">The model's spec.</param>
    /// <param name="model">The model.</param>
    /// <param name="steps">Steps of the longest sequence.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="uneven">Whether sequences differ in length.</param>
    /// <param name="mayBeIllConditioned">Whether a result may be as far off as eight times what the interpreter in float32 is: so an ill-conditioned graph
    /// is told from a wrong one.</param>
    /// <param name="prepare">Changes what goes in: for cells that not every initial state suits.</param>
    public static void Check(ModelSpec spec, ModelHandle model, int steps, int batch, bool uneven, bool mayBeIllConditioned = false,
        Action<PassData>? prepare = null)
    {
        var what = $"batch {batch}{(uneven ? ", uneven" : "")}: ";
        var plan = new ModelPlan(spec);
        var tape = model.NewTape(steps, batch);

        // A used tape, last with the other kind of lengths, gives what a new one gives.
        new PassData(plan, steps, batch, !uneven, seed: 2).Fill(tape);
        tape.Forward(training: false);
        tape.Backward();
        model.Gradients.Clear();

        var pass = new PassData(plan, steps, batch, uneven, seed: 3);
        prepare?.Invoke(pass);
        var expected = new Oracle(plan, model, pass);
        var single = new Rounded(mayBeIllConditioned ? new Lazy<Oracle>(() => new Oracle(plan, model, pass, single: true)) : null);
        pass.Fill(tape);
        tape.Forward(training: false);
        Compare.Near(what + "outputs", tape.Outputs, expected.Outputs, Compare.Values, single.Of(oracle => oracle.Outputs));
        foreach (var state in expected.FinalStates)
            Compare.Near($"{what}final {state.Key}", tape.FinalState[state.Key].ToArray(), state.Value,
                Compare.Values, single.Of(oracle => oracle.FinalStates[state.Key]));
        tape.Backward(!plan.IsToken);
        foreach (var gradient in expected.Gradients)
            Compare.Near($"{what}gradient of {gradient.Key}", model.Gradients[gradient.Key].ToArray(), gradient.Value,
                Compare.Gradients, single.Of(oracle => oracle.Gradients[gradient.Key]));
        foreach (var state in expected.InitialStateGradients)
            Compare.Near($"{what}gradient of initial {state.Key}", tape.InitialStateGradients[state.Key].ToArray(), state.Value,
                Compare.Gradients, single.Of(oracle => oracle.InitialStateGradients[state.Key]));
        if (!plan.IsToken)
            Compare.Near(what + "gradient of the input", tape.InputGradients, expected.InputGradients,
                Compare.Gradients, single.Of(oracle => oracle.InputGradients));
        Assert.Equal(expected.Gradients.Keys.Order(), model.Parameters.Select(parameter => parameter.Name).Order());
        if (uneven)
            return;
        // What reads forward gives the output of every step of a stream as if it were the last.
        if (!plan.HasBackwardDirection && plan.Layers.Any(layer => layer.ReturnsLast))
            expected = new Oracle(new ModelPlan(Sequences(spec)), model, pass);
        OneStream(what, plan, model, pass, expected, single);
        ManyStreams(what, plan, model, pass, expected, single);
    }

    private static ModelSpec Sequences(ModelSpec spec) => spec with
    {
        Layers = new(spec.Layers.Select(layer => layer with { Options = new(layer.Options.Where(option => option.Name != "Returns")) })),
    };

    /// <summary>All sequences as the streams of one state, a step at a time and all steps at once.</summary>
    private static void ManyStreams(string what, ModelPlan plan, ModelHandle model, PassData pass, Oracle expected, Rounded single)
    {
        var streams = model.NewStream(pass.Batch);
        foreach (var run in model.CanStep ? new[] { false, true } : [true])
        {
            var name = $"{what}{(run ? "Run" : "Step")} of {pass.Batch} streams";
            foreach (var state in pass.InitialStates)
                streams[state.Key].Set(state.Value);
            var got = new float[expected.Outputs.Length];
            for (var t = 0; t < (run ? 1 : pass.Steps); t++)
            {
                var (rows, first) = (run ? pass.Steps * pass.Batch : pass.Batch, t * pass.Batch);
                var y = got.AsSpan(first * plan.Outputs, rows * plan.Outputs);
                if (plan.IsToken)
                    Call<int>(streams.Step, streams.Run)(pass.Tokens.AsSpan(first, rows), y);
                else
                    Call<float>(streams.Step, streams.Run)(pass.Inputs.AsSpan(first * plan.Spec.Inputs, rows * plan.Spec.Inputs), y);
            }

            Compare.Near(name, got, expected.Outputs, Compare.Values, single.Of(oracle => oracle.Outputs));
            foreach (var state in expected.FinalStates)
                Compare.Near($"{name}, final {state.Key}", streams[state.Key].ToArray(), state.Value,
                    Compare.Values, single.Of(oracle => oracle.FinalStates[state.Key]));

            Rows<TElement> Call<TElement>(Rows<TElement> step, Rows<TElement> all) => run ? all : step;
        }
    }

    /// <summary>The first and the last sequence, a step at a time and all at once.</summary>
    private static void OneStream(string what, ModelPlan plan, ModelHandle model, PassData pass, Oracle expected, Rounded single)
    {
        var stream = model.NewStream();
        foreach (var b in new[] { 0, pass.Batch - 1 }.Distinct())
        {
            var rows = Enumerable.Range(0, pass.Steps).Select(t => (t * pass.Batch) + b).ToArray();
            float[] xs = [.. rows.SelectMany(row => pass.Inputs.Skip(row * plan.Spec.Inputs).Take(plan.Spec.Inputs))];
            int[] tokens = plan.IsToken ? [.. rows.Select(row => pass.Tokens[row])] : [];
            double[] Outputs(Oracle oracle) => [.. rows.SelectMany(row => oracle.Outputs.Skip(row * plan.Outputs).Take(plan.Outputs))];
            var (ys, rounded) = (Outputs(expected), single.Of(Outputs));
            var got = new float[ys.Length];
            if (model.CanStep)
            {
                Start(stream, pass, b);
                for (var t = 0; t < pass.Steps; t++)
                {
                    var y = got.AsSpan(t * plan.Outputs, plan.Outputs);
                    if (plan.IsToken)
                        stream.Step(tokens[t], y);
                    else
                        stream.Step(xs.AsSpan(t * plan.Spec.Inputs, plan.Spec.Inputs), y);
                }

                Compare.Near(what + "Step", got, ys, Compare.Values, rounded);
                End(what + "Step", stream, pass, expected, single, b);
            }

            Start(stream, pass, b);
            got.AsSpan().Clear();
            if (plan.IsToken)
                stream.Run(tokens, got);
            else
                stream.Run(xs, got);
            Compare.Near(what + "Run", got, ys, Compare.Values, rounded);
            End(what + "Run", stream, pass, expected, single, b);
        }
    }

    private static void Start(StreamHandle stream, PassData pass, int b)
    {
        foreach (var state in pass.InitialStates)
        {
            var width = state.Value.Length / pass.Batch;
            stream[state.Key].Set(state.Value.AsSpan(b * width, width));
        }
    }

    private static void End(string what, StreamHandle stream, PassData pass, Oracle expected, Rounded single, int b)
    {
        foreach (var state in expected.FinalStates)
        {
            var width = state.Value.Length / pass.Batch;
            Compare.Near($"{what}, final {state.Key}", stream[state.Key].ToArray(), state.Value.AsSpan(b * width, width),
                Compare.Values, single.Of(oracle => oracle.FinalStates[state.Key][(b * width)..((b + 1) * width)]));
        }
    }

    /// <summary>The interpreter in float32: it runs when something is further off than usual.</summary>
    private sealed class Rounded(Lazy<Oracle>? oracle)
    {
        /// <summary>Gives a part of what it found; null where nothing may be further off.</summary>
        public Func<double[]>? Of(Func<Oracle, double[]> part) => oracle is null ? null : () => part(oracle.Value);
    }
}
