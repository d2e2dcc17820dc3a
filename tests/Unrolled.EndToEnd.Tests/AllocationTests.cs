using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>After warm-up nothing that runs again and again allocates a byte.</summary>
[Trait("Vectors", "none")]
public sealed class AllocationTests
{
    private const int Repeats = 20;
    private const int Rounds = 5;

    [Fact]
    public void Step_of_a_stream()
    {
        var (model, x, y) = (new RowReader(1), new float[RowReader.Inputs], new float[RowReader.Outputs]);
        var state = model.NewState();
        Nothing("Step", () => model.Step(x, state, y));

        var (stacked, xs, ys) = (new Stacked(1), new float[Stacked.Inputs], new float[Stacked.Outputs]);
        var stackedState = stacked.NewState();
        Nothing("Step of a stack", () => stacked.Step(xs, stackedState, ys));

        var (letters, logits) = (new Letters(1), new float[Letters.Outputs]);
        var lettersState = letters.NewState();
        Nothing("Step of tokens", () => letters.Step(3, lettersState, logits));

        var lookedUp = new LookedUp(1);
        var lookedUpState = lookedUp.NewState();
        Nothing("Step of looked-up tokens", () => lookedUp.Step(3, lookedUpState, logits));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(150)]
    public void Run_of_a_stream(int steps)
    {
        var (model, xs, ys) = (new RowReader(1), new float[steps * RowReader.Inputs], new float[steps * RowReader.Outputs]);
        var state = model.NewState();
        Nothing("Run", () => model.Run(xs, state, ys));

        var (letters, tokens, logits) = (new Letters(1), new int[steps], new float[steps * Letters.Outputs]);
        var lettersState = letters.NewState();
        Nothing("Run of tokens", () => letters.Run(tokens, lettersState, logits));

        var (both, bothXs, bothYs) = (new BothWays(1), new float[steps * BothWays.Inputs], new float[steps * BothWays.Outputs]);
        var bothState = both.NewState();
        Nothing("Run of both directions", () => both.Run(bothXs, bothState, bothYs));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Step_and_run_of_several_streams(int streams)
    {
        var (model, xs, ys) = (new RowReader(1), new float[5 * streams * RowReader.Inputs], new float[5 * streams * RowReader.Outputs]);
        var state = model.NewState(streams);
        Nothing("Step of streams", () => model.Step(xs.AsSpan(0, streams * RowReader.Inputs), state, ys.AsSpan(0, streams * RowReader.Outputs)));
        Nothing("Run of streams", () => model.Run(xs, state, ys));

        var (letters, tokens, logits) = (new Letters(1), new int[streams], new float[streams * Letters.Outputs]);
        var lettersState = letters.NewState(streams);
        Nothing("Step of streams of tokens", () => letters.Step(tokens, lettersState, logits));
    }

    [Fact]
    public void Passes_and_updates_of_a_tape()
    {
        Passes(new RowReader(1), keepGates: false);
        Passes(new RowReader(1), keepGates: true);
        Passes(new Stacked(1), keepGates: false);
        Passes(new Letters(1), keepGates: false);
        Passes(new LookedUp(1), keepGates: true);
        Passes(new BothWays(1), keepGates: false);
    }

    private static void Passes<T>(T model, bool keepGates)
        where T : class, IModel<T>
    {
        var tape = model.NewTape(steps: 6, batch: 7, keepGates);
        var layout = T.Layout;
        var random = new Random(1);
        if (layout.Inputs > 0)
            random.NextSingles(tape.Inputs);
        random.NextSingles(tape.OutputGradients);
        tape.Targets.Fill(1f / layout.Outputs);
        tape.TargetClasses.Fill(layout.Outputs - 1);
        foreach (var uneven in new[] { false, true })
        {
            for (var b = 0; b < tape.Batch; b++)
                tape.Lengths[b] = uneven ? b % (tape.Steps + 1) : tape.Steps;
            var what = $"{layout.ModelName}{(uneven ? ", uneven" : "")}: ";
            Nothing(what + "Forward", () => model.Forward(tape));
            Nothing(what + "Forward and Backward", () =>
            {
                model.Forward(tape);
                model.Backward(tape);
            });
            Nothing(what + "Forward and Backward without input gradients", () =>
            {
                model.Forward(tape);
                model.Backward(tape, inputGradients: false);
            });
            Nothing(what + "CarryState", () =>
            {
                model.Forward(tape);
                tape.CarryState();
            });
            model.Gradients.Clear();
            Optimizer[] optimizers = [new Adam(1e-3f), new Sgd(1e-3f, momentum: 0.9f), new RmsProp(), new AdamW(), new Adagrad(), new Adadelta()];
            foreach (var optimizer in optimizers)
            {
                foreach (var loss in new[] { Loss.MeanSquaredError, Loss.SoftmaxCrossEntropy, Loss.BinaryCrossEntropy, Loss.SoftmaxCrossEntropyWithTargets })
                {
                    var trainer = new Trainer<T>(model, loss, optimizer) { MaxGradientNorm = 1, Schedule = Schedule.Cosine(1000) };
                    Nothing($"{what}Trainer.Step, {loss.GetType().Name}, {optimizer.GetType().Name}", () => trainer.Step(tape));
                }
            }

            var inParts = new Trainer<T>(model, Loss.MeanSquaredError, new Adam(1e-3f)) { Parts = 3, Accumulate = 2 };
            Nothing($"{what}Trainer.Step in parts", () => inParts.Step(tape));
        }
    }

    /// <summary>
    /// What a call allocates, it allocates in every round. A single round may also count what the runtime does once, such as a method's second compilation.
    /// </summary>
    private static void Nothing(string what, Action action)
    {
        WarmUp.Call(action);
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var k = 0; k < Repeats; k++)
                action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(least == 0, $"{what} allocates {least} bytes in {Repeats} calls.");
    }
}
