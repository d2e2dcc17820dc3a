using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

[Model(Inputs = 1)]
[Rnn(9, Bias = false)]
public partial class FadingRnn;

[Model(Inputs = 1)]
[Gru(20)]
[Gru(5)]
public partial class FadingGru;

[Model(Inputs = 1)]
[Lstm(17, Projection = 3)]
public partial class FadingLstm;

/// <summary>What dies away becomes 0 before it becomes subnormal: such numbers make arithmetic many times slower.</summary>
public sealed class SilenceTests
{
    private const int Block = 48;

    /// <summary>A little above the smallest normal float, 1.2e-38: what a step multiplies is at least this or 0.</summary>
    private const float Small = 1e-36f;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void States_of_streams_end_at_zero(int streams)
    {
        Fade<FadingRnn>(streams, (model, x, state, y) => model.Run(x, state, y));
        Fade<FadingGru>(streams, (model, x, state, y) => model.Run(x, state, y));
        Fade<FadingLstm>(streams, (model, x, state, y) => model.Run(x, state, y));
    }

    [Fact]
    public void States_of_single_steps_end_at_zero() =>
        Fade<FadingLstm>(streams: 1, (model, x, state, y) =>
        {
            for (var t = 0; t < Block; t++)
                model.Step(x.Slice(t, 1), state, y.Slice(t * FadingLstm.Outputs, FadingLstm.Outputs));
        });

    [Fact]
    public void States_of_a_tape_end_at_zero()
    {
        var model = Slow(new FadingGru(seed: 2));
        var tape = model.NewTape(Block, 4);
        tape.Inputs.Fill(1);
        for (var pass = 0; pass < 1200; pass++)
        {
            model.Forward(tape);
            NothingSmall(tape.FinalState.SelectMany(state => state.ToArray()), $"pass {pass}");
            tape.CarryState();
            tape.Inputs.Clear();
        }

        Assert.All(tape.FinalState.SelectMany(state => state.ToArray()), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Gradients_that_die_away_end_at_zero()
    {
        const int Steps = 1000;
        var model = new ReberLstm(seed: 1);
        foreach (var parameter in model.Parameters)
            parameter.Set([.. Enumerable.Repeat(-0.1f, parameter.Length)]);
        var tape = model.NewTape(Steps, batch: 3);
        tape.Inputs.Fill(0.1f);
        tape.Targets.Clear();
        tape.WeightLastStepOnly();
        model.Forward(tape);
        Loss.MeanSquaredError.Evaluate(tape);
        model.Gradients.Clear();
        model.Backward(tape);
        var rows = tape.InputGradients.ToArray().Chunk(3 * ReberLstm.Inputs).ToArray();
        Assert.All(rows[^1], value => Assert.NotEqual(0, value));
        Assert.All(rows[..(Steps / 2)].SelectMany(row => row), value => Assert.Equal(0, value));
        Assert.InRange(rows.SelectMany(row => row).Count(value => float.IsSubnormal(value)), 0, 16 * 3 * ReberLstm.Inputs);
    }

    [Fact]
    public void Moments_that_die_away_end_at_zero()
    {
        var model = new ReberLstm(seed: 1);
        var trainer = new Trainer<ReberLstm>(model, Loss.MeanSquaredError, new Adam(0.01f, beta1: 0.9f, beta2: 0.9f));
        var tape = model.NewTape(steps: 3, batch: 2);
        tape.Inputs.Fill(1);
        tape.Targets.Clear();
        trainer.Step(tape);
        Assert.All(trainer.OptimizerState.SelectMany(moment => moment.ToArray()), value => Assert.NotEqual(0, value));
        for (var update = 0; update < 1000; update++)
        {
            trainer.Update();
            NothingSmall(trainer.OptimizerState.SelectMany(moment => moment.ToArray()), $"update {update}");
        }

        Assert.All(trainer.OptimizerState.SelectMany(moment => moment.ToArray()), value => Assert.Equal(0, value));
    }

    private delegate void Call<T>(T model, ReadOnlySpan<float> x, State<T> state, Span<float> y)
        where T : class, IModel<T>;

    private static void Fade<T>(int streams, Call<T> run)
        where T : class, IModel<T>
    {
        var model = Slow(T.Create(seed: 3));
        var state = new State<T>(model, streams);
        var (xs, ys) = (new float[Block * streams], new float[Block * streams * T.Layout.Outputs]);
        Array.Fill(xs, 1);
        run(model, xs, state, ys);
        Assert.All(state.All.SelectMany(tensor => tensor.ToArray()), value => Assert.NotEqual(0, value));
        Array.Clear(xs);
        for (var block = 0; block < 1600; block++)
        {
            run(model, xs, state, ys);
            NothingSmall(state.All.SelectMany(tensor => tensor.ToArray()), $"{T.Layout.ModelName}, block {block}");
        }

        Assert.All(state.All.SelectMany(tensor => tensor.ToArray()), value => Assert.Equal(0, value));
    }

    /// <summary>What is remembered dies away by 0.3% a step.</summary>
    private static T Slow<T>(T model)
        where T : class, IModel<T>
    {
        foreach (var parameter in model.Parameters)
        {
            if (parameter.Name.Contains(".b", StringComparison.Ordinal))
            {
                bool holds = parameter.Name.EndsWith("b_z", StringComparison.Ordinal) || parameter.Name.EndsWith("b_f", StringComparison.Ordinal);
                parameter.Set([.. Enumerable.Repeat(holds ? 5.8f : 0, parameter.Length)]);
            }

            if (parameter.Name.Contains(".R_", StringComparison.Ordinal))
                parameter.Set([.. parameter.ToArray().Select(value => value * (parameter.Name.StartsWith("rnn", StringComparison.Ordinal) ? 0.997f : 0.05f))]);
        }

        return model;
    }

    private static void NothingSmall(IEnumerable<float> values, string when) =>
        Assert.All(values, value => Assert.True(value == 0 || MathF.Abs(value) > Small, $"{value} in {when}"));
}
