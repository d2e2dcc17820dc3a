using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

[Model(Inputs = 4)]
[Lstm(8, Direction = Direction.Both)]
[Gru(5, Direction = Direction.Backward, LearnInitialState = true)]
[Rnn(6)]
public partial class ForthAndBack;

/// <summary>A layer that runs backward begins at the end of each sequence: nothing of the sequence before is its state.</summary>
public sealed class BackwardStateTests
{
    private const int Steps = 6;

    private static readonly string[] s_backward = ["lstm0.backward.h", "lstm0.backward.c", "gru1.h"];

    [Fact]
    public void Each_run_begins_anew_at_the_end()
    {
        var model = NewModel();
        float[] first = Inputs(1), second = Inputs(2);
        var state = model.NewState();
        Run(model, state, first);
        float[] forward = state["lstm0.forward.h"].ToArray(), c = state["lstm0.forward.c"].ToArray(), h = state["rnn2.h"].ToArray();
        float[] got = Run(model, state, second);

        // A state that has run nothing, with the forward states of the first.
        var fresh = model.NewState();
        fresh["lstm0.forward.h"].Set(forward);
        fresh["lstm0.forward.c"].Set(c);
        fresh["rnn2.h"].Set(h);
        Assert.Equal(Run(model, fresh, second), got);
        Assert.Equal(Values(fresh), Values(state));
    }

    [Fact]
    public void What_it_ended_with_can_be_read()
    {
        var model = NewModel();
        float[] xs = Inputs(1);
        var state = model.NewState();
        Run(model, state, xs);
        var tape = model.NewTape(Steps, 1);
        xs.CopyTo(tape.Inputs);
        model.Forward(tape, training: false);
        foreach (var tensor in state.All)
            Assert.Equal(tape.FinalState[tensor.Name].ToArray(), tensor.ToArray());
    }

    [Fact]
    public void A_state_set_by_name_starts_the_next_run_only()
    {
        var model = NewModel();
        float[] xs = Inputs(1);
        var tape = model.NewTape(Steps, 1);
        var state = model.NewState();
        xs.CopyTo(tape.Inputs);
        foreach (string name in s_backward)
        {
            float[] start = [.. Enumerable.Range(0, state[name].Length).Select(k => 0.3f - 0.1f * k)];
            state[name].Set(start);
            tape.InitialState[name].Set(start);
        }

        model.Forward(tape, training: false);
        Assert.Equal(tape.Outputs.ToArray(), Run(model, state, xs));

        foreach (string name in new[] { "lstm0.forward.h", "lstm0.forward.c", "rnn2.h" })
            state[name].Set(new float[state[name].Length]);
        Assert.Equal(model.Predict(xs), Run(model, state, xs));
    }

    [Fact]
    public void A_state_set_by_name_goes_with_a_copy_and_not_with_numbers_or_a_reset()
    {
        var model = NewModel();
        float[] xs = Inputs(1), start = [1, -1, 1, -1, 1];
        var set = model.NewState();
        set["gru1.h"].Set(start);
        var (copy, numbers, reset, moved) = (model.NewState(), model.NewState(), model.NewState(), model.NewState(streams: 2));
        set.CopyTo(copy);
        set.CopyTo(moved, stream: 0, otherStream: 1);
        var kept = new float[set.Length];
        set.CopyTo(kept);
        numbers["gru1.h"].Set(start);
        numbers.Set(kept);
        reset["gru1.h"].Set(start);
        reset.Reset();
        float[] expected = Run(model, set, xs), plain = model.Predict(xs);
        Assert.NotEqual(plain, expected);
        Assert.Equal(expected, Run(model, copy, xs));
        Assert.Equal(plain, Run(model, numbers, xs));
        Assert.Equal(plain, Run(model, reset, xs));

        float[] both = new float[xs.Length * 2], ys = new float[2 * expected.Length];
        for (int t = 0; t < Steps; t++)
        {
            xs.AsSpan(4 * t, 4).CopyTo(both.AsSpan(8 * t));
            xs.AsSpan(4 * t, 4).CopyTo(both.AsSpan(8 * t + 4));
        }

        model.Run(both, moved, ys);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(plain[i], ys[i / 6 * 12 + i % 6], 1e-6f);
            Assert.Equal(expected[i], ys[i / 6 * 12 + 6 + i % 6], 1e-6f);
        }

        Assert.True(Math.Abs(expected[0] - plain[0]) > 1e-3f);
    }

    [Fact]
    public void A_state_kept_between_two_sequences_gives_the_same_again()
    {
        var model = NewModel();
        var state = model.NewState();
        Run(model, state, Inputs(1));
        var kept = new float[state.Length];
        state.CopyTo(kept);
        float[] expected = Run(model, state, Inputs(2));
        state.Set(kept);
        Assert.Equal(expected, Run(model, state, Inputs(2)));
    }

    private static ForthAndBack NewModel()
    {
        var model = new ForthAndBack(1);
        model.Parameters["gru1.h0"].Set([0.5f, -0.5f, 0.25f, 0, 1]);
        return model;
    }

    private static float[] Inputs(int seed)
    {
        var xs = new float[Steps * ForthAndBack.Inputs];
        new Random(seed).NextSingles(xs);
        return xs;
    }

    private static float[] Run(ForthAndBack model, State<ForthAndBack> state, float[] xs)
    {
        var ys = new float[Steps * ForthAndBack.Outputs];
        model.Run(xs, state, ys);
        return ys;
    }

    private static float[] Values(State<ForthAndBack> state)
    {
        var values = new float[state.Length];
        state.CopyTo(values);
        return values;
    }
}
