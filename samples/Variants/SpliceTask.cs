using Unrolled;

namespace Variants;

/// <summary>DNA, letter by letter: whether a splice site lies in the middle of sixty letters, and which. Of the sequences that it has not seen, how many are
/// wrong.</summary>
internal sealed class SpliceTask : ClassificationTask
{
    public SpliceTask()
        : base("splice", "wrong sequences, %", parameters: 2_895, Data())
    {
    }

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

    private static SequenceDataset Data()
    {
        string[] classes = ["ei", "ie", "n"];
        string[][] rows = [.. Lines("splice.csv").Skip(1).Select(line => line.Split(','))];
        int[] Tokens(string letters) => [.. letters.Select(letter => "ACGT".IndexOf(letter))];
        return SequenceDataset.Classification([.. rows.Select(row => Tokens(row[0]))], [.. rows.Select(row => Array.IndexOf(classes, row[1]))]);
    }
}
