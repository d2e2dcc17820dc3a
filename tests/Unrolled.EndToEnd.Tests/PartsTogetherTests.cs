using Unrolled.EndToEnd.Tests.OwnCells;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>Small parts of a batch on one tape: the bits of parts that go through one after another, whatever the model is made of.</summary>
public sealed class PartsTogetherTests : EveryKindOfModel
{
    [Fact]
    public void A_cell_with_sums_in_the_loop_and_behind_it() => Same<ProductOfProductTests.Stack>();

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

    protected override void Same<T>()
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
        foreach (var state in tape.FinalStateGradients)
            Fill(state, seed: batch);
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
}
