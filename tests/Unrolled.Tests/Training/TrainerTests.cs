namespace Unrolled.Tests.Training;

public sealed class TrainerTests
{
    [Fact]
    public void A_step_is_forward_loss_backward_and_update()
    {
        var (model, tape) = Problem();
        var trainer = new Trainer<LinearModel>(model, Loss.MeanSquaredError, new Sgd(0.1f));
        double[] a = Doubles(model, "linear0.A"), b = Doubles(model, "linear0.B"), bias = Doubles(model, "linear0.b");

        // By definition: loss = mean (y − t)², dLoss/dy = 2 (y − t) / elements
        double loss = 0, squares = 0;
        double[] da = new double[a.Length], dbias = new double[bias.Length];
        for (int row = 0; row < 6; row++)
            for (int u = 0; u < 5; u++)
            {
                double y = bias[u];
                for (int k = 0; k < 3; k++)
                    y += (a[u * 3 + k] + b[u * 3 + k]) * tape.Inputs[row * 3 + k];
                double d = y - tape.Targets[row * 5 + u];
                loss += d * d / 30;
                dbias[u] += 2 * d / 30;
                for (int k = 0; k < 3; k++)
                    da[u * 3 + k] += 2 * d / 30 * tape.Inputs[row * 3 + k];
            }

        squares = dbias.Sum(g => g * g) + 2 * da.Sum(g => g * g);
        Assert.Equal(loss, trainer.Step(tape), 1e-6);
        Assert.Equal(Math.Sqrt(squares), trainer.GradientNorm, 1e-6);
        AssertClose(a.Zip(da, (p, g) => p - 0.1 * g), model.Parameters["linear0.A"]);
        AssertClose(b.Zip(da, (p, g) => p - 0.1 * g), model.Parameters["linear0.B"]);
        AssertClose(bias.Zip(dbias, (p, g) => p - 0.1 * g), model.Parameters["linear0.b"]);
        Assert.Equal(1, trainer.Updates);
        Assert.Equal(1, model.Core.Updates);
    }

    [Fact]
    public void Steps_learn()
    {
        var (model, tape) = Problem();
        var teacher = new LinearModel(100);
        var lesson = teacher.NewTape(tape.Steps, tape.Batch);
        tape.Inputs.CopyTo(lesson.Inputs);
        teacher.Forward(lesson);
        lesson.Outputs.CopyTo(tape.Targets);
        var trainer = new Trainer<LinearModel>(model, Loss.MeanSquaredError, new Adam(0.05f));
        double first = trainer.Step(tape), last = 0;
        for (int k = 0; k < 500; k++)
            last = trainer.Step(tape);
        Assert.True(last < 1e-3 * first, $"{first} -> {last}");
    }

    [Fact]
    public void Gradients_add_up_until_an_update_and_are_zero_after_it()
    {
        var (one, tape) = Problem();
        var (two, again) = Problem();
        var (first, second) = (new Trainer<LinearModel>(one, Loss.MeanSquaredError, new Sgd(0.2f)), new Trainer<LinearModel>(two, new Sgd(0.1f)));
        for (int update = 0; update < 3; update++)
        {
            first.Step(tape);
            for (int pass = 0; pass < 2; pass++)
            {
                two.Forward(again);
                Loss.MeanSquaredError.Evaluate(again);
                two.Backward(again);
            }

            second.Update();
            Assert.All(two.Gradients, g => Assert.All(g.ToArray(), v => Assert.Equal(0, v)));
            Assert.All(one.Gradients, g => Assert.All(g.ToArray(), v => Assert.Equal(0, v)));
            foreach (var p in one.Parameters)
                AssertClose(p.ToArray().Select(v => (double)v), two.Parameters[p.Name]);
        }

        Assert.Throws<InvalidOperationException>(() => second.Step(again));
    }

    [Fact]
    public void A_step_starts_from_zero_gradients()
    {
        var (one, tape) = Problem();
        var (two, again) = Problem();
        two.Gradients["linear0.b"].Set([1, 2, 3, 4, 5]);
        new Trainer<LinearModel>(one, Loss.MeanSquaredError, new Sgd(0.2f)).Step(tape);
        new Trainer<LinearModel>(two, Loss.MeanSquaredError, new Sgd(0.2f)).Step(again);
        Assert.Equal(one.Parameters["linear0.b"].ToArray(), two.Parameters["linear0.b"].ToArray());
    }

