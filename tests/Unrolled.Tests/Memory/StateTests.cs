using Unrolled.CompilerServices;

namespace Unrolled.Tests.Memory;

public class StateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void StatesAreSetReadAndReset(int lanes)
    {
        var state = new FakeModel(1, lanes).NewState();
        state["rnn0.forward.h"].Set([1, 2, 3, 4, 5]);
        state["rnn0.backward.h"].Set([6, 7, 8, 9, 10]);
        Assert.Equal([1, 2, 3, 4, 5], state["rnn0.forward.h"].ToArray());
        Assert.Equal("[5]", state["rnn0.backward.h"].Shape.ToString());
        Assert.Equal(2, state.All.Count);
        Assert.Equal(6, state.Track(1));
        state.Reset();
        Assert.All(state.All.SelectMany(tensor => tensor.ToArray()), value => Assert.Equal(0f, value));
        Assert.Contains("nearest is 'rnn0.forward.h'", Assert.Throws<KeyNotFoundException>(() => state["rnn0.forwad.h"]).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void StreamsHaveStatesOfTheirOwn(int lanes)
    {
        var state = new FakeModel(1, lanes).NewState(streams: 3);
        Assert.Equal(3, state.Streams);
        Assert.Equal("[3, 5]", state["rnn0.forward.h"].Shape.ToString());
        float[] forward = [.. Enumerable.Range(1, 15)], backward = [.. Enumerable.Range(21, 15)];
        state["rnn0.forward.h"].Set(forward);
        state["rnn0.backward.h"].Set(backward);
        Assert.Equal(forward, state["rnn0.forward.h"].ToArray());
        state.Reset(stream: 1);
        Assert.Equal([1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 11, 12, 13, 14, 15], state["rnn0.forward.h"].ToArray());
        Assert.Equal([21, 22, 23, 24, 25, 0, 0, 0, 0, 0, 31, 32, 33, 34, 35], state["rnn0.backward.h"].ToArray());
        state.Reset();
        Assert.All(state.All.SelectMany(tensor => tensor.ToArray()), value => Assert.Equal(0f, value));
        Assert.Throws<ArgumentOutOfRangeException>("stream", () => state.Reset(3));
        Assert.Throws<ArgumentOutOfRangeException>("streams", () => new FakeModel(1, lanes).NewState(streams: 0));
        Assert.Contains("use several states", Assert.Throws<ArgumentException>("streams", () => new FakeModel(1, lanes).NewState(int.MaxValue)).Message);
    }

    [Fact]
    public void RunsOfAnyLengthContinueFromTheState()
    {
        var model = new FakeModel(1);
        var state = model.NewState();
        state["rnn0.forward.h"].Set([1, 2, 3, 4, 5]);
        float[] xs = [.. Enumerable.Range(0, 7 * FakeModel.Inputs).Select(i => i * 0.1f)];
        var whole = model.NewTape(7, 1);
        whole.InitialState["rnn0.forward.h"].Set([1, 2, 3, 4, 5]);
        xs.CopyTo(whole.Inputs);
        model.Forward(whole);

        var tapes = new HashSet<Tape<FakeModel>>();
        int done = 0;
        foreach (int steps in new[] { 4, 1, 2 })
        {
            var tape = state.RunTape(steps);
            tapes.Add(tape);
            Assert.Equal(steps, tape.Steps);
            xs.AsSpan(done * FakeModel.Inputs, steps * FakeModel.Inputs).CopyTo(tape.Inputs);
            model.Forward(tape);
            state.Take(tape);
            for (int t = 0; t < steps; t++)
            {
                // The forward direction's half; the other one sees only its own piece.
                Assert.Equal(
                    whole.Outputs.Slice((done + t) * FakeModel.Outputs, FakeModel.Hidden).ToArray(),
                    tape.Outputs.Slice(t * FakeModel.Outputs, FakeModel.Hidden).ToArray());
            }

            done += steps;
        }

        Assert.Single(tapes);
        Assert.Equal(whole.FinalState["rnn0.forward.h"].ToArray(), state["rnn0.forward.h"].ToArray());
        Assert.NotSame(tapes.Single(), state.RunTape(5));
    }

    [Fact]
    public void RunsAllocateNothingAfterTheLongest()
    {
        var model = new FakeModel(1);
        var state = model.NewState();
        Run(9);
        Run(3);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int steps = 1; steps < 10; steps++)
            Run(steps);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int steps)
        {
            var tape = state.RunTape(steps);
            tape.Inputs.Fill(1);
            model.Forward(tape);
            state.Take(tape);
        }
    }
}
