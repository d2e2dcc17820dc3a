using System.Text.Json;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>A model against a case of PyTorch: outputs, states, every gradient, and the streaming Step and Run.</summary>
internal static class GoldenCheck
{
    /// <param name="name">The case's name.</param>
    /// <param name="golden">The case.</param>
    /// <param name="model">A model of its class; its parameters become those of the case.</param>
    public static void Run(string name, GoldenCase golden, ModelHandle model)
    {
        var bits = new Bits(name);
        foreach (var (parameter, value) in golden.Parameters)
            model.Parameters[parameter].Set(Tensors.Single(value));
        Assert.Equal(model.Parameters.Select(parameter => parameter.Name).Order(), golden.Parameters.Select(parameter => parameter.Name).Order());

        // Saturated gates: activations 2 units in the last place off make five times the difference, as the reference's own float32 run does.
        var loose = name.Contains("_big", StringComparison.Ordinal) ? 5 : 1;
        var (outputs, gradients) = (Compare.Values * loose, Compare.Gradients * loose);
        var (steps, batch, chunk) = (golden.Integer("steps"), golden.Integer("batch"), golden.Integer("truncate_every"));
        var (width, inputs) = (model.Core.Layout.Outputs, model.Core.Layout.Inputs);
        var t = golden.Tensors;
        var carried = new Dictionary<string, float[]>();
        for (var first = 0; first < steps; first += chunk == 0 ? steps : chunk)
        {
            var count = chunk == 0 ? steps : Math.Min(chunk, steps - first);
            var isLast = first + count == steps;
            var tape = model.NewTape(count, batch);
            Tensors.Single(t["x", first * batch * inputs, count * batch * inputs]).CopyTo(tape.Inputs);
            if (golden.Config.TryGetProperty("lengths", out var lengths) && lengths.ValueKind == JsonValueKind.Array)
                lengths.EnumerateArray().Select(length => length.GetInt32()).ToArray().CopyTo(tape.Lengths);
            foreach (var (state, value) in golden.InitialStates)
                tape.InitialState[state].Set(first == 0 ? Tensors.Single(value("")) : carried[state]);
            tape.Forward();
            Compare.Near("y", tape.Outputs, t["f64.y", first * batch * width, count * batch * width], outputs);
            bits.Add(tape.Outputs);
            foreach (var (state, _) in golden.InitialStates)
                bits.Add(carried[state] = tape.FinalState[state].ToArray());
            Tensors.Single(t["G_y", first * batch * width, count * batch * width]).CopyTo(tape.OutputGradients);
            foreach (var (state, value) in golden.FinalStates.Where(_ => isLast))
            {
                Compare.Near("final " + state, carried[state], value("f64."), outputs);
                tape.FinalStateGradients[state].Set(Tensors.Single(value("G_")));
            }

            tape.Backward();
            bits.Add(tape.InputGradients);
            Compare.Near("gradient of x", tape.InputGradients, t["f64.d.x", first * batch * inputs, count * batch * inputs], gradients);
            foreach (var (state, _) in golden.InitialStates)
                bits.Add(tape.InitialStateGradients[state].ToArray());
            foreach (var (state, value) in golden.InitialStates.Where(_ => first == 0))
                Compare.Near("gradient of initial " + state, tape.InitialStateGradients[state].ToArray(), value("f64.d."), gradients);
        }

        foreach (var (parameter, _) in golden.Gradients)
            bits.Add(model.Gradients[parameter].ToArray());
        foreach (var (parameter, value) in golden.Gradients)
            Compare.Near("gradient of " + parameter, model.Gradients[parameter].ToArray(), value, gradients);
        if (model.CanStep && lengthsAreEven(golden))
            Streams(golden, model, outputs, bits);
        bits.Check();

        static bool lengthsAreEven(GoldenCase golden) => !golden.Config.TryGetProperty("lengths", out var lengths) || lengths.ValueKind != JsonValueKind.Array;
    }

    private static void Streams(GoldenCase golden, ModelHandle model, double tolerance, Bits bits)
    {
        var (steps, batch) = (golden.Integer("steps"), golden.Integer("batch"));
        var (width, inputs) = (model.Core.Layout.Outputs, model.Core.Layout.Inputs);
        var (x, y) = (Tensors.Single(golden.Tensors["x"]), golden.Tensors["f64.y"]);
        var stream = model.NewStream();
        for (var b = 0; b < batch; b++)
        {
            var rows = Enumerable.Range(0, steps).Select(t => (t * batch) + b).ToArray();
            double[] expected = [.. rows.SelectMany(row => y.AsSpan(row * width, width).ToArray())];
            float[] xs = [.. rows.SelectMany(row => x.AsSpan(row * inputs, inputs).ToArray())];
            var got = new float[expected.Length];
            Start(golden, stream, b, batch);
            for (var t = 0; t < steps; t++)
                stream.Step(xs.AsSpan(t * inputs, inputs), got.AsSpan(t * width, width));
            bits.Add(got);
            Compare.Near("Step", got, expected, tolerance);
            Start(golden, stream, b, batch);
            stream.Run(xs, got);
            bits.Add(got);
            Compare.Near("Run", got, expected, tolerance);
        }
    }

    private static void Start(GoldenCase golden, StreamHandle stream, int b, int batch)
    {
        foreach (var (state, value) in golden.InitialStates)
        {
            var all = Tensors.Single(value(""));
            stream[state].Set(all.AsSpan(b * (all.Length / batch), all.Length / batch));
        }
    }
}
