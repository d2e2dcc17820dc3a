using Unrolled;

namespace Variants;

/// <summary>A class for each sequence: of those that it has not seen, the share that is wrong, in percent.</summary>
internal abstract class ClassificationTask : RealTask
{
    protected ClassificationTask(string name, string measure, int parameters, SequenceDataset data)
        : base(name, measure, parameters) => (Train, Held, Test) = data.Split(0.6, 0.2, seed: 1);

    public override SequenceDataset Train { get; }

    public override SequenceDataset Held { get; }

    public override SequenceDataset Test { get; }

    public override ILoss Loss => Unrolled.Loss.SoftmaxCrossEntropy;

    public override IReadOnlyList<IMetric> Metrics => [Metric.Accuracy];

    protected override double Score(Evaluation test) => 100 * (1 - test.Metrics[0]);
}
