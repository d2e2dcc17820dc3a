namespace Unrolled.EndToEnd.Tests;

/// <summary>A state can be kept, set again and given away.</summary>
public sealed class StateValueTests
{
    [Fact]
    public void A_state_that_is_set_again_gives_the_same()
    {
        var model = new Stacked(1);
        var state = model.NewState(3);
        Steps(model, state, 3, 5);
        var kept = new float[state.Length];
        state.CopyTo(kept);
        Assert.Equal(state.All.Sum(s => s.Length), state.Length);
        float[] expected = Steps(model, state, 3, 4);
        state.Reset();
        state.Set(kept);
        Assert.Equal(expected, Steps(model, state, 3, 4));
        var other = model.NewState(3);
        other.Set(kept);
        var copy = model.NewState(3);
        other.CopyTo(copy);
        Assert.Equal(expected, Steps(model, copy, 3, 4));
    }

    [Fact]
    public void One_stream_moves_to_another_state()
    {
        var (model, heavier) = (new Stacked(1), new Stacked(2));
        var many = model.NewState(4);
        Steps(model, many, 4, 5);
        var stream = new float[many.StreamLength];
        many.CopyTo(stream, stream: 2);
        var one = heavier.NewState();
        Assert.Equal(one.Length, one.StreamLength);
        many.CopyTo(one, stream: 2);
        Assert.Equal(stream, Values(one));
        var back = heavier.NewState(4);
        back.Set(stream, stream: 3);
        Assert.Equal(stream, Values(back)[(3 * stream.Length)..]);
        Assert.All(Values(back)[..(3 * stream.Length)], v => Assert.Equal(0, v));
        float[] expected = Steps(heavier, one, 1, 3);
        one.Set(stream);
        Assert.Equal(expected, Steps(heavier, one, 1, 3));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var state = new Stacked(1).NewState(2);
        Assert.Contains($"has {state.Length} floats; found 3", Assert.Throws<ArgumentException>(() => state.CopyTo(new float[3])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => state.Set(new float[state.Length + 1]));
        Assert.Throws<ArgumentException>(() => state.Set(new float[state.StreamLength + 1], stream: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => state.Set(new float[state.StreamLength], stream: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => state.CopyTo(state, 0, 2));
        Assert.Contains("a state of 2 streams; found one of 1", Assert.Throws<ArgumentException>(() => state.CopyTo(new Stacked(1).NewState())).Message,
            StringComparison.Ordinal);
    }

    private static float[] Values(State<Stacked> state)
    {
        var values = new float[state.Length];
        state.CopyTo(values);
        return values;
    }

    private static float[] Steps(Stacked model, State<Stacked> state, int streams, int steps)
    {
        var random = new Random(steps);
        float[] xs = [.. Enumerable.Range(0, steps * streams * Stacked.Inputs).Select(_ => random.NextSingle())];
        var ys = new float[steps * streams * Stacked.Outputs];
        model.Run(xs, state, ys);
        return ys;
    }
}
