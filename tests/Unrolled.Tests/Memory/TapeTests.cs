using Unrolled.CompilerServices;

namespace Unrolled.Tests.Memory;

public class TapeTests
{
    private const int Steps = 6;

    public static TheoryData<int> Lanes => [1, 4, 8, 16];

    [Theory]
    [MemberData(nameof(Lanes))]
    public void ABatchOfAnyLengthsGivesWhatEachSequenceGivesAlone(int lanes)
    {
        int[] lengths = [6, 3, 0, 1, 5];
        var model = new FakeModel(1, lanes);
        var together = Filled(model, Steps, lengths.Length, seed: 5);
        lengths.CopyTo(together.Lengths);
        model.Forward(together);
        model.Gradients.Clear();
        model.Backward(together);
        var sums = model.Gradients.ToDictionary(g => g.Name, g => g.ToArray());

        model.Gradients.Clear();
        for (int b = 0; b < lengths.Length; b++)
        {
            if (lengths[b] == 0)
            {
                Assert.Equal(RowOf(together.InitialState["rnn0.forward.h"], b), RowOf(together.FinalState["rnn0.forward.h"], b));
                Assert.Equal(RowOf(together.FinalStateGradients["rnn0.backward.h"], b), RowOf(together.InitialStateGradients["rnn0.backward.h"], b));
                continue;
            }

            var alone = Filled(model, lengths[b], 1, seed: 0);
            CopySequence(together, b, alone);
            model.Forward(alone);
            model.Backward(alone);
            for (int t = 0; t < Steps; t++)
            {
                var y = together.Outputs.Slice((t * lengths.Length + b) * FakeModel.Outputs, FakeModel.Outputs).ToArray();
                var dx = together.InputGradients.Slice((t * lengths.Length + b) * FakeModel.Inputs, FakeModel.Inputs).ToArray();
                var g = together["rnn0.backward.h"].ToArray().AsSpan((t * lengths.Length + b) * FakeModel.Hidden, FakeModel.Hidden).ToArray();
                if (t < lengths[b])
                {
                    Assert.Equal(alone.Outputs.Slice(t * FakeModel.Outputs, FakeModel.Outputs).ToArray(), y);
                    Assert.Equal(alone.InputGradients.Slice(t * FakeModel.Inputs, FakeModel.Inputs).ToArray(), dx);
                    Assert.Equal(alone["rnn0.backward.h"].ToArray().AsSpan(t * FakeModel.Hidden, FakeModel.Hidden).ToArray(), g);
                }
                else
                {
                    Assert.All(y.Concat(dx), value => Assert.Equal(0f, value));
                    Assert.Equal(RowOf(together.InitialState["rnn0.backward.h"], b), g);
                }
            }

            foreach (string name in new[] { "rnn0.forward.h", "rnn0.backward.h" })
            {
                Assert.Equal(alone.FinalState[name].ToArray(), RowOf(together.FinalState[name], b));
                Assert.Equal(alone.InitialStateGradients[name].ToArray(), RowOf(together.InitialStateGradients[name], b));
            }
        }

        foreach (var gradient in model.Gradients)
            Assert.All(gradient.ToArray().Zip(sums[gradient.Name]), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.Contains(sums["rnn0.forward.w"], value => value != 0);
    }

    [Fact]
    public void AUsedTapeGivesWhatANewOneGives()
    {
        var model = new FakeModel(1);
        var used = Filled(model, Steps, 3, seed: 1);
        used.Lengths[1] = 2;
        model.Forward(used);
        model.Backward(used);
        used.Lengths.Fill(Steps);
        var fresh = Filled(model, Steps, 3, seed: 1);

        model.Gradients.Clear();
        model.Forward(fresh);
        model.Backward(fresh);
        var expected = model.Gradients["rnn0.backward.w"].ToArray();
        model.Gradients.Clear();
        model.Forward(used);
        model.Backward(used);
        Assert.Equal(expected, model.Gradients["rnn0.backward.w"].ToArray());
        Assert.Equal(fresh.Outputs.ToArray(), used.Outputs.ToArray());
        Assert.Equal(fresh.InputGradients.ToArray(), used.InputGradients.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GatesAreThereAfterForwardAndAfterBackwardOnlyWhenKept(bool keepGates)
    {
        var model = new FakeModel(1);
        var tape = Filled(model, Steps, 2, seed: 1, keepGates);
        Assert.Contains("call Forward", Assert.Throws<InvalidOperationException>(() => tape["rnn0.forward.g"].ToArray()).Message);
        tape.Lengths[0] = 4;
        model.Forward(tape);
        var h = tape["rnn0.forward.h"].ToArray();
        var g = tape["rnn0.forward.g"].ToArray();
        Assert.Equal("[6, 2, 5]", tape["rnn0.forward.g"].Shape.ToString());
        for (int i = 0; i < g.Length; i++)
        {
            int t = i / (2 * FakeModel.Hidden), b = i / FakeModel.Hidden % 2;
            Assert.Equal(t < tape.Lengths[b] ? 2 * h[i] : 0, g[i]);
        }

        Assert.Throws<InvalidOperationException>(() => tape["rnn0.forward.g"].Set(g));
        model.Backward(tape);
        Assert.Equal(h, tape["rnn0.forward.h"].ToArray());
        if (keepGates)
        {
            Assert.Equal(g, tape["rnn0.forward.g"].ToArray());
            model.Backward(tape);
        }
        else
        {
            Assert.Contains("keepGates: true", Assert.Throws<InvalidOperationException>(() => tape["rnn0.forward.g"].ToArray()).Message);
            Assert.Contains("keepGates: true", Assert.Throws<InvalidOperationException>(() => model.Backward(tape)).Message);
        }
    }

    [Fact]
    public void WhatIsNotThereYetIsSaid()
    {
        var model = new FakeModel(1);
        var tape = model.NewTape(2, 1);
        Assert.Contains("Forward", Assert.Throws<InvalidOperationException>(() => model.Backward(tape)).Message);
        Assert.Contains("Forward", Assert.Throws<InvalidOperationException>(() => tape.FinalState["rnn0.forward.h"].ToArray()).Message);
        Assert.Contains("Forward", Assert.Throws<InvalidOperationException>(tape.CarryState).Message);
        model.Forward(tape);
        Assert.Contains("Backward", Assert.Throws<InvalidOperationException>(() => tape.InitialStateGradients["rnn0.forward.h"].ToArray()).Message);
        Assert.Contains("only be read", Assert.Throws<InvalidOperationException>(() => tape.FinalState["rnn0.forward.h"].Set(new float[5])).Message);
        Assert.Contains("rnn0.forward.g", Assert.Throws<KeyNotFoundException>(() => tape["rnn0.f"]).Message);
        Assert.Contains("rnn0.backward.h", Assert.Throws<KeyNotFoundException>(() => tape.InitialState["h"]).Message);
        Assert.Contains("Inputs", Assert.Throws<InvalidOperationException>(() => tape.Tokens.Length).Message);
    }

    [Fact]
    public void CarriedStateIsTheNextInitialState()
    {
        var model = new FakeModel(1);
        var tape = Filled(model, Steps, 2, seed: 1);
        model.Forward(tape);
        var final = tape.FinalState["rnn0.forward.h"].ToArray();
        tape.CarryState();
        Assert.Equal(final, tape.InitialState["rnn0.forward.h"].ToArray());
        model.Forward(tape);
        Assert.Equal(final, tape.InitialState["rnn0.forward.h"].ToArray());
        Assert.NotEqual(final, tape.FinalState["rnn0.forward.h"].ToArray());
        tape.InitialState.Clear();
        Assert.All(tape.InitialState["rnn0.backward.h"].ToArray(), value => Assert.Equal(0f, value));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(7)]
    [InlineData(int.MinValue)]
    public void AWrongLengthIsRefusedBeforeAnythingRuns(int length)
    {
        var model = new FakeModel(1);
        var tape = Filled(model, Steps, 3, seed: 1);
        model.Forward(tape);
        tape.Lengths[1] = length;
        var error = Assert.Throws<ArgumentException>(() => model.Forward(tape));
        Assert.Contains($"Lengths[1] is {length}", error.Message);
        Assert.Throws<ArgumentException>(tape.WeightLastStepOnly);
        Assert.Throws<InvalidOperationException>(() => model.Backward(tape));
    }

    [Fact]
    public void WeightsAreOneUntilSet()
    {
        var tape = new FakeModel(1).NewTape(Steps, 3);
        Assert.Equal(Steps * 3, tape.Weights.Length);
        Assert.False(tape.Weights.ContainsAnyExcept(1f));
        Assert.Equal([Steps, Steps, Steps], tape.Lengths.ToArray());
        new[] { 6, 0, 2 }.CopyTo(tape.Lengths);
        tape.WeightLastStepOnly();
        Assert.Equal([5 * 3 + 0, 1 * 3 + 2], Enumerable.Range(0, Steps * 3).Where(i => tape.Weights[i] == 1).Order().Reverse().ToArray());
        Assert.Equal(2f, tape.Weights.ToArray().Sum());
    }

    [Fact]
    public void SpansHaveTheSizesOfThePage()
    {
        var tape = new FakeModel(1).NewTape(4, 3);
        Assert.Equal(4 * 3 * FakeModel.Inputs, tape.Inputs.Length);
        Assert.Equal(4 * 3 * FakeModel.Inputs, tape.InputGradients.Length);
        Assert.Equal(4 * 3 * FakeModel.Outputs, tape.Outputs.Length);
        Assert.Equal(4 * 3 * FakeModel.Outputs, tape.OutputGradients.Length);
        Assert.Equal(4 * 3 * FakeModel.Outputs, tape.Targets.Length);
        Assert.Equal(4 * 3, tape.TargetClasses.Length);
    }

    [Fact]
    public void ImpossibleTapesAreRefused()
    {
        var model = new FakeModel(1);
        Assert.Equal("steps", Assert.Throws<ArgumentOutOfRangeException>(() => model.NewTape(0, 1)).ParamName);
        Assert.Equal("batch", Assert.Throws<ArgumentOutOfRangeException>(() => model.NewTape(1, 0)).ParamName);
        Assert.Contains("2147483647 steps × 2147483647", Assert.Throws<ArgumentException>(() => model.NewTape(int.MaxValue, int.MaxValue)).Message);
    }

    [Fact]
    public void PassesAllocateNothingAfterTheFirst()
    {
        var model = new FakeModel(1);
        var tape = Filled(model, Steps, 4, seed: 2);
        tape.Lengths[2] = 3;
        model.Touch(tape);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            model.Touch(tape);
            tape.CarryState();
            tape.WeightLastStepOnly();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void RowsPastASequencesEndAreZero()
    {
        var track = new LayerLayout("dense0", 8);
        track.Vector("b", 3, 0, 8, 0);
        track.ParameterFloats = 8;
        var model = new TokenModel(new ModelLayout("Adder", 3, 0, 3, [track]));
        var tape = new Tape<TokenModel>(model, 2, 2);
        tape.Inputs.Fill(2);
        tape.Lengths[1] = 1;
        tape.BeginForward(default);
        var y = new float[4 * 8];
        Array.Fill(y, 1);
        tape.CollectOutputs(ref y[0], 8, Share.Whole(tape.Rows));
        tape.EndForward();
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0], tape.Outputs.ToArray());
        tape.OutputGradients.Fill(5);
        tape.BeginBackward(tape.ForwardPass.Backward(inputGradients: true, threads: 1));
        tape.SpreadOutputGradients(ref y[0], 8, Share.Whole(tape.Rows));
        Assert.Equal([5, 5, 5, 0, 0, 0, 0, 0], y[16..24]);
        Assert.All(y[24..], value => Assert.Equal(0f, value));
        tape.CollectInputGradients(ref y[0], 8, Share.Whole(tape.Rows));
        tape.EndBackward();
        Assert.Equal([5, 5, 5, 5, 5, 5, 5, 5, 5, 0, 0, 0], tape.InputGradients.ToArray());
    }

    private static Tape<FakeModel> Filled(FakeModel model, int steps, int batch, int seed, bool keepGates = false)
    {
        var random = new Random(seed);
        var tape = model.NewTape(steps, batch, keepGates);
        Fill(random, tape.Inputs);
        Fill(random, tape.OutputGradients);
        foreach (var set in new[] { tape.InitialState, tape.FinalStateGradients })
        {
            foreach (var tensor in set)
            {
                var values = new float[tensor.Length];
                Fill(random, values);
                tensor.Set(values);
            }
        }

        return tape;
    }

    private static void Fill(Random random, Span<float> values)
    {
        foreach (ref float value in values)
            value = random.NextSingle() - 0.5f;
    }

    private static void CopySequence(Tape<FakeModel> from, int b, Tape<FakeModel> to)
    {
        for (int t = 0; t < to.Steps; t++)
        {
            from.Inputs.Slice((t * from.Batch + b) * FakeModel.Inputs, FakeModel.Inputs).CopyTo(to.Inputs[(t * FakeModel.Inputs)..]);
            from.OutputGradients.Slice((t * from.Batch + b) * FakeModel.Outputs, FakeModel.Outputs).CopyTo(to.OutputGradients[(t * FakeModel.Outputs)..]);
        }

        foreach (string name in new[] { "rnn0.forward.h", "rnn0.backward.h" })
        {
            to.InitialState[name].Set(RowOf(from.InitialState[name], b));
            to.FinalStateGradients[name].Set(RowOf(from.FinalStateGradients[name], b));
        }
    }

    private static float[] RowOf(NamedTensor tensor, int b) => tensor.ToArray().AsSpan(b * FakeModel.Hidden, FakeModel.Hidden).ToArray();
}
