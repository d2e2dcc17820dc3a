using System.Globalization;
using System.Text;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>How often each class was taken for each: what a classifier mixes up.</summary>
public sealed class ConfusionMatrix
{
    private readonly double[] _counts;

    private ConfusionMatrix(int classes, double[] counts)
    {
        Classes = classes;
        _counts = counts;
    }

    /// <summary>Classes.</summary>
    public int Classes { get; }

    /// <summary>All answers, by their weights.</summary>
    public double Total => _counts.Sum();

    /// <summary>Share of right answers.</summary>
    public double Accuracy => Enumerable.Range(0, Classes).Sum(k => this[k, k]) / Total;

    /// <summary>How often a class was taken for another, by weights: 1 a step until a data set says otherwise.</summary>
    /// <param name="actual">The class that was right.</param>
    /// <param name="predicted">The class that the model chose.</param>
    public double this[int actual, int predicted]
    {
        get
        {
            if ((uint)actual >= (uint)Classes || (uint)predicted >= (uint)Classes)
                throw new ArgumentOutOfRangeException(nameof(actual), $"Expected classes from 0 to {Classes - 1}; found {actual} and {predicted}.");
            return _counts[actual * Classes + predicted];
        }
    }

    /// <summary>The confusion matrix of a model over a data set with classes. With one output, a logit: classes 0 and 1.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data set.</param>
    /// <exception cref="ArgumentException">The data set does not fit the model.</exception>
    public static ConfusionMatrix Of<TModel>(IModel<TModel> model, SequenceDataset data)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        var shape = ModelShape.Of(model.Core.Layout);
        var list = new MetricList([new Counts()], shape.Outputs);
        var sums = list.NewSums();
        new Evaluator<TModel>((TModel)model, data).Run(null, list, sums, Environment.ProcessorCount);
        return new ConfusionMatrix(shape.Classes, sums.Metrics[0]);
    }

    /// <summary>Share of the steps of a class that the model found.</summary>
    /// <param name="of">The class.</param>
    public double Recall(int of) => this[of, of] / Enumerable.Range(0, Classes).Sum(k => this[of, k]);

    /// <summary>Share of the answers of a class that were right.</summary>
    /// <param name="of">The class.</param>
    public double Precision(int of) => this[of, of] / Enumerable.Range(0, Classes).Sum(k => this[k, of]);

    /// <summary>A table: a row for each class that was right, a column for each that was chosen.</summary>
    public override string ToString()
    {
        int width = Math.Max(6, _counts.Max().ToString("g6", CultureInfo.InvariantCulture).Length + 1);
        var text = new StringBuilder("right \\ chosen");
        for (int k = 0; k < Classes; k++)
            text.Append(k.ToString(CultureInfo.InvariantCulture).PadLeft(width));
        text.Append("  recall");
        for (int row = 0; row < Classes; row++)
        {
            text.AppendLine().Append(row.ToString(CultureInfo.InvariantCulture).PadLeft(14));
            for (int k = 0; k < Classes; k++)
                text.Append(this[row, k].ToString("g6", CultureInfo.InvariantCulture).PadLeft(width));
            text.Append(CultureInfo.InvariantCulture, $"  {Recall(row):p1}");
        }

        return text.ToString();
    }

    private sealed class Counts : IMetric
    {
        public string Name => "confusion";

        public int Sums(int outputs) => Math.Max(2, outputs) * Math.Max(2, outputs);

        public void Add(in LossBatch batch, Span<double> sums)
        {
            int classes = Math.Max(2, batch.Outputs);
            for (int row = 0; row < batch.Rows; row++)
            {
                if (batch.Weight(row) is var weight and not 0)
                    sums[Answers.Right(batch, row) * classes + Answers.Chosen(batch, row)] += weight;
            }
        }

        public double Value(ReadOnlySpan<double> sums) => double.NaN;
    }
}
