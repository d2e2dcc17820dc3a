namespace Unrolled.EndToEnd.Tests.Fitting;

/// <summary>One tape for batches of all lengths, and sequences in pieces.</summary>
public sealed class FeederTests
{
    /// <summary>A tape that has held other, longer batches gives the bits of a new one.</summary>
    [Fact]
    public void A_used_tape_is_as_good_as_a_new_one()
    {
        var data = FitData.Majority(4, 60);
        var model = new Majority(1);
        var fitting = data.For(ModelShape.Of(((IModel<Majority>)model).Core.Layout));
        int[] lengths = DatasetLengths.Of(fitting);
        var feeder = new TapeFeeder<Majority>(model, fitting, lengths, 7, null);
        foreach (int first in new[] { 0, 7, 49, 53 })
        {
            int[] batch = [.. Enumerable.Range(first, Math.Min(7, 60 - first))];
            feeder.Begin(batch);
            feeder.Fill(0);
            var fresh = model.NewTape(batch.Max(i => lengths[i]), batch.Length);
            for (int b = 0; b < batch.Length; b++)
                fresh.Set(b, data, batch[b]);
            float[] expected = Gradients(model, fresh, out double loss), found = Gradients(model, feeder.Tape, out double again);
            Assert.Equal(loss, again, 1e-12);
            foreach (var (e, f) in expected.Zip(found))
                Assert.Equal(e, f, 1e-6);
            if (batch.Length == 7)
                Assert.Equal(expected, found);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    public void Pieces_give_the_outputs_of_the_whole(int steps)
    {
        var data = FitData.Majority(4, 9);
        var model = new Majority(1);
        var fitting = data.For(ModelShape.Of(((IModel<Majority>)model).Core.Layout));
        int[] lengths = DatasetLengths.Of(fitting);
        var whole = model.NewTape(lengths.Max(), 9);
        for (int b = 0; b < 9; b++)
            whole.Set(b, data, b);
        model.Forward(whole, training: false);
        var feeder = new TapeFeeder<Majority>(model, fitting, lengths, 9, steps);
        feeder.Begin([.. Enumerable.Range(0, 9)]);
        double weight = 0;
        for (int piece = 0; piece < feeder.Pieces; piece++)
        {
            if (piece > 0)
                feeder.Tape.CarryState();
            feeder.Fill(piece);
            model.Forward(feeder.Tape, training: false);
            weight += feeder.Weight;
            for (int step = 0; step < feeder.Tape.Steps; step++)
            {
                for (int b = 0; b < 9; b++)
                    Assert.Equal(whole.Output(feeder.FirstStep + step, b).ToArray(), feeder.Tape.Output(step, b).ToArray());
            }
        }

        Assert.Equal(9, weight);
    }

    [Fact]
    public void Truncation_needs_layers_that_run_forward()
    {
        var trainer = new Trainer<MajorityBothWays>(new MajorityBothWays(1), Loss.SoftmaxCrossEntropy, new Adam());
        var e = Assert.Throws<ArgumentException>(() => trainer.Fit(FitData.Majority(1, 9), new FitOptions { Truncate = 5 }));
        Assert.Contains("a layer that runs backward starts at their ends", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, trainer.Fit(FitData.Majority(1, 9), new FitOptions { Epochs = 2, Validation = FitData.Majority(2, 9) }).Epochs.Count);
    }

    /// <summary>After the first epoch nothing is allocated to fill tapes.</summary>
    [Fact]
    [Trait("Vectors", "none")]
    public void Filling_allocates_nothing()
    {
        var model = new Majority(1);
        var fitting = FitData.Majority(4, 60).For(ModelShape.Of(((IModel<Majority>)model).Core.Layout));
        var feeder = new TapeFeeder<Majority>(model, fitting, DatasetLengths.Of(fitting), 8, 10);
        var batches = new Batches(DatasetLengths.Of(fitting), 8, 1, true);
        for (int epoch = 0; epoch < 100; epoch++)
            Epoch(epoch);
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Epoch(round);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);

        void Epoch(int epoch)
        {
            batches.Shuffle(epoch);
            for (int b = 0; b < batches.Count; b++)
            {
                feeder.Begin(batches[b]);
                for (int piece = 0; piece < feeder.Pieces; piece++)
                    feeder.Fill(piece);
            }
        }
    }

    private static float[] Gradients(Majority model, Tape<Majority> tape, out double loss)
    {
        model.Gradients.Clear();
        model.Forward(tape);
        loss = Loss.SoftmaxCrossEntropy.Evaluate(tape);
        model.Backward(tape);
        return [.. model.Gradients.SelectMany(g => g.ToArray())];
    }
}
