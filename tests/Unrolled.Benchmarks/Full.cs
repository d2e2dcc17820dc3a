using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Unrolled.Benchmarks.Peers.Packages;

namespace Unrolled.Benchmarks;

/// <summary>The same figures by BenchmarkDotNet, with what a call allocates.</summary>
public static class Full
{
    /// <summary>Runs what the arguments choose; all without any.</summary>
    public static void Run(string[] arguments)
    {
        // In this process: the models come from a source generator that a project made by BenchmarkDotNet would not have.
        var config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default);
        BenchmarkSwitcher.FromTypes([typeof(StepBenchmarks), typeof(SequenceBenchmarks), typeof(BatchBenchmarks), typeof(TrainBenchmarks)])
            .Run(arguments.Length == 0 ? ["--filter", "*"] : arguments, config);
    }
}

/// <summary>A model of ours, or of another library of .NET: who kind I H.</summary>
public abstract class LibraryBenchmarks
{
    /// <summary>Every model of ours, and those that the libraries which can be loaded here have.</summary>
    public static IEnumerable<string> Models =>
        Catalogue.All.Where(subject => Catalogue.StepShapes.Contains((subject.Inputs, subject.Hidden))).Select(subject => "unrolled " + subject.Name)
            .Concat(from library in Peer.Available from subject in PeerFigures.Subjects select $"{library} {subject.Name}");

    /// <summary>who kind I H.</summary>
    [ParamsSource(nameof(Models))]
    public string Model { get; set; } = "";

    private protected (string Library, Subject Subject) Chosen
    {
        get
        {
            int space = Model.IndexOf(' ', StringComparison.Ordinal);
            return (Model[..space], Catalogue.All.First(subject => subject.Name == Model[(space + 1)..]));
        }
    }
}

/// <summary>One step of one stream.</summary>
public class StepBenchmarks : LibraryBenchmarks
{
    private Action<long> _run = _ => { };

    /// <summary>Makes the model and its state.</summary>
    [GlobalSetup]
    public void Setup() => _run = PeerFigures.Step(Chosen.Library, Chosen.Subject);

    /// <summary>Sixty-four steps.</summary>
    [Benchmark(OperationsPerInvoke = 64)]
    public void Step() => _run(64);
}

/// <summary>A thousand steps in one call.</summary>
public class SequenceBenchmarks : LibraryBenchmarks
{
    private Action<long> _run = _ => { };

    /// <summary>Makes the model and its state.</summary>
    [GlobalSetup]
    public void Setup() => _run = PeerFigures.Sequence(Chosen.Library, Chosen.Subject);

    /// <summary>One sequence; the time is a step's.</summary>
    [Benchmark(OperationsPerInvoke = Subject.SequenceSteps)]
    public void Sequence() => _run(1);
}

/// <summary>A step of sixteen streams in one call.</summary>
public class BatchBenchmarks : LibraryBenchmarks
{
    private Action<long> _run = _ => { };

    /// <summary>Makes the model and its states.</summary>
    [GlobalSetup]
    public void Setup() => _run = PeerFigures.Step(Chosen.Library, Chosen.Subject, PeerFigures.Streams);

    /// <summary>One step of all; the time is a stream's.</summary>
    [Benchmark(OperationsPerInvoke = PeerFigures.Streams)]
    public void Batch() => _run(1);
}

/// <summary>Forward, backward, Adam.</summary>
public class TrainBenchmarks
{
    private Action<long> _run = _ => { };

    /// <summary>kind I H T B.</summary>
    [ParamsSource(nameof(Models))]
    public string Model { get; set; } = "";

    /// <summary>What is measured.</summary>
    public static IEnumerable<string> Models =>
        from subject in Catalogue.All
        from shape in Catalogue.TrainingShapes
        where (shape.Inputs, shape.Hidden) == (subject.Inputs, subject.Hidden)
        select $"{subject.Name} {shape.Steps} {shape.Batch}";

    /// <summary>Makes the model, the tape and the trainer.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var words = Model.Split(' ');
        var subject = Catalogue.All.First(subject => subject.Name == string.Join(' ', words[..3]));
        _run = subject.Train(int.Parse(words[3]), int.Parse(words[4]));
    }

    /// <summary>One iteration.</summary>
    [Benchmark]
    public void Iteration() => _run(1);
}
