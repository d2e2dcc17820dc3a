using System.Runtime.CompilerServices;

namespace Unrolled.Benchmarks.Weights;

/// <summary>A model without training that is known at run time only.</summary>
internal abstract class WeighedModel
{
    /// <summary>Steps of one call of <c>Run</c>.</summary>
    public const int RunSteps = 256;

    /// <summary>Repeats a step of that many streams.</summary>
    public abstract Action<long> Steps(int streams);

    /// <summary>Repeats a run of <see cref="RunSteps"/>.</summary>
    public abstract Action<long> Runs();

    /// <summary>Makes one of a class that is an <see cref="IStepped{TSelf}"/>.</summary>
    public static WeighedModel Of(Type model) => (WeighedModel)Activator.CreateInstance(typeof(WeighedModel<>).MakeGenericType(model))!;
}

/// <summary>A model without training that is known at run time only, of one class.</summary>
internal sealed class WeighedModel<TModel> : WeighedModel
    where TModel : class, IStepped<TModel>
{
    private const int StepInputs = 64;

    private readonly TModel _model = TModel.Create(seed: 1);

    private delegate void StepCall(ReadOnlySpan<float> x, State<TModel> state, Span<float> y);

    public override Action<long> Steps(int streams)
    {
        var state = _model.NewState(streams);
        var y = new float[streams * TModel.Layout.Outputs];
        int inputs = streams * TModel.Layout.Inputs;
        var xs = Subject.Values(StepInputs * inputs, seed: 2);
        StepCall step = _model.Step;
        return n => Repeat(step, xs, inputs, state, y, n);
    }

    public override Action<long> Runs()
    {
        var state = _model.NewState();
        var ys = new float[RunSteps * TModel.Layout.Outputs];
        var xs = Subject.Values(RunSteps * TModel.Layout.Inputs, seed: 2);
        return n =>
        {
            for (; n > 0; n--)
                _model.Run(xs, state, ys);
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Repeat(StepCall step, float[] xs, int inputs, State<TModel> state, float[] y, long n)
    {
        for (long i = 0; i < n; i++)
            step(xs.AsSpan((int)(i & (StepInputs - 1)) * inputs, inputs), state, y);
    }
}
