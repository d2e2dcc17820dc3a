namespace Unrolled;

/// <summary>How the F1 of several classes or labels become one figure.</summary>
public enum F1Average
{
    /// <summary>The mean over the classes or labels that occur, in targets or answers: each counts the same, however rare.</summary>
    Macro,

    /// <summary>Hits, false alarms and misses of all classes or labels together: each answer counts the same.</summary>
    Micro,
}

/// <summary>2·hits / (2·hits + false alarms + misses).</summary>
internal sealed class F1(F1Average average, int? positive) : IMetric
{
    private const int PerClass = 3;

    public string Name => positive is { } of ? $"F1 of {of}" : "F1";

    public int Sums(int outputs) => PerClass * Math.Max(2, outputs);

    public void Add(in LossBatch batch, Span<double> sums)
    {
        if (positive >= Math.Max(2, batch.Outputs))
            throw new ArgumentException($"F1 of class {positive} was asked for; the model has classes 0 to {Math.Max(2, batch.Outputs) - 1}.");
        bool areLabels = batch.Outputs > 1 && !batch.HasTargetClasses;
        for (int row = 0; row < batch.Rows; row++)
        {
            float weight = batch.Weight(row);
            if (weight == 0)
                continue;
            if (areLabels)
            {
                for (int k = 0; k < batch.Outputs; k++)
                    Count(sums, k, batch.Output(row)[k] > 0, batch.Target(row)[k] > 0.5f, weight);
                continue;
            }

            int chosen = Answers.Chosen(batch, row), right = Answers.Right(batch, row);
            Count(sums, chosen, true, chosen == right, weight);
            if (chosen != right)
                Count(sums, right, false, true, weight);
        }
    }

    public double Value(ReadOnlySpan<double> sums)
    {
        if (positive is { } of)
            return Figure(sums.Slice(of * PerClass, PerClass));
        if (average == F1Average.Micro)
        {
            Span<double> all = stackalloc double[PerClass];
            for (int k = 0; k < sums.Length; k++)
                all[k % PerClass] += sums[k];
            return Figure(all);
        }

        double total = 0;
        int classes = 0;
        for (int k = 0; k < sums.Length; k += PerClass)
        {
            double figure = Figure(sums.Slice(k, PerClass));
            if (double.IsNaN(figure))
                continue;
            total += figure;
            classes++;
        }

        return total / classes;
    }

    private static double Figure(ReadOnlySpan<double> counts) => 2 * counts[0] / (2 * counts[0] + counts[1] + counts[2]);

    private static void Count(Span<double> sums, int k, bool chosen, bool right, float weight)
    {
        if (chosen || right)
            sums[k * PerClass + (chosen && right ? 0 : chosen ? 1 : 2)] += weight;
    }
}
