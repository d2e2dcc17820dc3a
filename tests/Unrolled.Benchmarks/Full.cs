using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

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
        BenchmarkSwitcher.FromTypes([typeof(StepBenchmarks), typeof(SequenceBenchmarks), typeof(TrainBenchmarks)]).Run(arguments.Length == 0 ? ["--filter", "*"] : arguments, config);
    }
}

/// <summary>One step of one stream.</summary>
public class StepBenchmarks
{
    private Action<long> _run = _ => { };

    /// <summary>kind I H.</summary>
    [ParamsSource(nameof(Models))]
    public string Model { get; set; } = "";

    /// <summary>What is measured.</summary>
    public static IEnumerable<string> Models => Catalogue.All.Where(subject => Catalogue.StepShapes.Contains((subject.Inputs, subject.Hidden))).Select(subject => subject.Name);

    /// <summary>Makes the model and its state.</summary>
    [GlobalSetup]
    public void Setup() => _run = Catalogue.All.First(subject => subject.Name == Model).Step();

    /// <summary>Sixty-four steps.</summary>
    [Benchmark(OperationsPerInvoke = 64)]
    public void Step() => _run(64);
}

/// <summary>A thousand steps in one call.</summary>
public class SequenceBenchmarks
{
    private Action<long> _run = _ => { };

    /// <summary>kind I H.</summary>
    [ParamsSource(nameof(Models))]
    public string Model { get; set; } = "";

    /// <summary>What is measured.</summary>
    public static IEnumerable<string> Models => StepBenchmarks.Models;

    /// <summary>Makes the model and its state.</summary>
    [GlobalSetup]
    public void Setup() => _run = Catalogue.All.First(subject => subject.Name == Model).Sequence();

    /// <summary>One sequence; the time is a step's.</summary>
    [Benchmark(OperationsPerInvoke = Subject.SequenceSteps)]
    public void Sequence() => _run(1);
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
