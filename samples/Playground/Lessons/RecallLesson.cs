using Memory;
using Unrolled;

namespace Playground;

/// <summary>Recall over a lag: a marked +1 or −1, random numbers, and the question which it was.</summary>
internal sealed class RecallLesson(int seed, int lag) : Lesson
{
    private const int Count = 1_000_000, Noise = 0;

    public override SequenceDataset Sequences { get; } = RecallSequences.Of(seed, lag, Count);

    public override SequenceDataset Questions { get; } = RecallSequences.Of(seed, lag, count: 100);

    public override ILoss Loss => Unrolled.Loss.BinaryCrossEntropy;

    public override string Example { get; } = "+" + new string('.', lag - 1) + "?";

    public override string Characters => "+-.?";

    public override bool IsRight<TModel>(Tape<TModel> tape, int sequence) => RecallSequences.Error(tape, sequence) < 0.5;

    public override string Answer(string label, ReadOnlySpan<float> outputs)
    {
        double plus = Sigmoid.Of(outputs[0]);
        return label != "?" ? "" : plus > 0.5 ? $"it was + ({100 * plus:0} %)" : $"it was - ({100 * (1 - plus):0} %)";
    }

    /// <summary>A point is a random number, the same at each reading.</summary>
    protected override float[] Inputs(string text) => [.. text.SelectMany((symbol, step) => symbol switch
    {
        '+' => (float[])[1, 1],
        '-' => [-1, 1],
        '?' => [Draw.Of(Noise, step).Signed(), -1],
        _ => [Draw.Of(Noise, step).Signed(), 0],
    })];
}
