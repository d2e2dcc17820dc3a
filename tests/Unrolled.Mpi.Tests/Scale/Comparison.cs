using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Unrolled.Mpi.Tests.Scale;

/// <summary>Two ways to do the same, a few times each in turn, so that whatever else the machine does meets both.</summary>
internal static class Comparison
{
    private const int UpdatesInTurn = 8;

    /// <summary>Updates on all ranks with one thread each, against as many threads of rank 0, while the other ranks sleep.</summary>
    public static void OfThreads(MpiCluster cluster, int batch, int parts, int pairs, TextWriter output)
    {
        var threads = Measure.Trainer(new Middle(1), null, 0, cluster.Size);
        var ranks = Measure.Trainer(new Middle(1), cluster, parts, 1);
        var (tapeOfThreads, tapeOfRanks) = (Measure.Tape(threads.Model, batch), Measure.Tape(ranks.Model, batch));
        var (one, other, ratios) = (new List<double>(), new List<double>(), new List<double>());
        double[] turn = new double[UpdatesInTurn];
        long[] rest = [0];
        for (int pair = -2; pair < pairs; pair++)
        {
            cluster.Barrier();
            long start = Stopwatch.GetTimestamp();
            double ofThreads = 0;
            if (cluster.Rank == 0)
                ofThreads = Turn(threads, tapeOfThreads, turn);
            else
                Thread.Sleep((int)rest[0]);
            // The others sleep until rank 0 has surely done as much as last time: one that waits in the cluster keeps a processor busy.
            rest[0] = (long)(1.3 * Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            cluster.Broadcast(MemoryMarshal.AsBytes(rest.AsSpan()), 0);
            double ofRanks = Turn(ranks, tapeOfRanks, turn);
            if (pair >= 0)
                Add(one, other, ratios, ofThreads, ofRanks);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"compare batch {batch} parts {parts}, {pairs} pairs: {cluster.Size} threads {Text(one, other, ratios, "ranks")}"));
    }

    /// <summary>Updates on all ranks: the parts of each one after another, against parts that go through together.</summary>
    public static void OfParts<TModel>(MpiCluster cluster, Func<TModel> make, int batch, int parts, int pairs, TextWriter output)
        where TModel : class, IModel<TModel>
    {
        var (apart, together) = (Measure.Trainer(make(), cluster, parts, 1), Measure.Trainer(make(), cluster, parts, 1));
        apart.TakesPartsTogether = false;
        var (tapeApart, tapeTogether) = (Measure.Tape(apart.Model, batch), Measure.Tape(together.Model, batch));
        var (one, other, ratios) = (new List<double>(), new List<double>(), new List<double>());
        double[] turn = new double[UpdatesInTurn];
        for (int pair = -2; pair < pairs; pair++)
        {
            double ofApart = Turn(apart, tapeApart, turn), ofTogether = Turn(together, tapeTogether, turn);
            if (pair >= 0)
                Add(one, other, ratios, ofApart, ofTogether);
        }

        string found = Text(one, other, ratios, "together");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"together {typeof(TModel).Name} batch {batch} parts {parts} on {cluster.Size} ranks, {pairs} pairs: apart {found}"));
    }

    /// <summary>The update on all ranks, against one on each rank's part of the parameters, with the sums of squares of all parts gathered.</summary>
    public static void OfUpdates<TModel>(MpiCluster cluster, TModel model, int pairs, TextWriter output)
        where TModel : class, IModel<TModel>
    {
        var trainer = Measure.Trainer(model, null, 0, 1);
        var core = model.Core;
        int length = core.Gradients.Length, share = length / cluster.Size, first = cluster.Rank * share;
        var (one, other, ratios) = (new List<double>(), new List<double>(), new List<double>());
        double[] own = new double[1], all = new double[cluster.Size];
        for (int pair = -10; pair < pairs; pair++)
        {
            core.Gradients.Span.Fill(1e-3f);
            cluster.Barrier();
            long start = Stopwatch.GetTimestamp();
            trainer.Update();
            double whole = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

            core.Gradients.Span.Fill(1e-3f);
            cluster.Barrier();
            start = Stopwatch.GetTimestamp();
            var gradients = core.Gradients.Span.Slice(first, share);
            own[0] = GradientNorms.SumOfSquares(gradients);
            cluster.AllGather(MemoryMarshal.AsBytes(own.AsSpan()), MemoryMarshal.AsBytes(all.AsSpan()));
            var state = trainer.OptimizerState;
            trainer.Optimizer.Update(new ParameterUpdate(
                core.Parameters.Span.Slice(first, share), gradients, state, first, 1e-3, (float)Math.Min(1, 1 / Math.Sqrt(all.Sum())), true, pair + 100));
            gradients.Clear();
            double part = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (pair >= 0)
                Add(one, other, ratios, whole, part);
        }

        string found = Text(one, other, ratios, "each its part");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"share {typeof(TModel).Name} on {cluster.Size} ranks, {pairs} pairs: all {found}"));
    }

    private static double Turn<TModel>(Trainer<TModel> trainer, Tape<TModel> tape, double[] times)
        where TModel : class, IModel<TModel>
    {
        for (int k = 0; k < times.Length; k++)
        {
            long start = Stopwatch.GetTimestamp();
            trainer.Step(tape);
            times[k] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return Quantile(times, 0.5);
    }

    private static void Add(List<double> one, List<double> other, List<double> ratios, double a, double b)
    {
        one.Add(a);
        other.Add(b);
        ratios.Add(b / a);
    }

    private static string Text(List<double> one, List<double> other, List<double> ratios, string name) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Quantile(one, 0.5):f3} ms, {name} {Quantile(other, 0.5):f3} ms, ratio {Quantile(ratios, 0.5):f3} " +
        $"(half of the pairs {Quantile(ratios, 0.25):f3} to {Quantile(ratios, 0.75):f3})");

    private static double Quantile(IEnumerable<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(part * (sorted.Length - 1))];
    }
}
