using Memory;
using Unrolled;

namespace Playground;

/// <summary>The language aⁿbⁿ: to say which symbols may follow. Whether the string ends must be counted.</summary>
internal sealed class CountingLesson(int seed) : Lesson
{
    private const int Longest = 10;

    public override SequenceDataset Sequences { get; } = CountingStrings.UpTo(Longest);

    public override ILoss Loss => Unrolled.Loss.BinaryCrossEntropy;

    public override string Example => "aaaaabbbbb";

    public override string Characters => "ab";

    public override string[] Labels(string text) => ["start", .. base.Labels(text)];

    public override int Number(int time) => 1 + Draw.Of(seed, time).Next(Longest);

    public override bool IsRight<TModel>(Tape<TModel> tape, int sequence) => CountingStrings.IsRight(tape, sequence);

    public override string Answer(string label, ReadOnlySpan<float> outputs)
    {
        List<string> may = [];
        foreach (var (name, output) in new[] { "a", "b", "the end" }.Zip(outputs.ToArray()))
        {
            if (output > 0)
                may.Add($"{name} ({100 * Sigmoid.Of(output):0} %)");
        }

        return may.Count == 0 ? "then nothing" : "then " + string.Join(", ", may);
    }

    protected override float[] Inputs(string text) => OneHot([0, .. text.Select(symbol => symbol == 'a' ? 1 : 2)], 3);
}
