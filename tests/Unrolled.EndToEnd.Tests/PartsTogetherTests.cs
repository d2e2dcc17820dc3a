using Unrolled.EndToEnd.Tests.OwnCells;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>Small parts of a batch on one tape, or on one for each thread: the bits of parts that go through one after another, whatever the model is made
/// of.</summary>
public sealed class PartsTogetherTests : EveryKindOfModel
{
    [Fact]
    public void A_cell_with_sums_in_the_loop_and_behind_it() => Same<ProductOfProductTests.Stack>();

    /// <summary>A part of a single sequence adds up in another order than several, and a large part shares its weights by itself. Threads have parts of
    /// their own, unless more of them are busy when they share each part.</summary>
    [Theory]
    [InlineData(8, 8, 1, 1, false)]
    [InlineData(8, 15, 1, 1, false)]
    [InlineData(8, 16, 1, 1, true)]
    [InlineData(8, 64, 1, 1, true)]
    [InlineData(8, 64, 2, 2, true)]
    [InlineData(8, 64, 3, 3, true)]
    [InlineData(4, 64, 1, 1, true)]
    [InlineData(4, 64, 2, 2, true)]
    [InlineData(3, 24, 2, 2, true)]
    [InlineData(3, 60, 2, 2, true)]
    [InlineData(3, 96, 2, 1, false)]
    [InlineData(2, 64, 1, 1, false)]
    [InlineData(2, 64, 2, 2, false)]
    [InlineData(2, 64, 8, 1, false)]
    public void Which_parts_go_together(int parts, int batch, int threads, int shares, bool together)
    {
        var (model, tape) = Filled<RowReader>(batch, uneven: false, seed: 1);
        var trainer = new Trainer<RowReader>(model, Loss.MeanSquaredError, new Adam()) { Parts = parts, Threads = threads };
        trainer.Step(tape);
        var found = trainer.TapesOfStep!.SharesAmong(threads);
        Assert.Equal(shares, found.Length);
        Assert.Equal(together, found.Any(share => share.Bundles.Any(bundle => bundle.WentTogether)));
    }

    /// <summary>Threads that do too little are not woken.</summary>
    [Fact]
    public void Little_work_has_one_share()
    {
        var (model, tape) = Filled<RowReader>(64, uneven: false, seed: 1);
        tape.WorkOfThread = 1 << 30;
        var trainer = new Trainer<RowReader>(model, Loss.MeanSquaredError, new Adam()) { Parts = 8, Threads = 2 };
        trainer.Step(tape);
        Assert.Single(trainer.TapesOfStep!.SharesAmong(2));
    }

    protected override void Same<T>()
    {
        foreach (var (parts, batch) in new[] { (8, 16), (3, 20), (2, 40) }.Or((3, 20)))
        {
            foreach (var uneven in new[] { false, true })
            {
                var what = $"{T.Layout.ModelName}, {parts} parts of {batch}{(uneven ? ", uneven" : "")}";
                var alone = Train<T>(false, parts, batch, uneven, threads: 1);
                foreach (var threads in new[] { 1, 2, 3 }.Or(1, 2))
                    Compare.SameBits($"{what}, {threads} threads", alone, Train<T>(true, parts, batch, uneven, threads));
            }
        }
    }

    /// <summary>Everything that three steps leave, each from where the last one ended; in the second a part does not count.</summary>
    private static float[] Train<T>(bool together, int parts, int batch, bool uneven, int threads)
        where T : class, IModel<T>
    {
        var (model, tape) = Filled<T>(batch, uneven, seed: batch);
        foreach (var state in tape.FinalStateGradients)
            Fill(state, seed: batch);
        var trainer = new Trainer<T>(model, Loss.MeanSquaredError, new Adam(1e-2f)) { Parts = parts, Threads = threads, MaxGradientNorm = 0.01f };
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
