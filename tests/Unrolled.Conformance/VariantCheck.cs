using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.Conformance;

/// <summary>
/// A model of a kind that the reference cases do not have: its gradients against differences of its equations in double precision, Step and Run against the
/// pass over a tape, 20 updates, and a file.
/// </summary>
internal static class VariantCheck
{
    private const int Steps = 6;
    private const int Batch = 3;
    private const int Updates = 20;

    /// <param name="model">A new model.</param>
    public static void Run(ModelHandle model)
    {
        foreach (var error in model.CheckGradients(steps: 4, batch: 2, elements: 4))
            Assert.True(error.Error <= 1e-4, error.ToString());

        var tape = model.NewTape(Steps, Batch);
        Fill(model, tape);
        double before = Loss(tape);
        if (model.Parameters.Any(parameter => parameter.Trainable))
        {
            var trainer = model.NewTrainer(Unrolled.Loss.MeanSquaredError, new Adam(0.01f), maxGradientNorm: 1);
            for (int update = 0; update < Updates; update++)
                trainer.Step(tape);
            double after = Loss(tape);
            Assert.True(after < before, $"The loss was {before} before {Updates} updates, and {after} after them.");
        }

        tape.Forward(training: false);
        if (model.CanStep)
            Streams(model, tape);
        File(model, tape);
    }

    private static void Fill(ModelHandle model, TapeHandle tape)
    {
        var random = new Random(1);
        var layout = model.Core.Layout;
        for (int i = 0; i < Steps * Batch * layout.Inputs; i++)
            tape.Inputs[i] = (random.NextSingle() * 2) - 1;
        for (int i = 0; layout.Vocabulary > 0 && i < Steps * Batch; i++)
            tape.Tokens[i] = random.Next(layout.Vocabulary);
        for (int i = 0; i < tape.Targets.Length; i++)
            tape.Targets[i] = (random.NextSingle() * 2) - 1;
    }

    private static double Loss(TapeHandle tape)
    {
        tape.Forward(training: false);
        double sum = 0;
        for (int i = 0; i < tape.Outputs.Length; i++)
            sum += (tape.Outputs[i] - tape.Targets[i]) * (tape.Outputs[i] - tape.Targets[i]);
        return sum;
    }

    /// <summary>Each sequence once more, step by step and in one run: its last outputs.</summary>
    private static void Streams(ModelHandle model, TapeHandle tape)
    {
        var layout = model.Core.Layout;
        var stream = model.NewStream();
        float[] ys = new float[Steps * layout.Outputs], y = new float[layout.Outputs];
        for (int b = 0; b < Batch; b++)
        {
            var last = tape.Outputs.Slice((((Steps - 1) * Batch) + b) * layout.Outputs, layout.Outputs);
            double[] expected = Array.ConvertAll(last.ToArray(), value => (double)value);
            float[] xs = new float[Steps * layout.Inputs];
            int[] tokens = new int[layout.Vocabulary > 0 ? Steps : 0];
            for (int t = 0; t < Steps; t++)
            {
                if (tokens.Length > 0)
                    tokens[t] = tape.Tokens[(t * Batch) + b];
                else
                    tape.Inputs.Slice(((t * Batch) + b) * layout.Inputs, layout.Inputs).CopyTo(xs.AsSpan(t * layout.Inputs));
            }

            stream.Reset();
            for (int t = 0; t < Steps; t++)
            {
                if (tokens.Length > 0)
                    stream.Step(tokens[t], y);
                else
                    stream.Step(xs.AsSpan(t * layout.Inputs, layout.Inputs), y);
            }

            Compare.Near("Step", y, expected, Compare.Values);
            stream.Reset();
            if (tokens.Length > 0)
                stream.Run(tokens, ys);
            else
                stream.Run(xs, ys);
            Compare.Near("Run", ys.AsSpan(ys.Length - y.Length), expected, Compare.Values);
        }
    }

    /// <summary>What was saved computes the same bits.</summary>
    private static void File(ModelHandle model, TapeHandle tape)
    {
        string path = Path.GetTempFileName();
        model.Save(path);
        using var again = model.Load(path);
        System.IO.File.Delete(path);
        var other = again.NewTape(Steps, Batch);
        Fill(again, other);
        other.Forward(training: false);
        Compare.SameBits("outputs of the loaded model", other.Outputs, tape.Outputs);
    }
}
