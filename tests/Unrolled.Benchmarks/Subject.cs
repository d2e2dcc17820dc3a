using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Unrolled.Benchmarks;

/// <summary>What the generator gives to every class of Models.cs besides <see cref="IModel{TSelf}"/>.</summary>
internal interface ISubject<TSelf> : IModel<TSelf>
    where TSelf : class, ISubject<TSelf>
{
    void Step(ReadOnlySpan<float> x, State<TSelf> state, Span<float> y);

    void Run(ReadOnlySpan<float> xs, State<TSelf> state, Span<float> ys);
}

/// <summary>A model that is measured: what is timed, as actions that run a number of times.</summary>
internal abstract class Subject(CellKind kind, int inputs, int hidden)
{
    /// <summary>Steps of a measured sequence, as of the peers.</summary>
    public const int SequenceSteps = 1000;

    /// <summary>Different inputs of a measured step, as of the peers.</summary>
    public const int StepInputs = 64;

    public CellKind Kind => kind;

    public int Inputs => inputs;

    public int Hidden => hidden;

    /// <summary>kind I H.</summary>
    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"{kind.Name} {inputs} {hidden}");

    /// <summary>The parameters of the model that is measured.</summary>
    public abstract ParameterSet Parameters();

    /// <summary>Runs <c>n</c> steps of one stream, or of each of several.</summary>
    public abstract Action<long> Step(int streams = 1);

    /// <summary>The steps of one stream, and steps that look twice as often for what has died away.</summary>
    public abstract (Action<long> Once, Action<long> Twice) StepsThatFlush();

    /// <summary>Runs <c>n</c> sequences of <see cref="SequenceSteps"/> steps.</summary>
    public abstract Action<long> Sequence();

    /// <summary>Runs <c>n</c> iterations: forward, dy = y − target (the loss is ½Σ(y − target)²), backward, Adam.</summary>
    public abstract Action<long> Train(int steps, int batch, Passes passes = Passes.All);

    /// <summary>Runs <c>n</c> updates by the trainer, which does all the same, on so many threads.</summary>
    public abstract Action<long> Update(int steps, int batch, int threads);

    /// <summary>The largest error of the outputs of Step and Run against <see cref="Reference"/>.</summary>
    public abstract double OutputError(int steps);

    /// <summary>The error of the gradient along a direction against a difference quotient of <see cref="Reference"/>'s loss, relative to the sum of the
    /// absolute terms.</summary>
    public abstract double GradientError(int steps, int batch);

    /// <summary>Values in [−1, 1), the same for a seed.</summary>
    public static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = (random.NextSingle() * 2) - 1;
        return values;
    }
}

/// <summary>Which parts of a training iteration run.</summary>
[Flags]
internal enum Passes
{
    Forward = 1,
    Backward = 2,
    Update = 4,
    All = Forward | Backward | Update,
}

