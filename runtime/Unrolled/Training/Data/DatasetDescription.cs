using System.Globalization;
using System.Text;

namespace Unrolled;

/// <summary>What a data set holds; prints as a few lines.</summary>
public sealed class DatasetDescription
{
    private const int MostLines = 32;

    private readonly bool _isWidthKnown;

    private DatasetDescription(bool isWidthKnown) => _isWidthKnown = isWidthKnown;

    /// <summary>Sequences.</summary>
    public int Sequences { get; private set; }

    /// <summary>Steps of all sequences together; 0 where the features a step are not known.</summary>
    public long Steps { get; private set; }

    /// <summary>Steps of the shortest sequence.</summary>
    public int Shortest { get; private set; }

    /// <summary>Steps of the longest sequence.</summary>
    public int Longest { get; private set; }

    /// <summary>The mean of each feature over all steps; empty for tokens and where the features a step are not known.</summary>
    public IReadOnlyList<double> Means { get; private set; } = [];

    /// <summary>The standard deviation of each feature over all steps.</summary>
    public IReadOnlyList<double> Deviations { get; private set; } = [];

    /// <summary>Each class's share of the steps that count; empty where there are no classes.</summary>
    public IReadOnlyList<double> ClassShares { get; private set; } = [];

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Sequences} sequence{(Sequences == 1 ? "" : "s")}");
        if (_isWidthKnown && Sequences > 0)
            text.Append(CultureInfo.InvariantCulture, $", {Steps} steps, {(Shortest == Longest ? $"{Shortest} each" : $"{Shortest} to {Longest} each")}");
        if (!_isWidthKnown)
            text.Append("; features a step are not known without a model: Describe<…>() of its class counts and measures steps too");
        for (int k = 0; k < Math.Min(Means.Count, MostLines); k++)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  feature {k}: mean {Means[k]:g5}, deviation {Deviations[k]:g5}");
        for (int k = 0; k < Math.Min(ClassShares.Count, MostLines); k++)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  class {k}: {ClassShares[k]:p1}");
        int more = Math.Max(0, Means.Count - MostLines) + Math.Max(0, ClassShares.Count - MostLines);
        if (more > 0)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  and {more} more");
        return text.ToString();
    }

    internal static DatasetDescription Of(SequenceDataset data, ModelShape shape)
    {
        bool known = shape.Inputs > 0 || shape.ReadsTokens;
        var description = new DatasetDescription(known) { Sequences = data.Count, Shortest = known && data.Count > 0 ? int.MaxValue : 0 };
        if (known)
            description.Measure(data, shape);
        return description;
    }

    private void Measure(SequenceDataset data, ModelShape shape)
    {
        double[] sums = new double[shape.Inputs], squares = new double[shape.Inputs], origins = new double[shape.Inputs];
        var classes = new List<long>();
        long counted = 0;
        data.ForEachPiece(shape, (piece, index, first, steps) =>
        {
            for (int step = 0; step < steps; step++)
            {
                // Sums of differences from the first step: exact enough where a feature's mean is large and its deviation small.
                var x = shape.ReadsTokens ? default : piece.Inputs.Slice(step * shape.Inputs, shape.Inputs);
                for (int k = 0; k < x.Length; k++)
                {
                    if (Steps == 0)
                        origins[k] = x[k];
                    double d = x[k] - origins[k];
                    sums[k] += d;
                    squares[k] += d * d;
                }

                Steps++;
                if (!piece.HasTargetClasses || piece.Weights[step] == 0 || piece.TargetClasses[step] < 0)
                    continue;
                while (classes.Count <= piece.TargetClasses[step])
                    classes.Add(0);
                classes[piece.TargetClasses[step]]++;
                counted++;
            }

            if (first == 0)
            {
                int length = data.LengthOf(index);
                (Shortest, Longest) = (Math.Min(Shortest, length), Math.Max(Longest, length));
            }
        });
        Means = [.. sums.Select((sum, k) => origins[k] + sum / Math.Max(1, Steps))];
        Deviations = [.. squares.Select((square, k) => Math.Sqrt(Math.Max(0, square / Math.Max(1, Steps) - Math.Pow(sums[k] / Math.Max(1, Steps), 2))))];
        ClassShares = [.. classes.Select(n => (double)n / counted)];
    }
}
