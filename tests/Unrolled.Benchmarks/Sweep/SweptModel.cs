using System.Diagnostics;

namespace Unrolled.Benchmarks.Sweep;

/// <summary>Milliseconds of the first calls of a class that was just loaded: what the JIT takes for it is in them.</summary>
internal readonly record struct FirstCalls(double Step, double Run)
{
    public static FirstCalls Least(FirstCalls a, FirstCalls b) => new(Math.Min(a.Step, b.Step), Math.Min(a.Run, b.Run));
}

/// <summary>A model that is known at run time only.</summary>
internal abstract class SweptModel
{
    /// <summary>The first calls; only once for a type.</summary>
    public abstract FirstCalls First();

    /// <summary>Runs <c>n</c> steps of one stream.</summary>
    public abstract Action<long> Step();

    /// <summary>Makes one of a class of <see cref="SweepCompiler.Load"/>.</summary>
    public static SweptModel Of(Type model) => (SweptModel)Activator.CreateInstance(typeof(SweptModel<>).MakeGenericType(model))!;
}

/// <summary>A model that is known at run time only, of one class.</summary>
internal sealed class SweptModel<TModel> : SweptModel
    where TModel : class, ISubject<TModel>
{
    private const int RunSteps = 8;

    private delegate void Call(ReadOnlySpan<float> x, State<TModel> state, Span<float> y);

    public override FirstCalls First()
    {
        var model = TModel.Create(seed: 1);
        var state = model.NewState();
        var xs = new float[RunSteps * TModel.Layout.Inputs];
        var ys = new float[RunSteps * TModel.Layout.Outputs];
        Call step = model.Step, run = model.Run;
        long start = Stopwatch.GetTimestamp();
        step(xs.AsSpan(0, TModel.Layout.Inputs), state, ys.AsSpan(0, TModel.Layout.Outputs));
        double stepTime = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        run(xs, state, ys);
        return new(stepTime, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    public override Action<long> Step() => new Subject<TModel>(CellKind.Lstm).Step();
}
