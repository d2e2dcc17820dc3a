using Unrolled.EndToEnd.Tests.OwnCells;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>Small parts of a batch on one tape: the bits of parts that go through one after another, whatever the model is made of.</summary>
public sealed class PartsTogetherTests
{
    private const int Steps = 5;

    [Fact]
    public void A_small_stack_with_peepholes_and_a_projection() => Same<Stacked>();

    [Fact]
    public void A_wide_layer_and_a_readout() => Same<RowReader>();

    [Fact]
    public void An_embedding_with_dropout() => Same<Letters>();

    [Fact]
    public void Looked_up_tokens() => Same<LookedUp>();

    [Fact]
    public void Both_directions_with_a_residual() => Same<BothWays>();

    [Fact]
    public void A_learned_initial_state() => Same<LearnedStart>();

    [Fact]
    public void Normalisation_and_everything_else() => Same<Everything>();

    [Fact]
    public void Recurrent_dropout_and_zoneout() => Same<ManyMasks>();

    [Fact]
    public void The_last_step_of_both_directions() => Same<LastOfBoth>();

    [Fact]
    public void A_cell_of_ones_own() => Same<MinimalGatedUnitModel>();

    [Fact]
    public void A_cell_that_reads_slices_and_multiplies_twice() => Same<MogrifierModel>();

    [Fact]
    public void A_cell_with_parts_outside_the_loop() => Same<QuasiRecurrentModel>();

    [Fact]
    public void A_cell_with_sums_in_the_loop_and_behind_it() => Same<ProductOfProductTests.Stack>();

    [Fact]
    public void A_cell_of_unusual_names_and_widths() => Same<AwkwardModel>();

    /// <summary>A part of a single sequence adds up in another order than several, and a large part shares its weights by itself.</summary>
    [Theory]
    [InlineData(8, 8, 1, false)]
    [InlineData(8, 15, 1, false)]
    [InlineData(8, 16, 1, true)]
    [InlineData(8, 64, 1, true)]
    [InlineData(8, 64, 2, true)]
    [InlineData(4, 64, 1, true)]
    [InlineData(4, 64, 2, false)]
    [InlineData(2, 64, 1, false)]
    [InlineData(1, 16, 1, false)]
    public void Which_parts_go_together(int parts, int batch, int threads, bool together)
    {
        var (model, tape) = Filled<RowReader>(batch, uneven: false, seed: 1);
        var trainer = new Trainer<RowReader>(model, Loss.MeanSquaredError, new Adam()) { Parts = parts, Threads = threads };
        trainer.Step(tape);
        Assert.Equal(together, trainer.TapesOfStep?.Bundles.Any(bundle => bundle.IsTogether(threads)) ?? false);
    }

    private static void Same<T>()
        where T : class, IModel<T>
    {
        foreach (var (parts, batch) in new[] { (8, 16), (3, 20), (2, 40) }.Or((3, 20)))
        {
            foreach (var uneven in new[] { false, true })
            {
                var what = $"{T.Layout.ModelName}, {parts} parts of {batch}{(uneven ? ", uneven" : "")}";
                Compare.SameBits(what, Train<T>(true, parts, batch, uneven), Train<T>(false, parts, batch, uneven));
            }
        }
    }

    /// <summary>Everything that three steps leave, each from where the last one ended; in the second a part does not count.</summary>
    private static float[] Train<T>(bool together, int parts, int batch, bool uneven)
        where T : class, IModel<T>
    {
        var (model, tape) = Filled<T>(batch, uneven, seed: batch);
        var trainer = new Trainer<T>(model, Loss.MeanSquaredError, new Adam(1e-2f)) { Parts = parts, Threads = 1, MaxGradientNorm = 0.01f };
        trainer.TakesPartsTogether = together;
        var results = new List<float>();
        for (var step = 0; step < 3; step++)
        {
            for (var row = 0; row < Steps * batch; row++)
                tape.Weights[row] = step == 1 && row % batch < batch / parts ? 0 : 1 + (row % 3);
            results.Add((float)trainer.Step(tape));
            results.Add((float)trainer.GradientNorm);
            results.AddRange(tape.Outputs);
            foreach (var state in tape.FinalState)
                results.AddRange(state.ToArray());
            tape.CarryState();
        }

        foreach (var parameter in model.Parameters)
            results.AddRange(parameter.ToArray());
        return [.. results];
    }

    private static (T Model, Tape<T> Tape) Filled<T>(int batch, bool uneven, int seed)
        where T : class, IModel<T>
    {
        var model = T.Create(seed);
        var tape = model.NewTape(Steps, batch);
        tape.WorkOfThread = 1;
        var random = new Random(seed);
        if (T.Layout.Inputs > 0)
            random.NextSingles(tape.Inputs);
        else
            foreach (ref var token in tape.Tokens)
                token = random.Next(T.Layout.Vocabulary);
        random.NextSingles(tape.Targets);
        for (var b = 0; b < batch && uneven; b++)
            tape.Lengths[b] = random.Next(Steps + 1);
        foreach (var state in tape.FinalStateGradients)
        {
            var values = new float[state.Length];
            random.NextSingles(values);
            state.Set(values);
        }

        return (model, tape);
    }
}
