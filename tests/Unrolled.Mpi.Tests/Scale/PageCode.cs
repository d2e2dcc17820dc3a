namespace Unrolled.Mpi.Tests.Scale;

/// <summary>The code of docs/scale.md.</summary>
internal static class PageCode
{
    public static void Run(SequenceDataset train, SequenceDataset held)
    {
        using var cluster = MpiCluster.Start();
        var model = new Middle(seed: 1);
        var trainer = new Trainer<Middle>(model, Loss.SoftmaxCrossEntropy, new Adam()) { Cluster = cluster, Threads = 1 };
        if (File.Exists("run.checkpoint"))
            trainer.LoadCheckpoint("run.checkpoint");
        trainer.Fit(train, new FitOptions { Batch = 64, Validation = held, Checkpoint = "run.checkpoint" }, Progress.Console);
        if (cluster.Rank == 0)
            model.Save("model.safetensors");
    }
}
