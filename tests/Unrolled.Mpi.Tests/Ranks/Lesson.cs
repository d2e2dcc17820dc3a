using System.Globalization;

namespace Unrolled.Mpi.Tests.Ranks;

[Model(Inputs = 3)]
[Lstm(24, RecurrentDropout = 0.1)]
[Dropout(0.1)]
[Dense(2)]
public partial class Learner;

/// <summary>A training run with a checkpoint that is written again and again, which one rank may disturb.</summary>
internal static class Lesson
{
    public const string Checkpoint = "run.checkpoint", Model = "learner.safetensors";

    /// <summary>Trains from the checkpoint in the folder, where there is one, to the end; rank 0 saves the model there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">
    /// <c>epochs=N</c>; <c>other=KIND@RANK</c>: the rank has another learning rate, model, data set, batch; <c>fail=KIND@RANK@UPDATE</c>: after the update the
    /// rank throws, throws and catches, exits, or saves a checkpoint alone; <c>pids</c>: each rank writes the number of its process to the folder.
    /// </param>
    public static void Train(string folder, string[] options)
    {
        using var cluster = MpiCluster.Start();
        string[] Option(string name) =>
            options.FirstOrDefault(option => option.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..].Split('@') ?? [];
        int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
        string other = Option("other") is [var kind, var rank] && Number(rank) == cluster.Rank ? kind : "";
        var optimizer = new Adam(other == "rate" ? 0.02f : 0.01f);
        var trainer = new Trainer<Learner>(new Learner(other == "model" ? 2 : 1), Loss.SoftmaxCrossEntropy, optimizer) { Cluster = cluster, Threads = 1 };
        string checkpoint = Path.Combine(folder, Checkpoint);
        if (File.Exists(checkpoint))
            trainer.LoadCheckpoint(checkpoint);
        if (options.Contains("pids"))
            File.WriteAllText(Path.Combine(folder, $"pid.{cluster.Rank}"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        var fit = new FitOptions
        {
            Epochs = Option("epochs") is [var epochs] ? Number(epochs) : 2,
            Batch = other == "batch" ? 12 : 16,
            Truncate = 8,
            Seed = 3,
            Validation = Data(2, 40),
            Checkpoint = checkpoint,
            CheckpointEvery = TimeSpan.FromMilliseconds(5),
        };
        var observer = Option("fail") is [var how, var who, var when] && Number(who) == cluster.Rank ? new Failure(how, Number(when), trainer, folder) : null;
        try
        {
            trainer.Fit(Data(other == "data" ? 5 : 1, 60), fit, observer);
        }
        catch (NotSupportedException failure)
        {
            // As a program does that shows a message and ends.
            Console.Error.WriteLine(failure.Message);
            Environment.ExitCode = 3;
            return;
        }

        if (cluster.Rank == 0)
            trainer.Model.Save(Path.Combine(folder, Model));
    }

    private static SequenceDataset Data(int seed, int count) => SequenceDataset.Generated(count, 20, (index, column) =>
    {
        var random = new Random((seed * 1000) + index);
        float sum = 0;
        for (int step = 0; step < 20; step++)
        {
            var inputs = column.Inputs(step);
            foreach (ref float x in inputs)
                x = random.NextSingle() * 2 - 1;
            column.TargetClass(step) = (sum += inputs[0]) > 0 ? 1 : 0;
        }
    });

    private sealed class Failure(string how, long after, Trainer<Learner> trainer, string folder) : ITrainingObserver
    {
        public bool OnUpdate(in UpdateResult update)
        {
            if (update.Updates != after)
                return true;
            switch (how)
            {
                case "throw":
                    throw new InvalidDataException("the disk of this rank is full of jam");
                case "catch":
                    throw new NotSupportedException("this rank has had enough");
                case "exit":
                    Environment.Exit(7);
                    return true;
                case "save":
                    trainer.SaveCheckpoint(Path.Combine(folder, "mine"));
                    return true;
                default:
                    throw new ArgumentException(how);
            }
        }
    }
}