    [Theory]
    [InlineData(null, 1.0)]
    [InlineData(100f, 1.0)]
    [InlineData(2f, 2 / (10 + 1e-6))]
    public void Gradients_are_clipped_by_their_joint_norm(float? most, double factor)
    {
        var model = new LinearModel(1);
        var trainer = new Trainer<LinearModel>(model, new Sgd(1)) { MaxGradientNorm = most };
        double[] before = Doubles(model, "linear0.A"), bias = Doubles(model, "linear0.b");
        SetGradients(model);
        trainer.Update();
        Assert.Equal(10, trainer.GradientNorm, 1e-12);
        AssertClose(before.Select((p, k) => k == 4 ? p - 6 * factor : p), model.Parameters["linear0.A"]);
        AssertClose(bias.Select((p, k) => k == 4 ? p - 8 * factor : p), model.Parameters["linear0.b"]);
    }

    [Fact]
    public void Frozen_parameters_do_not_count_in_the_norm()
    {
        var model = new LinearModel(1);
        model.Parameters["linear0.b"].Trainable = false;
        var trainer = new Trainer<LinearModel>(model, new Sgd(1)) { MaxGradientNorm = 3 };
        double before = Doubles(model, "linear0.A")[4];
        SetGradients(model);
        trainer.Update();
        Assert.Equal(6, trainer.GradientNorm, 1e-12);
        Assert.Equal(before - 3, model.Parameters["linear0.A"].ToArray()[4], 1e-5);
        Assert.All(model.Gradients["linear0.b"].ToArray(), g => Assert.Equal(0, g));

        foreach (var p in model.Parameters)
            p.Trainable = false;
        float[] all = model.Core.Parameters.Span.ToArray();
        SetGradients(model);
        trainer.Update();
        Assert.Equal(0, trainer.GradientNorm);
        Assert.Equal(all, model.Core.Parameters.Span.ToArray());
    }

    [Fact]
    public void Norms_are_sums_in_double()
    {
        foreach (int length in new[] { 0, 1, 7, 8, 9, 63, 64, 1000, 100_003 })
        {
            float[] values = [.. Enumerable.Range(0, length).Select(k => 1e-3f * (k % 97) - 0.04f)];
            double expected = values.Sum(v => (double)v * v);
            Assert.Equal(expected, GradientNorms.SumOfSquares(values), 1e-12 * (1 + expected));
        }

        Assert.Equal(2e76, GradientNorms.SumOfSquares([1e38f, 1e38f]), 1e70);
    }

