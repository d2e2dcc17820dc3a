namespace Unrolled.Reports.Tests;

public class PassageAndReachTests
{
    [Fact]
    public void Passage_counts_each_step_of_each_sequence()
    {
        // Weights so large that gates open and close.
        var model = new Follower(seed: 2);
        foreach (string name in new[] { "lstm0.W_i", "lstm0.W_f", "lstm0.W_o" })
            model.Parameters[name].Set([.. model.Parameters[name].ToArray().Select(weight => 9 * weight)]);
        var shares = PassageShares.Of(model, Examples.Waves, "lstm0", 200);
        Assert.Equal(["i", "f", "o"], shares.Select(share => share.Value.Name));
        foreach (var share in shares)
        {
            var all = new List<float>();
            for (int k = 0; k < 12; k++)
            {
                var tape = model.NewTape(10 + k, 1);
                tape.Set(0, Examples.Wave(k, 10 + k));
                model.Forward(tape, training: false);
                all.AddRange(tape[share.Value.Tensor].ToArray());
            }

            Assert.Equal(all.Count, share.Count);
            Assert.Equal((double)all.Count(value => value < 0.1f) / all.Count, share.Closed, 1e-12);
            Assert.Equal((double)all.Count(value => value > 0.9f) / all.Count, share.Open, 1e-12);
            Assert.True(share.Closed > 0.05 && share.Open > 0.05 && share.Between > 0.05);
            Assert.Equal((double)all.Count(value => value is >= 0.5f and < 0.55f) / all.Count, share.Bins[10], 1e-12);
            Assert.Equal(1, share.Bins.Sum(), 1e-9);
        }
    }

    [Fact]
    public void Reach_is_what_finite_differences_find()
    {
        const int Length = 12;
        var model = new Follower(seed: 4);
        float[] x = Examples.Wave(1, Length);
        var data = SequenceDataset.Regression([x], [[0.75f]]);
        var curve = ReachCurve.Of(model, data);
        Assert.Equal(Length, curve.Sizes.Count);
        for (int back = 0; back < Length; back++)
        {
            double Loss(float change)
            {
                float[] changed = [.. x];
                changed[Length - 1 - back] += change;
                double error = model.Predict(changed)[^1] - 0.75;
                return error * error;
            }

            double expected = Math.Abs(Loss(0.02f) - Loss(-0.02f)) / 0.04;
            Assert.Equal(expected, curve.Sizes[back], 2e-5 + 0.01 * expected);
        }
    }

    [Fact]
    public void Reach_is_the_mean_over_sequences_of_several_lengths_each_with_a_loss_of_its_own()
    {
        var model = new Follower(seed: 4);
        var curve = ReachCurve.Of(model, Examples.Waves);
        var ones = Enumerable.Range(0, 12).Select(k => ReachCurve.Of(model,
            SequenceDataset.Regression([Examples.Wave(k, 10 + k)], [[Examples.Wave(k, 10 + k)[^2]]]))).ToList();
        Assert.Equal(12, curve.Sequences);

        // Half of the sequences have at least 16 steps.
        Assert.Equal(16, curve.Sizes.Count);
        for (int back = 0; back < 16; back++)
        {
            double expected = ones.Where(one => back < one.Sizes.Count).Average(one => one.Sizes[back]);
            Assert.Equal(expected, curve.Sizes[back], 1e-6 + 1e-4 * expected);
        }

        Assert.Equal(4, ReachCurve.Of(model, Examples.Waves, steps: 3).Sizes.Count);
        Assert.All(model.Gradients["lstm0.W_i"].ToArray(), gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void The_loss_follows_from_the_targets()
    {
        Assert.Same(Loss.SoftmaxCrossEntropy, TargetLoss.Of(new Sorter(seed: 1), Examples.Classes));
        Assert.Same(Loss.MeanSquaredError, TargetLoss.Of(new Follower(seed: 1), Examples.Waves));
        float[][] inputs = [[1, 2], [3, 4]];
        Assert.Same(Loss.BinaryCrossEntropy, TargetLoss.Of(new Follower(seed: 1), SequenceDataset.Regression(inputs, [[1], [0]])));
        Assert.Same(Loss.BinaryCrossEntropy, TargetLoss.Of(new Follower(seed: 1), SequenceDataset.Classification(inputs, [1, 0])));
    }

    [Fact]
    public void Mistakes_are_named()
    {
        var model = new Follower(seed: 1);
        var none = SequenceDataset.Regression(new float[0][], []);
        GatesTests.Says("The data set holds no sequence", () => Picture.Passage(model, none));
        GatesTests.Says("The data set holds no sequence", () => Picture.Reach(model, none));
        GatesTests.Says("lstm7", () => Picture.Passage(model, Examples.Waves, "lstm7"));
        GatesTests.Says("dense1 of Follower has no gate, a value that stays from 0 to 1; it has y.", () => Picture.Passage(model, Examples.Waves, "dense1"));
        GatesTests.Says("TokenReader reads tokens in both directions", () =>
            Picture.Reach(new TokenReader(seed: 1), SequenceDataset.NextToken([1, 2, 3, 4])));
        GatesTests.Says("Expected at least one curve", () => Picture.Reach());
        GatesTests.Says("a picture goes through at most 20000", () => Picture.Passage(model, SequenceDataset.Regression([new float[20_001]], [[0]])));
        Assert.ThrowsAny<ArgumentException>(() => Picture.Reach(new Sorter(seed: 1), Examples.Waves));
    }
}
