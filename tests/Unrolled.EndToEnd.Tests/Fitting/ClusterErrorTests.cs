namespace Unrolled.EndToEnd.Tests.Fitting;

/// <summary>What ranks say that cannot train together, or go on.</summary>
[Trait("Vectors", "none")]
public sealed class ClusterErrorTests
{
    private static readonly SequenceDataset s_data = FitData.Majority(1, 20);

    [Fact]
    public void Ranks_that_differ_refuse_to_start()
    {
        Refused("trainer.Parts: ranks 0, 1 have 8, rank 2 has 4", trainer => trainer.Parts = 4);
        Refused("trainer.MaxGradientNorm: ranks 0, 1 have none, rank 2 has 2", trainer => trainer.MaxGradientNorm = 2);
        Refused("trainer.Accumulate", trainer => trainer.Accumulate = 2);
        Refused("trainer.Schedule", trainer => trainer.Schedule = Schedule.Cosine(100));
        Refused("the model's parameters", trainer => trainer.Model.Parameters["dense3.b"].Set([1, 2]));
        Refused("frozen parameters: ranks 0, 1 have none, rank 2 has dense3.b", trainer => trainer.Model.Parameters["dense3.b"].Trainable = false);
        Refused("the model's seed", null, model: new Majority(2));
        Refused("the optimiser: ranks 0, 1 have Adam(learning rate 0.01", null, optimizer: new Adam(0.02f));
        Refused("FitOptions.Batch: ranks 0, 1 have 8, rank 2 has 9", null, new FitOptions { Batch = 9 });
        Refused("FitOptions.Epochs", null, new FitOptions { Batch = 8, Epochs = 3 });
        Refused("FitOptions.Patience", null, new FitOptions { Batch = 8, Patience = 3, Validation = s_data });
        Refused("the validation set: ranks 0, 1 have none, rank 2 has 20 sequences", null, new FitOptions { Batch = 8, Validation = s_data });
        Refused("the data set: ranks 0, 1 have 20 sequences of", null, data: FitData.Majority(1, 21));
        Refused("the first and the last sequence: ranks 0, 1 have ", null, data: Other());
    }

