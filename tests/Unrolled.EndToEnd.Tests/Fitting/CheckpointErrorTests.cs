namespace Unrolled.EndToEnd.Tests.Fitting;

/// <summary>What is no checkpoint of this trainer and this run is refused, changes nothing, and the message says what differs.</summary>
[Trait("Vectors", "none")]
public sealed class CheckpointErrorTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("unrolled").FullName, "run.checkpoint");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Of_another_model()
    {
        Trainer(new Majority(1)).SaveCheckpoint(_path);
        string message = Refused(Trainer(new MajorityBothWays(2)));
        Assert.Contains("checkpoint of another model, Majority, not of this MajorityBothWays", message, StringComparison.Ordinal);
        Assert.Contains("lstm0.forward.W_i: expected [5, 3], found none", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_model_with_other_options()
    {
        Trainer(new MajorityReset(1)).SaveCheckpoint(_path);
        string parameters = string.Join(' ', new Majority(1).Parameters.Select(p => p.ToString()));
        if (parameters == string.Join(' ', new MajorityReset(1).Parameters.Select(p => p.ToString())))
            Assert.Contains("other options or equations", Refused(Trainer(new Majority(2))), StringComparison.Ordinal);
        else
            Assert.Contains("found none", Refused(Trainer(new Majority(2))), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_another_optimiser()
    {
        Trainer(new Majority(1)).SaveCheckpoint(_path);
        var sgd = new Trainer<Majority>(new Majority(2), Loss.SoftmaxCrossEntropy, new Sgd(0.1f));
        Assert.Contains("expected Sgd(learning rate 0.1, Momentum 0, Nesterov 0, WeightDecay 0), found Adam(learning rate 0.01, Beta1 0.9", Refused(sgd),
            StringComparison.Ordinal);
        var other = new Trainer<Majority>(new Majority(2), Loss.SoftmaxCrossEntropy, new Adam(0.01f, beta2: 0.99f));
        Assert.Contains("Beta2 0.99,", Refused(other), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_another_run()
    {
        var data = FitData.Majority(1, 40);
        var held = FitData.Majority(2, 20);
        var options = new FitOptions { Epochs = 2, Batch = 8, Validation = held, Checkpoint = _path };
        Trainer(new Majority(1)).Fit(data, options);
        foreach (var (what, otherData, other) in new (string, SequenceDataset, FitOptions)[]
        {
            ("FitOptions.Batch: the checkpoint has 8, this run 9", data, new() { Batch = 9, Validation = held }),
            ("FitOptions.Seed: the checkpoint has 0, this run 1", data, new() { Batch = 8, Seed = 1, Validation = held }),
            ("FitOptions.Truncate: the checkpoint has none, this run 5", data, new() { Batch = 8, Truncate = 5, Validation = held }),
            ("FitOptions.ByLength: the checkpoint has false, this run true", data, new() { Batch = 8, ByLength = true, Validation = held }),
            ("FitOptions.Metrics: the checkpoint has none, this run accuracy", data, new() { Batch = 8, Validation = held, Metrics = [Metric.Accuracy] }),
            ("the data set: the checkpoint has 40 sequences", FitData.Majority(3, 40), new() { Batch = 8, Validation = held }),
            ("this run 41 sequences", FitData.Majority(1, 41), new() { Batch = 8, Validation = held }),
            ("the validation set: the checkpoint has 20 sequences", data, new() { Batch = 8 }),
        })
        {
            var trainer = Trainer(new Majority(1));
            trainer.LoadCheckpoint(_path);
            float[] before = FitData.Bits(trainer.Model);
            string message = Assert.Throws<InvalidOperationException>(() => trainer.Fit(otherData, other)).Message;
            Assert.Contains(what, message, StringComparison.Ordinal);
            Assert.Equal(before, FitData.Bits(trainer.Model));
            Assert.Equal(2, trainer.Fit(data, options).Epochs.Count);
        }

        var moved = Trainer(new Majority(1));
        moved.LoadCheckpoint(_path);
        moved.Update();
        Assert.Contains("load it again", Assert.Throws<InvalidOperationException>(() => moved.Fit(data, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file()
    {
        Trainer(new Majority(1)).Fit(FitData.Majority(1, 20), new FitOptions { Epochs = 1, Batch = 8, Checkpoint = _path });
        Assert.Equal([Path.GetFileName(_path)], Directory.GetFiles(Path.GetDirectoryName(_path)!).Select(Path.GetFileName));
        byte[] right = File.ReadAllBytes(_path);
        var random = new Random(1);
        for (int k = 0; k < 200; k++)
        {
            byte[] wrong = [.. right];
            if (k % 4 == 0)
                wrong = wrong[..random.Next(wrong.Length)];
            else
                wrong[random.Next(wrong.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(_path, wrong);
            Refused(Trainer(new Majority(2)));
        }
    }

    [Fact]
    public void A_file_of_weights()
    {
        var model = new Majority(1);
        model.Save(_path);
        Assert.Contains("is no checkpoint", Refused(Trainer(model)), StringComparison.Ordinal);
    }

    private static Trainer<TModel> Trainer<TModel>(TModel model)
        where TModel : class, IModel<TModel> => new(model, Loss.SoftmaxCrossEntropy, new Adam(0.01f));

    private string Refused<TModel>(Trainer<TModel> trainer)
        where TModel : class, IModel<TModel>
    {
        float[] before = FitData.Bits(trainer.Model);
        string message = Assert.Throws<InvalidDataException>(() => trainer.LoadCheckpoint(_path)).Message;
        Assert.Equal(before, FitData.Bits(trainer.Model));
        Assert.Equal(0, trainer.Updates);
        return message;
    }
}
