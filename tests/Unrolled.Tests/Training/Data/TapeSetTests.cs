using Unrolled.Tests.Memory;

namespace Unrolled.Tests.Training.Data;

[Trait("Vectors", "none")]
public sealed class TapeSetTests
{
    [Fact]
    public void Steps_are_spans_of_the_tape()
    {
        var tape = new LinearModel(1).NewTape(4, 3);
        tape.Input(2, 1)[2] = 5;
        Assert.Equal(5, tape.Inputs[(2 * 3 + 1) * 3 + 2]);
        tape.Target(3, 0)[4] = 6;
        Assert.Equal(6, tape.Targets[3 * 3 * 5 + 4]);
        tape.Model.Forward(tape);
        Assert.Equal(tape.Outputs.Slice((1 * 3 + 2) * 5, 5).ToArray(), tape.Output(1, 2).ToArray());
        Assert.Contains("from 0 to 3; found 4", Assert.Throws<ArgumentOutOfRangeException>(() => tape.Input(4, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Output(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Target(-1, 0));
    }

    [Fact]
    public void A_whole_sequence_with_targets()
    {
        var tape = new LinearModel(1).NewTape(4, 2);
        tape.Set(1, [1f, 2, 3, 4, 5, 6], [1f, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        Assert.Equal([4, 2], tape.Lengths.ToArray());
        Assert.Equal([4f, 5, 6], tape.Input(1, 1).ToArray());
        Assert.Equal([6f, 7, 8, 9, 10], tape.Target(1, 1).ToArray());
        Assert.Equal([1f, 1], Weights(tape, 1, 2));
        tape.Set(1, [1f, 2, 3, 4, 5, 6], [1f, 2, 3, 4, 5]);
        Assert.Equal([0f, 1], Weights(tape, 1, 2));
        Assert.Equal([1f, 2, 3, 4, 5], tape.Target(1, 1).ToArray());
        tape.Set(0, [1f, 2, 3, 4, 5, 6], 3);
        Assert.Equal([0f, 1], Weights(tape, 0, 2));
        Assert.Equal(3, tape.TargetClasses[2]);
        tape.Set(0, [1f, 2, 3, 4, 5, 6], new[] { 1, 2 });
        Assert.Equal([1f, 1], Weights(tape, 0, 2));
        Assert.Equal((1, 2), (tape.TargetClasses[0], tape.TargetClasses[2]));
        tape.Set(1, SequenceDataset.Classification([[9f, 8, 7]], [2]), 0);
        Assert.Equal(1, tape.Lengths[1]);
        Assert.Equal([9f, 8, 7], tape.Input(0, 1).ToArray());
        Assert.Equal(2, tape.TargetClasses[1]);
    }

    [Fact]
    public void A_sequence_of_tokens()
    {
        var tape = new TokenModel(10).NewTape(3, 2);
        tape.Set(1, [7, 8], new[] { 0, 1 });
        Assert.Equal([0, 7, 0, 8, 0, 0], tape.Tokens.ToArray());
        Assert.Equal(2, tape.Lengths[1]);
        tape.Set(0, [1, 2, 3], new float[] { 5, 6 });
        Assert.Equal([5f, 6], tape.Target(2, 0).ToArray());
        tape.Set(0, [4], 1);
        Assert.Equal(1, tape.Lengths[0]);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var tape = new LinearModel(1).NewTape(2, 2);
        Assert.Contains("whole steps of the 3 inputs of LinearModel; found 4", Assert.Throws<ArgumentException>(() => tape.Set(0, new float[4])).Message,
            StringComparison.Ordinal);
        Assert.Contains("at most the tape's 2 steps; found 3", Assert.Throws<ArgumentException>(() => tape.Set(0, new float[9])).Message,
            StringComparison.Ordinal);
        Assert.Contains("found 4", Assert.Throws<ArgumentException>(() => tape.Set(0, new float[6], new float[4])).Message, StringComparison.Ordinal);
        Assert.Contains("a class for each of the 2 steps; found 1", Assert.Throws<ArgumentException>(() => tape.Set(0, new float[6], new int[1])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Set(2, new float[6]));
        Assert.Throws<InvalidOperationException>(() => tape.Set(0, new int[1]));
        Assert.Throws<InvalidOperationException>(() => new TokenModel(10).NewTape(2, 2).Set(0, new float[1]));
        Assert.Throws<ArgumentException>(() => tape.Set(0, new float[0], 1));
    }

    private static float[] Weights<TModel>(Tape<TModel> tape, int sequence, int steps)
        where TModel : class, IModel<TModel> => [.. Enumerable.Range(0, steps).Select(step => tape.Weights[step * tape.Batch + sequence])];
}
