using System.Diagnostics;
using Unrolled;

namespace Variants;

/// <summary>A variant at a task.</summary>
/// <param name="Variant">Its abbreviation in the tables.</param>
/// <param name="Parameters">What it can learn, counted.</param>
/// <param name="Learn">Learns from a seed, for some epochs at most.</param>
internal sealed record Contender(string Variant, int Parameters, Func<int, int, Measurement> Learn);

/// <summary>What a run came to.</summary>
/// <param name="Score">The task's measure on sequences that were neither learned from nor used to stop; lower is better.</param>
/// <param name="Nanoseconds">Of an update, by sequence and step: the least of several.</param>
internal readonly record struct Measurement(double Score, double Nanoseconds);

/// <summary>A task from the samples' data, the same for all variants: data, loss, optimiser, epochs.</summary>
/// <param name="name">As <c>--task</c> takes it.</param>
/// <param name="measure">What its score is.</param>
/// <param name="parameters">The budget: each variant has as many parameters that learn, within two of a hundred.</param>
internal abstract class RealTask(string name, string measure, int parameters)
{
    private const double Tolerance = 0.02;
    private const int Batch = 16, Timings = 30;

    public string Name => name;

    public string Measure => measure;

    public abstract IReadOnlyList<Contender> Contenders { get; }

    public abstract SequenceDataset Train { get; }

    public abstract SequenceDataset Held { get; }

    public abstract SequenceDataset Test { get; }

    public abstract ILoss Loss { get; }

    public abstract int Epochs { get; }

    /// <summary>Steps of the longest sequence to learn from.</summary>
    public abstract int Longest { get; }

    public virtual IReadOnlyList<IMetric> Metrics => [];

    public virtual float LearningRate => 0.005f;

    /// <summary>Finds a variant whose size is off the budget.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    public void CheckSizes()
    {
        foreach (var contender in Contenders)
        {
            if (Math.Abs(contender.Parameters - parameters) > Tolerance * parameters)
            {
                throw new InvalidOperationException(
                    $"{name}: {contender.Variant} has {contender.Parameters} parameters that learn; expected {parameters} within {Tolerance:p0}.");
            }
        }
    }

    protected static IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(AppContext.BaseDirectory, file));

    protected Contender With<TModel>(string variant)
        where TModel : class, IModel<TModel>
        => new(variant, TModel.Create(1).Parameters.Where(parameter => parameter.Trainable).Sum(parameter => parameter.Length), Learn<TModel>);

    /// <summary>What a model needs before it learns.</summary>
    protected virtual void Prepare<TModel>(TModel model)
        where TModel : class, IModel<TModel>
    {
    }

    protected abstract double Score(Evaluation test);

    private Measurement Learn<TModel>(int seed, int mostEpochs)
        where TModel : class, IModel<TModel>
    {
        TModel model = TModel.Create(seed);
        Prepare(model);
        var trainer = new Trainer<TModel>(model, Loss, new Adam(LearningRate)) { MaxGradientNorm = 1 };
        trainer.Fit(Train, new FitOptions { Epochs = Math.Min(Epochs, mostEpochs), Batch = Batch, Seed = seed, Validation = Held });
        double score = Score(model.Evaluate(Test, Loss, [.. Metrics]));
        return new Measurement(score, Time(trainer));
    }

    private double Time<TModel>(Trainer<TModel> trainer)
        where TModel : class, IModel<TModel>
    {
        var tape = trainer.Model.NewTape(Longest, Batch);
        int steps = 0;
        for (int k = 0; k < Batch; k++)
        {
            tape.Set(k, Train, k);
            steps += tape.Lengths[k];
        }

        return Enumerable.Range(0, Timings).Min(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            trainer.Step(tape);
            return Stopwatch.GetElapsedTime(start).TotalNanoseconds / steps;
        });
    }
}