    [Fact]
    public void Steps_by_hand_are_compared_too()
    {
        var ranks = LocalCluster.Each(2, cluster =>
        {
            var trainer = Trainer(cluster);
            trainer.Parts = 3 + cluster.Rank;
            return trainer.Step(trainer.Model.NewTape(3, 4));
        });
        Assert.All(ranks, rank => Assert.Contains("trainer.Parts: rank 0 has 3, rank 1 has 4", rank.Failure!.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_one_rank_finds_in_the_data_ends_all()
    {
        var inputs = Enumerable.Range(0, 12).Select(_ => new float[9]).ToList();
        inputs[4][5] = float.NaN;
        var data = SequenceDataset.Classification(inputs, new int[12]);
        var ranks = LocalCluster.Each(3, cluster => Trainer(cluster).Fit(data, new FitOptions { Batch = 8 }));
        const string Problem = "Sequence 4, step 1, feature 2: expected a finite number; found NaN.";
        Assert.Equal(Problem, Assert.IsType<ArgumentException>(ranks[1].Failure).Message);
        foreach (int other in new[] { 0, 2 })
        {
            string found = Assert.IsType<InvalidOperationException>(ranks[other].Failure).Message;
            Assert.Equal($"Rank 1 of the cluster has failed, so this rank stops too. ArgumentException: {Problem}", found);
        }
    }

    /// <summary>A loss that overflows on one rank: all stop before the same update; the rank that has it says where it is.</summary>
    [Fact]
    public void A_number_that_is_not_finite_ends_all()
    {
        var inputs = Enumerable.Range(0, 8).Select(_ => new float[9]).ToList();
        inputs[5][4] = 1e30f;
        var data = SequenceDataset.Classification(inputs, new int[8]);
        var ranks = LocalCluster.Each(2, cluster =>
        {
            var model = new Unbounded(1);
            foreach (var parameter in model.Parameters.Where(p => p.Name.Contains("W_", StringComparison.Ordinal)))
                parameter.Set([.. Enumerable.Repeat(1e10f, parameter.Length)]);
            return new Trainer<Unbounded>(model, Loss.SoftmaxCrossEntropy, new Sgd(0.1f)) { Cluster = cluster }.Fit(data, new FitOptions { Batch = 8 });
        });
        var failures = ranks.Select(rank => Assert.IsType<NotFiniteException>(rank.Failure)).ToList();
        Assert.All(failures, failure => Assert.Equal((1, 1, 1), (failure.Update, failure.Epoch, failure.Batch)));
        var owner = Assert.Single(failures, failure => failure.DataSequence == 5);
        var other = Assert.Single(failures, failure => failure != owner);
        Assert.Contains($"Rank {failures.IndexOf(owner)}, which computed it, says where the first such number is.", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Update_by_hand_says_what_to_do()
    {
        var trainer = Trainer(null);
        trainer.Update();
        LocalCluster.Run(1, cluster =>
        {
            trainer.Cluster = cluster;
            Assert.Contains("implements ILoss", Assert.Throws<NotSupportedException>(trainer.Update).Message, StringComparison.Ordinal);
            return 0;
        });
        trainer.Cluster = null;
        trainer.Update();
        Assert.Equal(2, trainer.Updates);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Parts = 0);
    }

    /// <summary>A checkpoint that cannot be written on rank 0 is no reason for the others to wait.</summary>
    [Fact]
    public void A_checkpoint_that_cannot_be_written_ends_all()
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "run.checkpoint");
        var ranks = LocalCluster.Each(2, cluster =>
        {
            Trainer(cluster).SaveCheckpoint(path);
            return 0;
        });
        Assert.IsType<DirectoryNotFoundException>(ranks[0].Failure);
        string found = Assert.IsType<InvalidOperationException>(ranks[1].Failure).Message;
        Assert.Contains("Rank 0 of the cluster has failed, so this rank stops too. DirectoryNotFoundException", found, StringComparison.Ordinal);
    }

    private static SequenceDataset Other()
    {
        var data = s_data.For(ModelShape.Of(((IModel<Majority>)new Majority(1)).Core.Layout));
        var inputs = new List<float[]>();
        for (int sequence = 0; sequence < 20; sequence++)
            inputs.Add([.. Enumerable.Repeat(0.5f, 3 * data.LengthOf(sequence))]);
        return SequenceDataset.Classification(inputs, new int[20]);
    }

    private static Trainer<Majority> Trainer(ICluster? cluster, Majority? model = null, Optimizer? optimizer = null) =>
        new(model ?? new Majority(1), Loss.SoftmaxCrossEntropy, optimizer ?? new Adam(0.01f)) { Cluster = cluster };

    /// <summary>The last of three ranks is another.</summary>
    private static void Refused(
        string message, Action<Trainer<Majority>>? change, FitOptions? options = null, Majority? model = null, Optimizer? optimizer = null,
        SequenceDataset? data = null)
    {
        var ranks = LocalCluster.Each(3, cluster =>
        {
            bool isOther = cluster.Rank == 2;
            var trainer = isOther ? Trainer(cluster, model, optimizer) : Trainer(cluster);
            if (isOther)
                change?.Invoke(trainer);
            return trainer.Fit(isOther && data is not null ? data : s_data, isOther && options is not null ? options : new FitOptions { Batch = 8 });
        });
        Assert.All(ranks, rank =>
        {
            string found = Assert.IsType<InvalidOperationException>(rank.Failure).Message;
            Assert.StartsWith("The ranks of the cluster differ, so they cannot train together. ", found, StringComparison.Ordinal);
            Assert.Contains(message, found, StringComparison.Ordinal);
            Assert.EndsWith("Start every rank with the same program, model, data and options.", found, StringComparison.Ordinal);
        });
    }
}
