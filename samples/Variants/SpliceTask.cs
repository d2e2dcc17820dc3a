using Unrolled;

namespace Variants;

/// <summary>DNA, letter by letter: whether a splice site lies in the middle of sixty letters, and which. Of the sequences that it has not seen, how many are
/// wrong.</summary>
internal sealed class SpliceTask : RealTask
{
    public SpliceTask()
        : base("splice", "wrong sequences, %", parameters: 2_895)
    {
        string[] classes = ["ei", "ie", "n"];
        string[][] rows = [.. Lines("splice.csv").Skip(1).Select(line => line.Split(','))];
        int[] Tokens(string letters) => [.. letters.Select(letter => "ACGT".IndexOf(letter))];
        var data = SequenceDataset.Classification([.. rows.Select(row => Tokens(row[0]))], [.. rows.Select(row => Array.IndexOf(classes, row[1]))]);
        (Train, Held, Test) = data.Split(0.6, 0.2, seed: 1);
    }

    public override SequenceDataset Train { get; }

    public override SequenceDataset Held { get; }

    public override SequenceDataset Test { get; }

    public override ILoss Loss => Unrolled.Loss.SoftmaxCrossEntropy;

    public override IReadOnlyList<IMetric> Metrics => [Metric.Accuracy];

    public override int Epochs => 16;

    public override float LearningRate => 0.01f;

    public override int Longest => 60;

    public override IReadOnlyList<Contender> Contenders =>
    [
        With<SpliceVanilla>("V"),
        With<SpliceNoInputGate>("NIG"),
        With<SpliceNoForgetGate>("NFG"),
        With<SpliceNoOutputGate>("NOG"),
        With<SpliceNoInputActivation>("NIAF"),
        With<SpliceNoOutputActivation>("NOAF"),
        With<SpliceCoupledForget>("CIFG"),
        With<SpliceCoupledInput>("CFIG"),
        With<SpliceNoPeepholes>("NP"),
        With<SpliceFullGateRecurrence>("FGR"),
        With<SpliceGruAfter>("GRU"),
        With<SpliceGruBefore>("GRU1"),
        With<SpliceMinimalGated>("MGU"),
    ];

    protected override double Score(Evaluation test) => 100 * (1 - test.Metrics[0]);
}
