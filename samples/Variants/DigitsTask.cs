using Unrolled;

namespace Variants;

/// <summary>Handwritten digits, read in eight rows of eight pixels: of those that it has not seen, how many are wrong.</summary>
internal sealed class DigitsTask : ClassificationTask
{
    public DigitsTask()
        : base("digits", "wrong digits, %", parameters: 4_517, Data())
    {
    }

    public override int Epochs => 25;

    public override int Longest => 8;

    public override IReadOnlyList<Contender> Contenders =>
    [
        With<DigitVanilla>("V"),
        With<DigitNoInputGate>("NIG"),
        With<DigitNoForgetGate>("NFG"),
        With<DigitNoOutputGate>("NOG"),
        With<DigitNoInputActivation>("NIAF"),
        With<DigitNoOutputActivation>("NOAF"),
        With<DigitCoupledForget>("CIFG"),
        With<DigitCoupledInput>("CFIG"),
        With<DigitNoPeepholes>("NP"),
        With<DigitFullGateRecurrence>("FGR"),
        With<DigitGruAfter>("GRU"),
        With<DigitGruBefore>("GRU1"),
        With<DigitMinimalGated>("MGU"),
    ];

    private static SequenceDataset Data()
    {
        int[][] rows = [.. Lines("digits.csv").Select(line => line.Split(',').Select(int.Parse).ToArray())];
        float[][] images = [.. rows.Select(row => row[..64].Select(pixel => pixel / 16f).ToArray())];
        return SequenceDataset.Classification(images, [.. rows.Select(row => row[64])]);
    }
}
