using System.Diagnostics;
using System.Globalization;

namespace Unrolled.Mpi.Tests.Scale;

[Model(Inputs = 28), Lstm(64), Dense(10)]
public partial class Small;

[Model(Inputs = 64), Lstm(256), Dense(10)]
public partial class Middle;

[Model(Inputs = 256), Lstm(1024), Dense(10)]
public partial class Large;

/// <summary>Measures what <see cref="CostModel"/> is made of, and updates on several ranks, as lines of numbers.</summary>
internal static class Measure
{
    private const int Steps = 50;

    // Updates that say how many fill a time.
    private const int Tried = 2;

    /// <summary>Runs a command.</summary>
    /// <param name="words">
    /// <c>work</c>: passes of parts of several sizes, updates and joins of all models. <c>exchange</c>: exchanges of several lengths. <c>update MODEL BATCH
    /// PARTS THREADS SECONDS</c>: updates on the ranks that there are, PARTS = 0: not cut. <c>compare BATCH PARTS PAIRS</c>: updates of Middle on the ranks,
    /// against as many threads of rank 0. <c>together MODEL BATCH PARTS PAIRS</c>: updates on the ranks, whose parts go through together, against parts that
    /// go through one after another. <c>share PAIRS</c>: an update computed by all ranks, against one of which each computes its part.
    /// </param>
    public static void Run(string[] words)
    {
        using var cluster = MpiCluster.Start();
        var output = cluster.Rank == 0 ? Console.Out : TextWriter.Null;
        switch (words)
        {
            case ["work"]:
                Work(new Small(1), [1, 2, 4, 8, 16, 32], output);
                Work(new Middle(1), [1, 2, 4, 8, 16, 32], output);
                Work(new Large(1), [1, 8, 16], output);
                break;
            case ["exchange"]:
                foreach (int bytes in new[] { 1 << 10, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22 })
                    Exchange(cluster, bytes, output);
                break;
            case ["compare", var batch, var parts, var pairs]:
                Comparison.OfThreads(cluster, Number(batch), Number(parts), Number(pairs), output);
                break;
            case ["together", var model, var batch, var parts, var pairs]:
                Together(cluster, model, Number(batch), Number(parts), Number(pairs), output);
                break;
            case ["share", var pairs]:
                Comparison.OfUpdates(cluster, new Middle(1), Number(pairs), output);
                Comparison.OfUpdates(cluster, new Large(1), Number(pairs) / 10, output);
                break;
            case ["update", var model, var batch, var parts, var threads, var seconds]:
                Update(cluster, model, Number(batch), Number(parts), Number(threads), Number(seconds), output);
                break;
            default:
                throw new ArgumentException(
                    "measure work, exchange, update MODEL BATCH PARTS THREADS SECONDS, compare BATCH PARTS PAIRS, " +
                    "together MODEL BATCH PARTS PAIRS, or share PAIRS");
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void Work<TModel>(TModel model, int[] sizes, TextWriter output)
        where TModel : class, IModel<TModel>
    {
        string name = typeof(TModel).Name;
        var trainer = Trainer(model, null, 0, 1);
        foreach (int size in sizes)
        {
            var tape = Tape(model, size);
            tape.Threads = 1;
            double pass = Median(0.4, () =>
            {
                model.Gradients.Clear();
                model.Forward(tape);
                Loss.SoftmaxCrossEntropy.Evaluate(tape);
                model.Backward(tape, inputGradients: false);
            });
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pass {name} {size} {pass * 1e3:f4} ms"));
        }

        double update = Median(0.3, trainer.Update);
        int floats = model.Parameters.Sum(p => p.Length);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"update {name} {floats} parameters {update * 1e3:f4} ms"));
        float[] b = new float[floats], c = new float[floats];
        // What joining two means costs: both are read and one is written.
        double join = Median(0.2, () =>
        {
            var from = System.Runtime.InteropServices.MemoryMarshal.Cast<float, System.Numerics.Vector<float>>(b);
            var to = System.Runtime.InteropServices.MemoryMarshal.Cast<float, System.Numerics.Vector<float>>(c.AsSpan());
            for (int i = 0; i < to.Length; i++)
                to[i] = (to[i] * 0.25f) + (from[i] * 0.75f);
        });
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"join {name} {join * 1e3:f4} ms"));
    }

    private static void Exchange(MpiCluster cluster, int bytes, TextWriter output)
    {
        int size = cluster.Size;
        byte[] own = new byte[bytes], all = new byte[bytes * size], to = new byte[bytes * size], from = new byte[bytes * size];
        var times = new List<double>();
        for (int round = 0; round < (bytes >= 1 << 20 ? 60 : 400); round++)
        {
            long start = Stopwatch.GetTimestamp();
            cluster.AllToAll(to, from);
            cluster.AllGather(own, all);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        times.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exchange {size} {bytes} bytes a block {times[times.Count / 2] * 1e6:f1} us"));
    }

    private static void Update(MpiCluster cluster, string model, int batch, int parts, int threads, int seconds, TextWriter output)
    {
        switch (model)
        {
            case nameof(Small): Update(cluster, new Small(1), batch, parts, threads, seconds, output); break;
            case nameof(Middle): Update(cluster, new Middle(1), batch, parts, threads, seconds, output); break;
            default: Update(cluster, new Large(1), batch, parts, threads, seconds, output); break;
        }
    }

    private static void Together(MpiCluster cluster, string model, int batch, int parts, int pairs, TextWriter output)
    {
        switch (model)
        {
            case nameof(Small): Comparison.OfParts(cluster, () => new Small(1), batch, parts, pairs, output); break;
            case nameof(Middle): Comparison.OfParts(cluster, () => new Middle(1), batch, parts, pairs, output); break;
            default: Comparison.OfParts(cluster, () => new Large(1), batch, parts, pairs, output); break;
        }
    }

    private static void Update<TModel>(MpiCluster cluster, TModel model, int batch, int parts, int threads, int seconds, TextWriter output)
        where TModel : class, IModel<TModel>
    {
        var trainer = Trainer(model, cluster, parts, threads);
        var tape = Tape(model, batch);
        // As many updates on every rank: rank 0 says how many fill the time.
        trainer.Step(tape);
        long[] count = [1];
        long start = Stopwatch.GetTimestamp();
        for (int k = 0; k < Tried; k++)
            trainer.Step(tape);
        count[0] = Math.Max(3, (long)(seconds * Tried / Stopwatch.GetElapsedTime(start).TotalSeconds));
        cluster.Broadcast(System.Runtime.InteropServices.MemoryMarshal.AsBytes(count.AsSpan()), 0);
        var (toAll, gathers, waits) = (cluster.AllToAlls, cluster.AllGathers, cluster.Waits);
        double[] times = new double[count[0]];
        for (int k = 0; k < times.Length; k++)
        {
            start = Stopwatch.GetTimestamp();
            trainer.Step(tape);
            times[k] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(times);
        double Each(ExchangeCounter after, ExchangeCounter before) => (after.Elapsed - before.Elapsed).TotalMilliseconds / times.Length;
        long bytes = (cluster.AllToAlls.Received - toAll.Received + cluster.AllGathers.Received - gathers.Received) / times.Length;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"step {typeof(TModel).Name} batch {batch} parts {parts} ranks {cluster.Size} threads {threads}: {times[times.Length / 2] * 1e3:f3} ms; " +
            $"received {bytes} bytes, all-to-all {Each(cluster.AllToAlls, toAll):f3} ms, all-gather {Each(cluster.AllGathers, gathers):f3} ms, " +
            $"waits {Each(cluster.Waits, waits):f3} ms"));
    }

    internal static Trainer<TModel> Trainer<TModel>(TModel model, MpiCluster? cluster, int parts, int threads)
        where TModel : class, IModel<TModel>
    {
        var trainer = new Trainer<TModel>(model, Loss.SoftmaxCrossEntropy, new Adam(1e-3f)) { MaxGradientNorm = 1, Threads = threads };
        if (parts > 0)
            (trainer.Cluster, trainer.Parts) = (cluster, parts);
        return trainer;
    }

    internal static Tape<TModel> Tape<TModel>(TModel model, int batch)
        where TModel : class, IModel<TModel>
    {
        var tape = model.NewTape(Steps, batch);
        var random = new Random(1);
        foreach (ref float x in tape.Inputs)
            x = random.NextSingle() * 2 - 1;
        foreach (ref int c in tape.TargetClasses)
            c = random.Next(10);
        return tape;
    }

    private static double Median(double seconds, Action action)
    {
        for (int k = 0; k < 3; k++)
            action();
        var times = new List<double>();
        double sum = 0;
        while (sum < seconds || times.Count < 5)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            sum += times[^1];
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
