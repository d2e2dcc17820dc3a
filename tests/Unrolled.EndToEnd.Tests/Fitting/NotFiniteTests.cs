namespace Unrolled.EndToEnd.Tests.Fitting;

/// <summary>Where the first number that is not finite appears, with the place known beforehand.</summary>
[Trait("Vectors", "none")]
public sealed class NotFiniteTests
{
    [Fact]
    public void In_the_inputs()
    {
        var (trainer, tape) = Problem();
        tape.Input(4, 2)[1] = float.NaN;
        var e = Thrown(trainer, tape);
        Assert.Equal((null, "inputs", 4, 2, true), (e.Layer, e.Tensor, e.Step, e.Sequence, e.IsInData));
        Assert.Contains("inputs[1] at step 4 of sequence 2: NaN", e.Message, StringComparison.Ordinal);
        Assert.Contains("data.Check", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Past_a_sequences_end_nothing_is_wrong()
    {
        var (trainer, tape) = Problem();
        tape.Lengths[2] = 4;
        tape.WeightLastStepOnly();
        tape.Input(4, 2)[1] = float.NaN;
        Assert.True(double.IsFinite(trainer.Step(tape)));
    }

    [Fact]
    public void In_a_parameter()
    {
        var (trainer, tape) = Problem();
        float[] w = trainer.Model.Parameters["gru2.R_z"].ToArray();
        w[7] = float.PositiveInfinity;
        trainer.Model.Parameters["gru2.R_z"].Set(w);
        var e = Thrown(trainer, tape);
        Assert.Equal(("gru2", "gru2.R_z", null, false), (e.Layer, e.Tensor, e.Step, e.IsInData));
    }

    /// <summary>Finite inputs that are too large for their sum: 3e38 twice, with weights of 1.</summary>
    [Fact]
    public void In_a_layer_at_a_step()
    {
        var model = new Unbounded(3);
        var tape = model.NewTape(8, 4);
        tape.Inputs.Fill(0.5f);
        tape.TargetClasses.Fill(1);
        tape.Input(5, 1)[0] = 3e38f;
        tape.Input(5, 1)[1] = 3e38f;
        model.Parameters["lstm0.W_g"].Set([.. Enumerable.Repeat(1f, 15)]);
        var e = Assert.Throws<NotFiniteException>(() => new Trainer<Unbounded>(model, Loss.SoftmaxCrossEntropy, new Adam(0.01f)).Step(tape));

        // The tape does not keep g where it is a sum without an activation: c is the first value made from it that it keeps.
        Assert.Equal(("lstm0", "lstm0.c", 5, 1, false), (e.Layer, e.Tensor, e.Step, e.Sequence, e.IsInData));
        Assert.Contains("inputs and targets are finite", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_the_backward_pass_at_a_step()
    {
        // dLoss/dy is finite; times weights of 1e30 it is too large, in the step that it belongs to.
        var (trainer, tape) = Problem();
        trainer.Model.Parameters["dense3.W"].Set([.. Enumerable.Range(0, 12).Select(k => k < 6 ? 3e38f : -3e38f)]);
        tape.Weights.Clear();
        tape.Weights[6 * 4 + 3] = 1;
        var e = Thrown(trainer, tape);
        Assert.True(e.Tensor is not null, e.Message);
        Assert.Equal(6, e.Step);
    }

    [Fact]
    public void In_a_run_with_epoch_batch_and_sequence()
    {
        var random = new Random(1);
        int calls = 0;
        var data = SequenceDataset.Generated(20, 6, (index, column) =>
        {
            // The check before the run sees nothing: a data set that lies.
            bool isWrong = index == 13 && ++calls > 1;
            for (int step = 0; step < column.Length; step++)
                column.Inputs(step)[0] = isWrong && step == 3 ? float.NaN : random.NextSingle();
        });
        var trainer = new Trainer<Majority>(new Majority(1), Loss.MeanSquaredError, new Adam(0.01f));
        var zeros = SequenceDataset.Generated(20, 6, (index, column) =>
        {
            data.Write(index, column);
            column.Targets(0)[0] = 1;
        });
        var e = Assert.Throws<NotFiniteException>(() => trainer.Fit(zeros, new FitOptions { Epochs = 3, Batch = 4 }));
        Assert.Equal((1, 13, 3), (e.Epoch, e.DataSequence, e.Step));
        Assert.Equal(e.Batch!.Value - 1L, trainer.Updates);
        Assert.Contains($"at update {e.Update} (epoch 1, batch {e.Batch})", e.Message, StringComparison.Ordinal);
        Assert.Contains("at step 3 of sequence 13 of the data set", e.Message, StringComparison.Ordinal);
        Assert.All(FitData.Bits(trainer.Model), v => Assert.True(float.IsFinite(v)));
    }

    private static (Trainer<Majority> Trainer, Tape<Majority> Tape) Problem()
    {
        var model = new Majority(3);
        var tape = model.NewTape(8, 4);
        var random = new Random(2);
        foreach (ref float x in tape.Inputs)
            x = random.NextSingle() * 2 - 1;
        tape.TargetClasses.Fill(1);
        return (new Trainer<Majority>(model, Loss.SoftmaxCrossEntropy, new Adam(0.01f)), tape);
    }

    private static NotFiniteException Thrown(Trainer<Majority> trainer, Tape<Majority> tape)
    {
        float[] before = FitData.Bits(trainer.Model);
        var e = Assert.Throws<NotFiniteException>(() => trainer.Step(tape));
        Assert.True(before.AsSpan().SequenceEqual(FitData.Bits(trainer.Model)));
        Assert.Equal((0, 1), (trainer.Updates, e.Update));
        return e;
    }
}
