namespace Unrolled.Tests.Training;

/// <summary>Each loss against its definition in double, its gradient against finite differences of that definition, and its edges.</summary>
public sealed class LossTests
{
    private static readonly Dictionary<string, (ILoss Loss, Func<double[], double[], int, double> Row)> Losses = new()
    {
        ["mse"] = (Loss.MeanSquaredError, (y, t, _) => y.Zip(t, (a, b) => (a - b) * (a - b)).Average()),
        ["mae"] = (Loss.MeanAbsoluteError, (y, t, _) => y.Zip(t, (a, b) => Math.Abs(a - b)).Average()),
        ["huber"] = (Loss.Huber(0.7f), (y, t, _) => y.Zip(t, (a, b) => HuberOf(a - b, 0.7)).Average()),
        ["ce"] = (Loss.SoftmaxCrossEntropy, (y, _, k) => LogSumExp(y) - y[k]),
        ["ce targets"] = (Loss.SoftmaxCrossEntropyWithTargets, (y, t, _) => y.Zip(t, (a, b) => b * (LogSumExp(y) - a)).Sum()),
        ["bce"] = (Loss.BinaryCrossEntropy, (y, t, _) => y.Zip(t, (a, b) => -b * Math.Log(Sigmoid(a)) - (1 - b) * Math.Log(1 - Sigmoid(a))).Average()),
    };

