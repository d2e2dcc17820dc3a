using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

[Model(Inputs = 3)]
[Rnn(1)]
public partial class OneOutput;

[Model(Inputs = 3)]
[Rnn(37)]
public partial class ManyOutputs;

/// <summary>A loss that several threads share: the bits of one thread, and the gradients of a loss that is not shared.</summary>
public sealed class SharedLossTests
{
    private static readonly Dictionary<string, ILoss> s_losses = new()
    {
        ["squares"] = Loss.MeanSquaredError,
        ["absolute"] = Loss.MeanAbsoluteError,
        ["Huber"] = Loss.Huber(0.5f),
        ["classes"] = Loss.SoftmaxCrossEntropy,
        ["distributions"] = Loss.SoftmaxCrossEntropyWithTargets,
        ["binary"] = Loss.BinaryCrossEntropy,
    };

    public static TheoryData<string> Names => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_width_and_weighting(string name)
    {
        // Rows of one output, where a vector reaches over many of them; of 10, less than a vector; of whole vectors and a rest.
        Same<OneOutput>(s_losses[name], name, steps: 40, batch: 9);
        Same<RowReader>(s_losses[name], name, steps: 5, batch: 33);
        Same<ManyOutputs>(s_losses[name], name, steps: 3, batch: 7);
    }

    [Fact]
    public void A_wrong_class_is_named()
    {
        var (_, tape) = Filled<RowReader>(steps: 5, batch: 33);
        tape.OutputsOfThread = 1;
        tape.TargetClasses[100] = 10;
        Assert.Contains("TargetClasses[step 3, sequence 1] is 10", Assert.Throws<ArgumentException>(() => Loss.SoftmaxCrossEntropy.Evaluate(tape)).Message,
            StringComparison.Ordinal);
    }

    private static void Same<T>(ILoss loss, string name, int steps, int batch)
        where T : class, IModel<T>
    {
        foreach (var weighting in Enumerable.Range(0, 3))
        {
            var (model, tape) = Filled<T>(steps, batch);
            var random = new Random(weighting);
            for (var row = 0; row < tape.Weights.Length && weighting == 1; row++)
                tape.Weights[row] = random.Next(3);
            for (var b = 0; b < batch && weighting == 2; b++)
                tape.Lengths[b] = random.Next(steps + 1);
            model.Forward(tape);

            var whole = loss.Evaluate(tape);
            var gradients = tape.OutputGradients.ToArray();
            tape.OutputsOfThread = 1;
            var what = $"{name}, {T.Layout.ModelName}, weighting {weighting}";
            tape.Threads = 1;
            var alone = Evaluate(loss, tape);
            Assert.Equal(whole, alone.Loss, 1e-6 * Math.Abs(whole));
            Compare.SameBits(what, alone.Gradients, gradients);
            foreach (var threads in new[] { 2, 3, 8 })
            {
                tape.Threads = threads;
                var shared = Evaluate(loss, tape);
                Assert.Equal(BitConverter.DoubleToInt64Bits(alone.Loss), BitConverter.DoubleToInt64Bits(shared.Loss));
                Compare.SameBits($"{what}, {threads} threads", shared.Gradients, gradients);
            }
        }
    }

    private static (double Loss, float[] Gradients) Evaluate<T>(ILoss loss, Tape<T> tape)
        where T : class, IModel<T>
    {
        tape.OutputGradients.Fill(float.NaN);
        return (loss.Evaluate(tape), tape.OutputGradients.ToArray());
    }

    private static (T Model, Tape<T> Tape) Filled<T>(int steps, int batch)
        where T : class, IModel<T>
    {
        var model = T.Create(seed: 1);
        var tape = model.NewTape(steps, batch);
        var random = new Random(1);
        random.NextSingles(tape.Inputs);
        random.NextSingles(tape.Targets);
        foreach (ref var target in tape.TargetClasses)
            target = random.Next(T.Layout.Outputs);
        model.Forward(tape);
        return (model, tape);
    }
}
