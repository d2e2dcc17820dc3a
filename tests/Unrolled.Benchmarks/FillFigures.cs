using System.Globalization;

namespace Unrolled.Benchmarks;

/// <summary>What it costs to fill a tape from a data set, beside the update that follows.</summary>
internal static class FillFigures
{
    private const int Steps = 28, Batch = 32, Sequences = 4096;

    /// <summary>An update on one thread, and filling the tape for it: sequences in an order that no cache foresees.</summary>
    public static IEnumerable<Figure> All()
    {
        double update = 0;
        var subject = Catalogue.All.Single(subject => subject.Kind == CellKind.Lstm && (subject.Inputs, subject.Hidden) == (28, 64));
        yield return new($"update {subject.Name} {Steps} {Batch}", "ms", 1e3, () => subject.Update(Steps, Batch, threads: 1), seconds =>
        {
            update = seconds;
            return "";
        });
        yield return Fill("classification", SequenceDataset.Classification(Inputs(), [.. Enumerable.Range(0, Sequences).Select(k => k % 64)]), () => update);
        yield return Fill("regression", SequenceDataset.Regression(Inputs(), [.. Enumerable.Range(0, Sequences).Select(_ => new float[Steps * 64])]), () =>
            update);
    }

    private static Figure Fill(string kind, SequenceDataset data, Func<double> update) =>
        new($"fill {kind} lstm 28 64 {Steps} {Batch}", "ms", 1e3, () => Run(data), seconds =>
            string.Create(CultureInfo.InvariantCulture, $"{seconds / update():P1} of the update"));

    private static Action<long> Run(SequenceDataset data)
    {
        var tape = new Lstm28x64(seed: 1).NewTape(Steps, Batch);
        int next = 0;
        return times =>
        {
            for (long time = 0; time < times; time++)
            {
                for (int sequence = 0; sequence < Batch; sequence++)
                    tape.Set(sequence, data, next = (next + 1597) % Sequences);
            }
        };
    }

    private static List<float[]> Inputs() => [.. Enumerable.Range(0, Sequences).Select(k => Subject.Values(Steps * 28, k))];
}