/// <summary>A subject of one class.</summary>
internal sealed class Subject<TModel>(CellKind kind) : Subject(kind, TModel.Layout.Inputs, TModel.Layout.Outputs)
    where TModel : class, ISubject<TModel>
{
    private delegate void StepCall(ReadOnlySpan<float> x, State<TModel> state, Span<float> y);

    public override ParameterSet Parameters() => TModel.Create(seed: 1).Parameters;

    public override Action<long> Step(int streams = 1)
    {
        var model = TModel.Create(seed: 1);
        var state = model.NewState(streams);
        var y = new float[streams * Hidden];
        var xs = Values(StepInputs * streams * Inputs, seed: 2);
        StepCall step = model.Step;
        int inputs = streams * Inputs;
        return n => Steps(step, xs, inputs, state, y, n);
    }

    public override (Action<long> Once, Action<long> Twice) StepsThatFlush()
    {
        var model = TModel.Create(seed: 1);
        var state = model.NewState();
        var y = new float[Hidden];
        var xs = Values(StepInputs * Inputs, seed: 2);
        StepCall once = (x, state, y) => model.Step(x, state, y);
        StepCall twice = (x, state, y) =>
        {
            state.FlushBefore(1);
            model.Step(x, state, y);
        };
        return (n => Steps(once, xs, Inputs, state, y, n), n => Steps(twice, xs, Inputs, state, y, n));
    }

    public override Action<long> Sequence()
    {
        var model = TModel.Create(seed: 1);
        var state = model.NewState();
        var ys = new float[SequenceSteps * Hidden];
        var xs = Values(SequenceSteps * Inputs, seed: 2);
        return n =>
        {
            for (; n > 0; n--)
            {
                state.Reset();
                model.Run(xs, state, ys);
            }
        };
    }

    public override Action<long> Train(int steps, int batch, Passes passes = Passes.All)
    {
        // Backward alone can only be repeated on a tape that keeps what it reads.
        var (trainer, tape) = Trainer(steps, batch, threads: 1, keepGates: passes == Passes.Backward);
        var model = trainer.Model;
        model.Forward(tape);
        return n =>
        {
            for (; n > 0; n--)
            {
                if (passes.HasFlag(Passes.Forward))
                    model.Forward(tape);
                if (passes.HasFlag(Passes.Backward))
                {
                    TensorPrimitives.Subtract(tape.Outputs, tape.Targets, tape.OutputGradients);
                    model.Backward(tape, inputGradients: false);
                }

                if (passes.HasFlag(Passes.Update))
                    trainer.Update();
            }
        };
    }

    public override Action<long> Update(int steps, int batch, int threads)
    {
        var (trainer, tape) = Trainer(steps, batch, threads);
        return n =>
        {
            for (; n > 0; n--)
                trainer.Step(tape);
        };
    }

    public override double OutputError(int steps)
    {
        var model = TModel.Create(seed: 1);
        var xs = Values(steps * Inputs, seed: 2);
        var expected = new Reference(Kind, Inputs, Hidden, model.Parameters).Outputs(xs, steps, batch: 1);
        var run = new float[steps * Hidden];
        model.Run(xs, model.NewState(), run);
        var stepped = new float[Hidden];
        var state = model.NewState();
        double error = 0;
        for (int t = 0; t < steps; t++)
        {
            model.Step(xs.AsSpan(t * Inputs, Inputs), state, stepped);
            for (int u = 0; u < Hidden; u++)
            {
                double value = expected[(t * Hidden) + u];
                error = Reference.Larger(error, Reference.Larger(Math.Abs(stepped[u] - value), Math.Abs(run[(t * Hidden) + u] - value)));
            }
        }

        return error;
    }

    public override double GradientError(int steps, int batch)
    {
        var model = TModel.Create(seed: 1);
        var tape = model.NewTape(steps, batch);
        Values(tape.Inputs.Length, seed: 2).CopyTo(tape.Inputs);
        Values(tape.Targets.Length, seed: 3).CopyTo(tape.Targets);
        model.Gradients.Clear();
        model.Forward(tape);
        TensorPrimitives.Subtract(tape.Outputs, tape.Targets, tape.OutputGradients);
        model.Backward(tape, inputGradients: false);

        var direction = model.Parameters.ToDictionary(parameter => parameter.Name, parameter => Values(parameter.Length, seed: parameter.Name.Length));
        double along = 0, size = 0;
        foreach (var gradient in model.Gradients)
        {
            var values = gradient.ToArray();
            var way = direction[gradient.Name];
            for (int i = 0; i < values.Length; i++)
            {
                along += (double)values[i] * way[i];
                size += Math.Abs((double)values[i] * way[i]);
            }
        }

        const double Distance = 1e-4;
        double Loss(double distance)
        {
            var outputs = new Reference(Kind, Inputs, Hidden, model.Parameters, direction, distance).Outputs(tape.Inputs, steps, batch);
            double sum = 0;
            var targets = tape.Targets;
            for (int i = 0; i < outputs.Length; i++)
                sum += 0.5 * (outputs[i] - targets[i]) * (outputs[i] - targets[i]);
            return sum;
        }

        return Math.Abs(((Loss(Distance) - Loss(-Distance)) / (2 * Distance)) - along) / size;
    }

    private static (Trainer<TModel> Trainer, Tape<TModel> Tape) Trainer(int steps, int batch, int threads, bool keepGates = false)
    {
        var model = TModel.Create(seed: 1);
        var tape = model.NewTape(steps, batch, keepGates);
        tape.Threads = threads;
        Values(tape.Inputs.Length, seed: 2).CopyTo(tape.Inputs);
        Values(tape.Targets.Length, seed: 3).CopyTo(tape.Targets);
        return (new(model, Loss.MeanSquaredError, new Adam(learningRate: 1e-5f)) { Threads = threads }, tape);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Steps(StepCall step, float[] xs, int inputs, State<TModel> state, float[] y, long n)
    {
        for (long i = 0; i < n; i++)
            step(xs.AsSpan((int)(i & (StepInputs - 1)) * inputs, inputs), state, y);
    }
}