    public static TheoryData<string> Names => [.. Losses.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_and_gradient_are_those_of_the_definition(string name)
    {
        var (loss, row) = Losses[name];
        foreach (int width in new[] { 1, 2, 3, 5, 10, 15, 16, 17, 33, 65, 300 })
        {
            Check(new LossCase(3, 2, width, seed: width), loss, row);

            var uneven = new LossCase(4, 3, width, seed: width + 1);
            uneven.Lengths[0] = 2;
            uneven.Lengths[2] = 0;
            Check(uneven, loss, row);

            var weighted = new LossCase(4, 3, width, seed: width + 2);
            weighted.Lengths[1] = 3;
            for (int k = 0; k < weighted.Weights.Length; k++)
                weighted.Weights[k] = k % 4 * 0.75f;
            Check(weighted, loss, row);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_that_do_not_count_have_exactly_no_gradient(string name)
    {
        var (loss, _) = Losses[name];
        var c = new LossCase(3, 2, 5);
        c.Weights[2] = 0;                            // step 1, sequence 0
        c.Lengths[1] = 1;                            // rows 3 and 5
        c.Outputs.Slice(3 * 5, 5).Fill(float.NaN);   // what lies there must not matter
        c.Classes[5] = -100;
        Assert.True(double.IsFinite(c.Evaluate(loss)));
        foreach (int row in new[] { 2, 3, 5 })
            foreach (float g in c.Gradients.Slice(row * 5, 5))
                Assert.Equal(0, BitConverter.SingleToInt32Bits(g));
        foreach (int row in new[] { 0, 1, 4 })
            foreach (float g in c.Gradients.Slice(row * 5, 5))
                Assert.NotEqual(0, g);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_that_add_up_to_zero_give_no_loss_and_no_gradient(string name)
    {
        var c = new LossCase(3, 2, 5);
        c.Weights.AsSpan().Clear();
        c.Weights[4] = 2;                            // past its sequence's length
        c.Lengths[0] = 2;
        Assert.Equal(0, c.Evaluate(Losses[name].Loss));
        foreach (float g in c.Gradients)
            Assert.Equal(0, BitConverter.SingleToInt32Bits(g));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_allocated(string name)
    {
        var loss = Losses[name].Loss;
        var c = new LossCase(4, 3, 40);
        c.Lengths[1] = 2;
        c.Evaluate(loss);
        long before = GC.GetAllocatedBytesForCurrentThread();
        loss.Evaluate(new LossBatch(c.Steps, c.Batch, c.Outputs, c.Targets, c.Classes, c.Weights, c.Lengths, c.Gradients,
            new LossWeights(c.Weights, c.Lengths, c.Gradients)));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Values_worked_out_by_hand()
    {
        var c = new LossCase(2, 1, 2);
        new float[] { 1, -2, 0.5f, 3 }.CopyTo(c.Outputs);
        new float[] { 0, 1, 0.5f, 1 }.CopyTo(c.Targets);
        c.Classes[0] = 0;
        c.Classes[1] = 1;
        // d = 1, −3, 0, 2
        Assert.Equal(14 / 4.0, c.Evaluate(Loss.MeanSquaredError), 1e-6);
        Assert.Equal([0.5f, -1.5f, 0, 1], c.Gradients.ToArray());
        Assert.Equal(6 / 4.0, c.Evaluate(Loss.MeanAbsoluteError), 1e-6);
        Assert.Equal([0.25f, -0.25f, 0, 0.25f], c.Gradients.ToArray());
        Assert.Equal((0.5 + 2.5 + 0 + 1.5) / 4, c.Evaluate(Loss.Huber()), 1e-6);
        Assert.Equal([0.25f, -0.25f, 0, 0.25f], c.Gradients.ToArray());
        Assert.Equal((2.5 + 0 + 1.5 + 0.5) / 4 + 0.5, c.Evaluate(Loss.Huber(2)), 1e-6);     // ½·1, 2·(3 − 1), 0, ½·4
        Assert.Equal((Math.Log(1 + Math.Exp(-3)) + Math.Log(1 + Math.Exp(-2.5))) / 2, c.Evaluate(Loss.SoftmaxCrossEntropy), 1e-6);
    }

    [Fact]
    public void Softmax_holds_for_logits_of_any_size()
    {
        var c = new LossCase(1, 2, 3);
        new float[] { 1e4f, -1e4f, 0, -3e38f, float.NegativeInfinity, -3e38f }.CopyTo(c.Outputs);
        c.Classes[0] = 1;
        c.Classes[1] = 0;
        Assert.Equal((2e4 + Math.Log(2)) / 2, c.Evaluate(Loss.SoftmaxCrossEntropy), 1e-2);
        Assert.Equal([0.5f, -0.5f, 0, -0.25f, 0, 0.25f], c.Gradients.ToArray());

        new float[] { 0, 1, 0, 0.5f, 0, 0.5f }.CopyTo(c.Targets);
        Assert.Equal((2e4 + Math.Log(2)) / 2, c.Evaluate(Loss.SoftmaxCrossEntropyWithTargets), 1e-2);
        Assert.Equal([0.5f, -0.5f, 0, 0, 0, 0], c.Gradients.ToArray());
    }

    [Fact]
    public void Binary_cross_entropy_holds_for_logits_of_any_size()
    {
        var c = new LossCase(1, 1, 4);
        new float[] { 1e4f, -1e4f, -1e4f, 30 }.CopyTo(c.Outputs);
        new float[] { 0, 0, 1, 1 }.CopyTo(c.Targets);
        Assert.Equal((1e4 + 0 + 1e4 + Math.Exp(-30)) / 4, c.Evaluate(Loss.BinaryCrossEntropy), 1e-3);
        Assert.Equal([0.25f, 0, -0.25f, 0], c.Gradients.ToArray().Select(g => MathF.Round(g, 6)));

        c.Outputs.Fill(30);
        c.Targets.Fill(1);
        double small = c.Evaluate(Loss.BinaryCrossEntropy);
        Assert.True(Math.Abs(small - Math.Exp(-30)) < 1e-5 * Math.Exp(-30), $"{small} for e^-30");
    }

    [Fact]
    public void A_loss_of_many_equal_terms_is_summed_precisely()
    {
        var c = new LossCase(1000, 50, 3);
        c.Outputs.Fill(0.1f);
        c.Targets.Clear();
        Assert.Equal(0.1f * (double)0.1f, c.Evaluate(Loss.MeanSquaredError), 1e-9);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(7)]
    public void A_class_out_of_range_is_named_with_its_place(int wrong)
    {
        var c = new LossCase(4, 3, 7);
        c.Classes[2 * 3 + 1] = wrong;
        var e = Assert.Throws<ArgumentException>(() => c.Evaluate(Loss.SoftmaxCrossEntropy));
        Assert.Contains($"TargetClasses[step 2, sequence 1] is {wrong}", e.Message, StringComparison.Ordinal);
        Assert.Contains("[0, 7)", e.Message, StringComparison.Ordinal);
        c.Weights[2 * 3 + 1] = 0;
        Assert.True(double.IsFinite(c.Evaluate(Loss.SoftmaxCrossEntropy)));
    }

    [Theory]
    [InlineData(-0.5f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_weight_that_is_none_is_named_with_its_place(float wrong)
    {
        var c = new LossCase(4, 3, 7);
        c.Weights[3 * 3 + 2] = wrong;
        var e = Assert.Throws<ArgumentException>(() => c.Evaluate(Loss.MeanSquaredError));
        Assert.Contains("Weights[step 3, sequence 2]", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void Huber_needs_a_positive_delta(float delta) => Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Huber(delta));

    [Fact]
    public void A_loss_of_ones_own_sees_rows_shares_and_room_for_gradients()
    {
        var c = new LossCase(4, 3, 5);
        c.Lengths[1] = 2;
        c.Weights[0] = 3;
        double expected = c.Evaluate(Loss.MeanSquaredError);
        float[] gradients = c.Gradients.ToArray();
        c.Gradients.Fill(7);
        Assert.Equal(expected, c.Evaluate(new RowByRow()), 1e-6);
        for (int k = 0; k < gradients.Length; k++)
            Assert.Equal(gradients[k], c.Gradients[k], 1e-6f);
    }

    private static void Check(LossCase c, ILoss loss, Func<double[], double[], int, double> row)
    {
        c.Gradients.Fill(float.NaN);
        double expected = c.Define(row);
        Assert.Equal(expected, c.Evaluate(loss), 1e-6 * (1 + Math.Abs(expected)));
        // At most some sixty places of each case: all of the short ones.
        int stride = 1 + c.Gradients.Length / 60;
        for (int k = 0; k < c.Gradients.Length; k += stride)
        {
            double slope = (c.Define(row, k, 1e-5) - c.Define(row, k, -1e-5)) / 2e-5;
            Assert.Equal(slope, c.Gradients[k], 2e-7);
        }
    }

    private static double HuberOf(double d, double delta) => Math.Abs(d) <= delta ? 0.5 * d * d : delta * (Math.Abs(d) - 0.5 * delta);

    private static double LogSumExp(double[] y) => Math.Log(y.Sum(Math.Exp));

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private sealed class RowByRow : ILoss
    {
        public double Evaluate(in LossBatch batch)
        {
            double loss = 0;
            for (int row = 0; row < batch.Rows; row++)
            {
                float weight = batch.Weight(row) / batch.Outputs;
                if (weight == 0)
                    continue;
                for (int k = 0; k < batch.Outputs; k++)
                {
                    float d = batch.Output(row)[k] - batch.Target(row)[k];
                    loss += weight * d * d;
                    batch.Gradient(row)[k] = 2 * weight * d;
                }
            }

            return loss;
        }
    }
}
