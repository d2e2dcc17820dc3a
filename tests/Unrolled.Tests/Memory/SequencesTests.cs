using Unrolled.CompilerServices;

namespace Unrolled.Tests.Memory;

public class SequencesTests
{
    [Theory]
    [InlineData(3, 5, 4, 8, 8)]
    [InlineData(8, 8, 8, 8, 16)]
    [InlineData(1, 2, 1, 2, 3)]
    [InlineData(5, 5, 16, 16, 16)]
    public void BothDirectionsStandSideBySideAndComeApart(int firstWidth, int secondWidth, int firstStride, int secondStride, int bothStride)
    {
        const int Rows = 4;
        float[] first = Numbers(Rows, firstWidth, firstStride, 100), second = Numbers(Rows, secondWidth, secondStride, 500);
        float[] both = [.. Enumerable.Repeat(-1f, Rows * bothStride)];
        Sequences.Concatenate(ref first[0], firstStride, firstWidth, ref second[0], secondStride, secondWidth, ref both[0], bothStride, Share.Whole(Rows));
        for (int r = 0; r < Rows; r++)
        {
            var expected = first.Skip(r * firstStride).Take(firstWidth).Concat(second.Skip(r * secondStride).Take(secondWidth));
            Assert.Equal(expected.Concat(new float[bothStride - firstWidth - secondWidth]), both.Skip(r * bothStride).Take(bothStride));
        }

        float[] firstBack = [.. Enumerable.Repeat(-1f, first.Length)], secondBack = [.. Enumerable.Repeat(-1f, second.Length)];
        Sequences.Split(ref both[0], bothStride, ref firstBack[0], firstStride, firstWidth, ref secondBack[0], secondStride, secondWidth, Share.Whole(Rows));
        Assert.Equal(first, firstBack);
        Assert.Equal(second, secondBack);
    }

    [Theory]
    [InlineData(8, 8, 8)]
    [InlineData(5, 16, 5)]
    [InlineData(5, 5, 16)]
    [InlineData(20, 32, 24)]
    [InlineData(70, 80, 75)]
    public void RowsAreCopiedAndWhatRemainsBecomesZero(int width, int sourceStride, int destinationStride)
    {
        const int Rows = 3;
        float[] source = Numbers(Rows, width, sourceStride, 10), destination = [.. Enumerable.Repeat(-1f, (Rows * destinationStride) + 2)];
        Sequences.CopyRows(ref source[0], sourceStride, ref destination[1], destinationStride, width, Rows);
        for (int r = 0; r < Rows; r++)
            Assert.Equal(source.Skip(r * sourceStride).Take(width).Concat(new float[destinationStride - width]), destination.Skip(1 + (r * destinationStride))
                .Take(destinationStride));
        Assert.Equal(-1f, destination[0]);
        Assert.Equal(-1f, destination[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void StatesAreCarriedAndGradientsWaitPastTheEnd(bool reversed)
    {
        var model = new FakeModel(1, lanes: 8);
        var tape = model.NewTape(3, 2);
        new[] { 3, 1 }.CopyTo(tape.Lengths);
        tape.BeginForward(default);
        var track = tape.Track(reversed ? 1 : 0);
        var states = track[0].Span;
        for (int i = 0; i < states.Length; i++)
            states[i] = i / 8;

        // Rows are 2·time + sequence; sequence 1 has step 0 alone.
        Sequences.Carry(track, Share.Whole(2), 1);
        float[] rows = [.. Enumerable.Range(0, 8).Select(row => track[0].Span[row * 8])];
        Assert.Equal(reversed ? [0, 1, 2, 5, 4, 5, 6, 7] : [0, 1, 2, 3, 4, 3, 6, 7], rows);

        var gradient = track[1].Span;
        gradient.Fill(4);
        Sequences.Suspend(track, Share.Whole(2), 2);
        Assert.Equal([4f, 0f], [gradient[0], gradient[8]]);
        gradient.Fill(9);
        Sequences.Resume(track, Share.Whole(2), 2);
        Assert.Equal([9f, 4f], [gradient[0], gradient[8]]);
        Sequences.Suspend(track, Share.Whole(2), 0);
        Assert.False(gradient[..8].ContainsAnyExcept(9f));
        Assert.False(gradient[8..].ContainsAnyExcept(4f));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(45)]
    public void AddTouchesExactlyItsElements(int count)
    {
        float[] terms = [.. Enumerable.Range(1, 60).Select(i => (float)i)], sums = [.. Enumerable.Repeat(100f, 60)];
        Sequences.Add(ref terms[0], ref sums[0], count);
        for (int i = 0; i < sums.Length; i++)
            Assert.Equal(i < count ? 101 + i : 100, sums[i]);
    }

    private static float[] Numbers(int rows, int width, int stride, float from) =>
        [.. Enumerable.Range(0, rows * stride).Select(i => i % stride < width ? from + i : 0)];
}