    [Fact]
    public void The_schedule_scales_the_learning_rate()
    {
        var model = new LinearModel(1);
        var trainer = new Trainer<LinearModel>(model, new Sgd(0.5f)) { Schedule = Schedule.Step(every: 1, factor: 0.5f, warmUp: 2) };
        double value = Doubles(model, "linear0.A")[4];
        foreach (double factor in new[] { 0.5, 1, 1, 0.5, 0.25 })
        {
            Assert.Equal(0.5 * factor, trainer.LearningRate, 1e-9);
            SetGradients(model);
            trainer.Update();
            value -= 0.5 * factor * 6;
            Assert.Equal(value, model.Parameters["linear0.A"].ToArray()[4], 1e-5);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_norm_that_is_no_number_stops_before_anything_changes(float bad)
    {
        var model = new LinearModel(1);
        var trainer = new Trainer<LinearModel>(model, new Adam(0.5f));
        SetGradients(model);
        trainer.Update();
        float[] before = model.Core.Parameters.Span.ToArray();
        float[] moment = trainer.OptimizerState.Moment(0).ToArray();
        model.Gradients["linear0.b"].Set([0, 0, bad, 0, 0]);
        var e = Assert.Throws<NotFiniteException>(trainer.Update);
        Assert.Contains("update 2", e.Message, StringComparison.Ordinal);
        Assert.Contains("MaxGradientNorm (none is set)", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Core.Parameters.Span.ToArray());
        Assert.Equal(moment, trainer.OptimizerState.Moment(0).ToArray());
        Assert.Equal([1L, 1L, 1L], trainer.OptimizerState.ParameterUpdates.ToArray());
        Assert.Equal(1, trainer.Updates);
        Assert.Equal(bad, model.Gradients["linear0.b"].ToArray()[2]);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_before_anything_changes()
    {
        var (model, tape) = Problem();
        var trainer = new Trainer<LinearModel>(model, Loss.MeanSquaredError, new Sgd(0.5f)) { MaxGradientNorm = 1 };
        float[] before = model.Core.Parameters.Span.ToArray();
        tape.Targets[7] = float.NaN;
        var e = Assert.Throws<NotFiniteException>(() => trainer.Step(tape));
        Assert.Contains("loss is NaN at update 1", e.Message, StringComparison.Ordinal);
        Assert.Contains("targets[2] at step 0 of sequence 1: NaN", e.Message, StringComparison.Ordinal);
        Assert.True(e.IsInData);
        Assert.Equal(before, model.Core.Parameters.Span.ToArray());
        Assert.Equal(0, trainer.Updates);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_norm_to_clip_to_is_a_positive_number(float most) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<LinearModel>(new LinearModel(1), new Sgd(1)).MaxGradientNorm = most);

    [Fact]
    public void Targets_that_were_never_filled_are_asked_for()
    {
        var model = new LinearModel(1);
        var tape = model.NewTape(2, 3);
        _ = tape.Targets;
        new Trainer<LinearModel>(model, Loss.MeanSquaredError, new Sgd(1)).Step(tape);
        var e = Assert.Throws<InvalidOperationException>(() => new Trainer<LinearModel>(model, Loss.SoftmaxCrossEntropy, new Sgd(1)).Step(tape));
        Assert.Contains("fill tape.TargetClasses", e.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Loss.MeanSquaredError.Evaluate(model.NewTape(2, 3)));
    }

    [Fact]
    public void Every_update_makes_what_was_made_from_the_parameters_stale()
    {
        var (model, tape) = Problem();
        var trainer = new Trainer<LinearModel>(model, Loss.MeanSquaredError, new Sgd(0.1f));
        trainer.Step(tape);
        trainer.Step(tape);
        Assert.Equal(2, model.Core.Version);
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        var (model, tape) = Problem();
        tape.Lengths[1] = 1;
        model.Parameters["linear0.B"].Trainable = false;
        Optimizer[] optimizers =
        [
            new Sgd(0.01f), new Sgd(0.01f, 0.9f), new RmsProp(momentum: 0.9f, centered: true), new Adam(amsgrad: true), new AdamW(),
            new Adagrad(), new Adadelta(), new Lion(),
        ];
        foreach (var optimizer in optimizers)
        {
            var trainer = new Trainer<LinearModel>(model, Loss.Huber(0.5f), optimizer) { MaxGradientNorm = 0.1f, Schedule = Schedule.Cosine(100, warmUp: 3) };
            trainer.Step(tape);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int k = 0; k < 10; k++)
                trainer.Step(tape);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static (LinearModel Model, Tape<LinearModel> Tape) Problem()
    {
        var model = new LinearModel(9);
        var tape = model.NewTape(3, 2);
        var random = new Random(2);
        foreach (ref float x in tape.Inputs)
            x = (float)random.NextDouble() * 2 - 1;
        foreach (ref float t in tape.Targets)
            t = (float)random.NextDouble() * 4;
        return (model, tape);
    }

    /// <summary>6 and 8 in one place of two parameters: norm 10.</summary>
    private static void SetGradients(LinearModel model)
    {
        model.Gradients["linear0.A"].Set([.. Enumerable.Range(0, 15).Select(k => k == 4 ? 6f : 0)]);
        model.Gradients["linear0.b"].Set([0, 0, 0, 0, 8]);
    }

    private static double[] Doubles(LinearModel model, string name) => Array.ConvertAll(model.Parameters[name].ToArray(), v => (double)v);

    private static void AssertClose(IEnumerable<double> expected, NamedTensor got)
    {
        foreach (var (e, g) in expected.Zip(got.ToArray()))
            Assert.True(Math.Abs(e - g) <= 1e-6 * (1 + Math.Abs(e)), $"{got.Name}: {g}, expected {e}");
    }
}
