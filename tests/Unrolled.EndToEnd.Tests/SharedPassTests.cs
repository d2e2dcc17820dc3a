using Unrolled.EndToEnd.Tests.OwnCells;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

[Model(Inputs = 4)]
[Lstm(18, Peepholes = Peepholes.All, Normalize = true)]
[Dropout(0.4)]
[Gru(17, Direction = Direction.Both, LearnInitialState = true)]
[Dense(4)]
[Residual]
public partial class Everything;

[Model(Inputs = 4)]
[Lstm(18, RecurrentDropout = 0.3, Zoneout = 0.1, Direction = Direction.Both)]
[Gru(17, Reset = Reset.Before, RecurrentDropout = 0.2)]
[Cell<MinimalGatedUnit>(9, RecurrentDropout = 0.2, Zoneout = 0.2)]
[Dense(4)]
public partial class ManyMasks;

[Model(Inputs = 4)]
[Gru(18)]
[Lstm(17, Direction = Direction.Both, Returns = Returns.Last)]
[Dense(4)]
public partial class LastOfBoth;

/// <summary>One pass and one update, shared among several threads: the bits of one thread, for any batch and whatever the model is made of.</summary>
public sealed class SharedPassTests : EveryKindOfModel
{
    /// <summary>Two trainings on two of the user's threads: one of them has the workers, whenever both want them.</summary>
    [Fact]
    public void Two_trainings_at_a_time_give_the_bits_that_each_gives_alone()
    {
        var expected = new[] { Train<RowReader>(1, 33, uneven: true, new Adam(), seed: 1), Train<RowReader>(1, 33, uneven: true, new Adam(), seed: 2) };
        var got = new List<(string What, float[] Values)>[2];
        var threads = Enumerable.Range(0, 2).Select(k => new Thread(() =>
        {
            for (var repeat = 0; repeat < 10; repeat++)
                got[k] = Train<RowReader>(2, 33, uneven: true, new Adam(), seed: k + 1);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        for (var k = 0; k < 2; k++)
            Same($"training {k}", got[k], expected[k]);
    }

    [Fact]
    public void After_an_exception_of_an_optimiser_the_next_update_is_right()
    {
        var (model, tape) = Filled<RowReader>(32, uneven: false, seed: 1);
        var failing = new Trainer<RowReader>(model, Loss.MeanSquaredError, new Failing()) { Threads = 3, FloatsOfThread = 1 };
        Assert.Equal("on purpose", Assert.Throws<InvalidTimeZoneException>(() => failing.Step(tape)).Message);
        A_wide_layer_and_a_readout();
    }

    [Fact]
    public void Threads_are_at_least_one()
    {
        var model = new RowReader();
        var tape = model.NewTape(1, 1);
        var trainer = new Trainer<RowReader>(model, new Adam());
        Assert.Equal(Environment.ProcessorCount, tape.Threads);
        Assert.Equal(Environment.ProcessorCount, trainer.Threads);
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Threads = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Threads = -1);
        trainer.Threads = 1;
        Assert.Equal(1, trainer.Threads);
    }

    /// <summary>A step of the trainer goes by its own number and not by the tape's.</summary>
    [Fact]
    public void A_step_takes_the_trainers_number_of_threads()
    {
        var (model, tape) = Filled<RowReader>(2, uneven: false, seed: 1);
        tape.Threads = 5;
        new Trainer<RowReader>(model, Loss.MeanSquaredError, new Adam()) { Threads = 2 }.Step(tape);
        Assert.Equal(2, tape.ForwardPass.Threads);
        Assert.Equal(5, tape.Threads);
    }

    protected override void Same<T>()
    {
        foreach (var batch in new[] { 1, 2, 3, 5, 7, 9, 32, 33 }.Or(1, 9, 33))
        {
            foreach (var uneven in new[] { false, true })
            {
                foreach (var optimizer in new Optimizer[] { new Adam(1e-2f), new Sgd(1e-2f, momentum: 0.9f) })
                {
                    var expected = Train<T>(1, batch, uneven, optimizer, seed: batch);
                    foreach (var threads in new[] { 2, 3, 4, 8 }.Or(2, 3))
                        Same($"{T.Layout.ModelName}, batch {batch}{(uneven ? ", uneven" : "")}, {threads} threads",
                            Train<T>(threads, batch, uneven, optimizer, seed: batch), expected);
                }
            }
        }
    }

    private static void Same(string what, List<(string What, float[] Values)> got, List<(string What, float[] Values)> expected)
    {
        Assert.Equal(expected.Count, got.Count);
        for (var k = 0; k < got.Count; k++)
            Compare.SameBits($"{what}: {got[k].What}", got[k].Values, expected[k].Values);
    }

    /// <summary>Everything that a pass and three updates leave.</summary>
    private static List<(string What, float[] Values)> Train<T>(int threads, int batch, bool uneven, Optimizer optimizer, int seed)
        where T : class, IModel<T>
    {
        var (model, tape) = Filled<T>(batch, uneven, seed);
        foreach (var state in tape.InitialState.Skip(1))
            Fill(state, seed);
        tape.Threads = threads;
        Assert.Equal(threads > 1 && batch >= 9, tape.Workers(threads) > 1);
        var results = new List<(string, float[])>();
        model.Forward(tape);
        results.Add(("outputs", tape.Outputs.ToArray()));
        results.AddRange(tape.FinalState.Select(state => ("final " + state.Name, state.ToArray())));
        new Random(seed).NextSingles(tape.OutputGradients);
        foreach (var state in tape.FinalStateGradients)
            Fill(state, seed);
        model.Backward(tape);
        if (T.Layout.Inputs > 0)
            results.Add(("input gradients", tape.InputGradients.ToArray()));
        results.AddRange(tape.InitialStateGradients.Select(state => ("initial gradient of " + state.Name, state.ToArray())));
        results.AddRange(model.Gradients.Select(gradient => ("gradient of " + gradient.Name, gradient.ToArray())));

        var trainer = new Trainer<T>(model, Loss.MeanSquaredError, optimizer) { Threads = threads, MaxGradientNorm = 0.01f, FloatsOfThread = 1 };
        for (var update = 0; update < 3; update++)
            results.Add(("loss and norm", [(float)trainer.Step(tape), (float)trainer.GradientNorm]));
        results.AddRange(model.Parameters.Select(parameter => (parameter.Name, parameter.ToArray())));
        return results;
    }

    private sealed class Failing() : Optimizer(1)
    {
        public override IReadOnlyList<string> Moments => [];

        public override void Update(in ParameterUpdate update) => throw new InvalidTimeZoneException("on purpose");
    }
}
