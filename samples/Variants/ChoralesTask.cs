using System.Text.Json;
using Unrolled;

namespace Variants;

/// <summary>The next chord of a chorale: the negative logarithm of the probability of the chord that came, in nats.</summary>
internal sealed class ChoralesTask : RealTask
{
    public const string Unit = "nats a chord";

    private const int Lowest = 21, Keys = 88;

    /// <param name="path">jsb-chorales-quarter.json.</param>
    public ChoralesTask(string path)
        : base("chorales", Unit, parameters: 22_800)
    {
        var pieces = JsonSerializer.Deserialize<Dictionary<string, int[][][]>>(File.ReadAllText(path))!;
        float[] Chord(int[] notes) => [.. Enumerable.Range(Lowest, Keys).Select(key => notes.Contains(key) ? 1f : 0f)];
        SequenceDataset Part(string name) => SequenceDataset.NextStep([.. pieces[name].Select(piece => piece.SelectMany(Chord).ToArray())]);
        (Train, Held, Test) = (Part("train"), Part("valid"), Part("test"));
        Longest = pieces["train"].Max(piece => piece.Length) - 1;
    }

    public override SequenceDataset Train { get; }

    public override SequenceDataset Held { get; }

    public override SequenceDataset Test { get; }

    public override ILoss Loss => Unrolled.Loss.BinaryCrossEntropy;

    public override int Epochs => 25;

    public override int Longest { get; }

    public override float LearningRate => 0.01f;

    public override IReadOnlyList<Contender> Contenders =>
    [
        With<ChoraleVanilla>("V"),
        With<ChoraleNoInputGate>("NIG"),
        With<ChoraleNoForgetGate>("NFG"),
        With<ChoraleNoOutputGate>("NOG"),
        With<ChoraleNoInputActivation>("NIAF"),
        With<ChoraleNoOutputActivation>("NOAF"),
        With<ChoraleCoupledForget>("CIFG"),
        With<ChoraleCoupledInput>("CFIG"),
        With<ChoraleNoPeepholes>("NP"),
        With<ChoraleFullGateRecurrence>("FGR"),
        With<ChoraleGruAfter>("GRU"),
        With<ChoraleGruBefore>("GRU1"),
        With<ChoraleMinimalGated>("MGU"),
    ];

    protected override double Score(Evaluation test) => test.Loss * Keys;      // the loss is a mean over the keys
}
