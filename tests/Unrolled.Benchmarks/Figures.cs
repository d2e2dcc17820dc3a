using System.Globalization;
using Unrolled.Benchmarks.ByHand;
using Unrolled.Benchmarks.Limits;

namespace Unrolled.Benchmarks;

/// <summary>The figures of the tables.</summary>
internal sealed class Figures(MachineLimits limits)
{
    /// <summary>Steps, sequences and training of the compiled models.</summary>
    public IEnumerable<Figure> Unrolled() => Steps().Concat(Streams()).Concat(Sequences()).Concat(Training());

    /// <summary>Forward, backward and update of every training shape, apart.</summary>
    public IEnumerable<Figure> Parts() =>
        from entry in TrainingSubjects()
        from passes in new[] { Passes.Forward, Passes.Backward, Passes.Update }
        select Train(passes.ToString().ToLowerInvariant(), entry.Subject, entry.Steps, entry.Batch, passes);

    /// <summary>Updates by the trainer with one thread and with several, up to one a core: every other line says how many times as fast.</summary>
    public static IEnumerable<Figure> Threads()
    {
        foreach (var (subject, steps, batch) in TrainingSubjects())
        {
            double alone = 0;
            for (int threads = 1; threads <= Environment.ProcessorCount; threads *= 2)
            {
                int count = threads;
                yield return new($"threads {count} train {subject.Name} {steps} {batch}", "ms", 1e3, () => subject.Update(steps, batch, count), seconds =>
                {
                    if (count == 1)
                        alone = seconds;
                    return count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{alone / seconds:F2} times as fast as one");
                });
            }
        }
    }

    /// <summary>Prints for each training shape which share it reaches of the multiply-adds of a tile in the first-level cache: both in turns, the median
    /// of the shares.</summary>
    /// <returns>How many were measured.</returns>
    public static int PrintShares(string filter)
    {
        const int rounds = 31;
        const double seconds = 0.012;
        var (tile, tileFlops) = Kernels.Tile();
        long tiles = Measurement.Calibrate(tile, seconds);
        int measured = 0;
        foreach (var (subject, steps, batch) in TrainingSubjects())
        {
            string name = $"unrolled share {subject.Name} {steps} {batch}";
            if (!Figure.Matches(name, filter))
                continue;
            var run = subject.Train(steps, batch, Passes.All);
            long count = Measurement.Calibrate(run, seconds);
            double flops = subject.Kind.TrainingFlops(subject.Inputs, subject.Hidden, steps, batch) * count;
            var shares = Enumerable.Range(0, rounds).Select(_ => flops / Measurement.Time(run, count) / (tileFlops * tiles / Measurement.Time(tile, tiles)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {shares.Order().ElementAt(rounds / 2):F3} of the tile"));
            measured++;
        }

        return measured;
    }

    /// <summary>LSTM steps as a .NET user would write them.</summary>
    public static IEnumerable<Figure> ByHand()
    {
        foreach (var subject in Catalogue.All.Where(subject => subject.Kind == CellKind.Lstm && IsStepShape(subject)))
        {
            yield return new($"mathf step {subject.Name}", "ns", 1e9, () =>
                Repeat(new MathFLstm(subject.Inputs, subject.Hidden, LstmWeights.Of(subject.Parameters())), subject), _ => "");
            yield return new($"tensorprimitives step {subject.Name}", "ns", 1e9, () =>
                Repeat(new TensorPrimitivesLstm(subject.Inputs, subject.Hidden, LstmWeights.Of(subject.Parameters())), subject), _ => "");
        }
    }

    private IEnumerable<Figure> Steps() =>
        from subject in Catalogue.All
        where IsStepShape(subject)
        select new Figure($"unrolled step {subject.Name}", "ns", 1e9, () => subject.Step(),
            seconds => OfLimit(seconds, subject, subject.Kind.WeightBytes(subject.Inputs, subject.Hidden)));

    private static IEnumerable<Figure> Streams() =>
        from subject in Catalogue.All
        from streams in Catalogue.Streams
        where subject.Kind == CellKind.Lstm && (subject.Inputs, subject.Hidden) == (streams.Inputs, streams.Hidden)
        select new Figure($"unrolled streams {subject.Name} {streams.Count}", "ns/stream", 1e9 / streams.Count, () => subject.Step(streams.Count), _ => "");

    private IEnumerable<Figure> Sequences() =>
        from subject in Catalogue.All
        where IsStepShape(subject)
        select new Figure($"unrolled sequence {subject.Name}", "ns/step", 1e9 / Subject.SequenceSteps, subject.Sequence,
            seconds => OfLimit(seconds / Subject.SequenceSteps, subject, subject.Kind.RecurrentBytes(subject.Hidden)));

    private IEnumerable<Figure> Training() =>
        from entry in TrainingSubjects()
        select Train("train", entry.Subject, entry.Steps, entry.Batch, Passes.All);

    private Figure Train(string task, Subject subject, int steps, int batch, Passes passes)
    {
        double all = subject.Kind.TrainingFlops(subject.Inputs, subject.Hidden, steps, batch);
        double forward = subject.Kind.StepFlops(subject.Inputs, subject.Hidden) * steps * batch;
        double flops = passes switch { Passes.All => all, Passes.Forward => forward, Passes.Backward => all - forward, _ => 0 };
        return new($"unrolled {task} {subject.Name} {steps} {batch}", "ms", 1e3, () => subject.Train(steps, batch, passes),
            seconds => flops == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100 * flops / seconds / limits.PeakFlops:F0}% of the FMA peak"));
    }

    private string OfLimit(double seconds, Subject subject, long bytes)
    {
        var limit = limits.Step(subject.Kind, subject.Hidden, bytes, subject.Kind.StepFlops(subject.Inputs, subject.Hidden));
        return string.Create(CultureInfo.InvariantCulture,
            $"{limit.Total / seconds / 1e7:F0}% of the {limit.Name} limit {limit.Total:F0} ns (FMA {limit.Compute:F0}, read {bytes / 1024.0:F0} KB "
                + $"{limit.Read:F0}, chain {limit.Chain:F0})");
    }

    private static Action<long> Repeat(IByHand cell, Subject subject) => cell.Repeat(subject.Inputs);

    private static bool IsStepShape(Subject subject) => Catalogue.StepShapes.Contains((subject.Inputs, subject.Hidden));

    private static IEnumerable<(Subject Subject, int Steps, int Batch)> TrainingSubjects() =>
        from subject in Catalogue.All
        from shape in Catalogue.TrainingShapes
        where (shape.Inputs, shape.Hidden) == (subject.Inputs, subject.Hidden)
        select (subject, shape.Steps, shape.Batch);
}
