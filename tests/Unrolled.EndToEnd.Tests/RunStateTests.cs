using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

[Model(Inputs = 9)]
[Gru(40)]
[Lstm(50, Coupling = Coupling.InputFromForget)]
[Rnn(35)]
public partial class SeveralBlocks;

/// <summary>What Run leaves in the state: what as many steps leave there, whichever place the last of an odd or even number has written to.</summary>
public sealed class RunStateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(131)]
    public void Steps_go_on_from_a_run(int steps)
    {
        GoOn(new RowReader(seed: 1), steps, (model, x, state, y) => model.Step(x, state, y), (model, xs, state, ys) => model.Run(xs, state, ys));
        GoOn(new SeveralBlocks(seed: 1), steps, (model, x, state, y) => model.Step(x, state, y), (model, xs, state, ys) => model.Run(xs, state, ys));
    }

    /// <summary>Bit for bit: someone who is given one step at a time may call either.</summary>
    [Fact]
    public void A_run_of_one_step_is_a_step()
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            IsAStep(new RowReader(seed), (model, x, state, y) => model.Step(x, state, y), (model, xs, state, ys) => model.Run(xs, state, ys));
            IsAStep(new SeveralBlocks(seed), (model, x, state, y) => model.Step(x, state, y), (model, xs, state, ys) => model.Run(xs, state, ys));
        }
    }

    private delegate void Call<T>(T model, ReadOnlySpan<float> x, State<T> state, Span<float> y)
        where T : class, IModel<T>;

    private static void IsAStep<T>(T model, Call<T> step, Call<T> run)
        where T : class, IModel<T>
    {
        var x = new float[T.Layout.Inputs];
        var (stepped, ran) = (model.NewState(), model.NewState());
        var (expected, got) = (new float[T.Layout.Outputs], new float[T.Layout.Outputs]);
        for (var t = 0; t < 3; t++)
        {
            new Random(t).NextSingles(x);
            step(model, x, stepped, expected);
            run(model, x, ran, got);
            Assert.Equal(expected, got);
            Assert.Equal(stepped.All.SelectMany(state => state.ToArray()), ran.All.SelectMany(state => state.ToArray()));
        }
    }

    private static void GoOn<T>(T model, int steps, Call<T> step, Call<T> run)
        where T : class, IModel<T>
    {
        var (inputs, outputs) = (T.Layout.Inputs, T.Layout.Outputs);
        var xs = new float[(steps + 1) * inputs];
        new Random(steps).NextSingles(xs);
        var (stepped, ran) = (model.NewState(), model.NewState());
        var (expected, got) = (new float[outputs], new float[steps * outputs]);
        for (var t = 0; t <= steps; t++)
            step(model, xs.AsSpan(t * inputs, inputs), stepped, expected);
        run(model, xs.AsSpan(0, steps * inputs), ran, got);
        step(model, xs.AsSpan(steps * inputs, inputs), ran, got.AsSpan(0, outputs));
        Compare.Near($"{T.Layout.ModelName}, {steps} steps", got.AsSpan(0, outputs), Array.ConvertAll(expected, value => (double)value), 1e-6);
    }
}
