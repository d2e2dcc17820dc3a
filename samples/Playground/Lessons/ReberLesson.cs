using OwnCell;
using Unrolled;

namespace Playground;

/// <summary>The embedded Reber grammar: to say which symbols may follow. The last but one is the second, which must be remembered.</summary>
internal sealed class ReberLesson(int seed) : Lesson
{
    private const int Strings = 2_000;

    public override SequenceDataset Sequences { get; } = Reber.Strings(Strings, seed);

    /// <summary>Without the last step: what follows then is always E.</summary>
    public override SequenceDataset Questions { get; } = Reber.Strings(count: 100, seed, leaveOut: 1);

    public override ILoss Loss => Unrolled.Loss.SoftmaxCrossEntropyWithTargets;

    public override string Example => "BTBTXSETE";

    public override string Characters => Reber.Symbols;

    public override bool IsRight<TModel>(Tape<TModel> tape, int sequence)
    {
        for (int step = 0; step < tape.Lengths[sequence]; step++)
        {
            if (!WholeStrings.IsRight(tape.Output(step, sequence), tape.Target(step, sequence)))
                return false;
        }

        return true;
    }

    public override string Answer(string label, ReadOnlySpan<float> outputs)
    {
        float[] probabilities = Softmax.Of(outputs);
        var likely = Enumerable.Range(0, probabilities.Length).Where(k => probabilities[k] >= 0.1).OrderByDescending(k => probabilities[k]);
        return "then " + string.Join(", ", likely.Select(k => $"{Reber.Symbols[k]} ({100 * probabilities[k]:0} %)"));
    }

    protected override float[] Inputs(string text) =>
        OneHot([.. text.Select(symbol => Reber.Symbols.IndexOf(symbol, StringComparison.Ordinal))], Reber.Symbols.Length);
}
