using System.Diagnostics.CodeAnalysis;
using System.Runtime.Loader;
using Unrolled.CompilerServices;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>A compiled model whose class is known at run time only.</summary>
internal abstract class ModelHandle(AssemblyLoadContext? context) : IDisposable
{
    public abstract ModelCore Core { get; }

    public ParameterSet Parameters => Core.ParameterSet;

    public GradientSet Gradients => Core.GradientSet;

    /// <summary>Whether it can run a step at a time.</summary>
    public bool CanStep => !Core.Layout.HasBackwardDirection;

    public abstract TapeHandle NewTape(int steps, int batch, bool keepGates = false);

    public abstract StreamHandle NewStream(int streams = 1);

    public abstract TrainerHandle NewTrainer(ILoss loss, Optimizer optimizer, float? maxGradientNorm = null);

    public abstract IReadOnlyList<GradientError> CheckGradients(int steps = 5, int batch = 3, int elements = 24);

    public abstract void Save(string path);

    /// <summary>What <see cref="Save"/> wrote, as a model of the same class.</summary>
    public abstract ModelHandle Load(string path);

    public void Dispose() => context?.Unload();
}

/// <summary>A tape of a model whose class is known at run time only.</summary>
internal abstract class TapeHandle
{
    public abstract Span<float> Inputs { get; }

    public abstract Span<int> Tokens { get; }

    public abstract Span<int> Lengths { get; }

    public abstract Span<float> Outputs { get; }

    public abstract Span<float> OutputGradients { get; }

    public abstract Span<float> InputGradients { get; }

    public abstract Span<float> Targets { get; }

    public abstract Span<int> TargetClasses { get; }

    public abstract Span<float> Weights { get; }

    public abstract StateSet InitialState { get; }

    public abstract StateSet FinalState { get; }

    public abstract StateSet FinalStateGradients { get; }

    public abstract StateSet InitialStateGradients { get; }

    public abstract NamedTensor this[string name] { get; }

    public abstract void Forward(bool training = true, int firstSequence = 0, int firstStep = 0);

    public abstract void Backward(bool inputGradients = true);
}

/// <summary>A stream of a model whose class is known at run time only.</summary>
internal abstract class StreamHandle
{
    public abstract NamedTensor this[string name] { get; }

    public abstract void Reset();

    public abstract void Step(ReadOnlySpan<float> x, Span<float> y);

    public abstract void Step(int token, Span<float> y);

    public abstract void Step(ReadOnlySpan<int> tokens, Span<float> y);

    public abstract void Run(ReadOnlySpan<float> xs, Span<float> ys);

    public abstract void Run(ReadOnlySpan<int> tokens, Span<float> ys);
}

/// <summary>A trainer of a model whose class is known at run time only.</summary>
internal abstract class TrainerHandle
{
    public abstract OptimizerState State { get; }

    public abstract double GradientNorm { get; }

    public abstract double Step(TapeHandle tape);
}

/// <inheritdoc/>
internal sealed class ModelHandle<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] T> : ModelHandle
    where T : class, IModel<T>
{
    private readonly T _model;

    public ModelHandle(int seed, AssemblyLoadContext context)
        : base(context) => _model = T.Create(seed);

    public ModelHandle(T model)
        : base(null) => _model = model;

    public override ModelCore Core => _model.Core;

    public override TapeHandle NewTape(int steps, int batch, bool keepGates = false) => new Tape(_model, _model.NewTape(steps, batch, keepGates));

    public override StreamHandle NewStream(int streams = 1) => new ModelStream<T>(_model, streams);

    public override TrainerHandle NewTrainer(ILoss loss, Optimizer optimizer, float? maxGradientNorm = null) =>
        new Trainer(new Trainer<T>(_model, loss, optimizer) { MaxGradientNorm = maxGradientNorm });

    public override IReadOnlyList<GradientError> CheckGradients(int steps, int batch, int elements) => GradientCheck.Run<T>(steps, batch, elements: elements);

    public override void Save(string path) => ModelFiles.Save(_model.Core, path);

    public override ModelHandle Load(string path) => new ModelHandle<T>(ModelFiles.Load<T>(path));

    private sealed class Tape(T model, Tape<T> tape) : TapeHandle
    {
        public Tape<T> Inner => tape;

        public override Span<float> Inputs => tape.Inputs;

        public override Span<int> Tokens => tape.Tokens;

        public override Span<int> Lengths => tape.Lengths;

        public override Span<float> Outputs => tape.Outputs;

        public override Span<float> OutputGradients => tape.OutputGradients;

        public override Span<float> InputGradients => tape.InputGradients;

        public override Span<float> Targets => tape.Targets;

        public override Span<int> TargetClasses => tape.TargetClasses;

        public override Span<float> Weights => tape.Weights;

        public override StateSet InitialState => tape.InitialState;

        public override StateSet FinalState => tape.FinalState;

        public override StateSet FinalStateGradients => tape.FinalStateGradients;

        public override StateSet InitialStateGradients => tape.InitialStateGradients;

        public override NamedTensor this[string name] => tape[name];

        public override void Forward(bool training, int firstSequence, int firstStep) => model.Forward(tape, training, firstSequence, firstStep);

        public override void Backward(bool inputGradients = true) => model.Backward(tape, inputGradients);
    }

    private sealed class Trainer(Trainer<T> trainer) : TrainerHandle
    {
        public override OptimizerState State => trainer.OptimizerState;

        public override double GradientNorm => trainer.GradientNorm;

        public override double Step(TapeHandle tape) => trainer.Step(((Tape)tape).Inner);
    }
}
