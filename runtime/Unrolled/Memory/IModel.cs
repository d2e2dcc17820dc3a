using System.ComponentModel;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>A compiled model that steps, runs, loads and saves. The generator implements it for a class with <c>[Model(…, Training = false)]</c>; every
/// other model is an <see cref="IModel{TSelf}"/> too.</summary>
/// <typeparam name="TSelf">The class itself.</typeparam>
public interface IInferenceModel<TSelf>
    where TSelf : class, IInferenceModel<TSelf>
{
    /// <summary>The memory and the names of the model, for this machine's vector width: the same object every time.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract ModelLayout Layout { get; }

    /// <summary>The packed parameters, and the gradients where the model has them.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    ModelCore Core { get; }

    /// <summary>The parameters by name.</summary>
    ParameterSet Parameters { get; }

    /// <summary>A new model.</summary>
    /// <param name="seed">The seed of the initial values and of dropout: same seed, same bits.</param>
    static abstract TSelf Create(int seed);

    /// <summary>A new model over memory that is there already.</summary>
    /// <param name="core">Memory of this model's layout, which no other model has.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract TSelf Create(ModelCore core);

    /// <summary>Creates a state for one stream of steps, or for several streams that are stepped together. It is zero until set.</summary>
    /// <param name="streams">The number of streams, at least 1. From two on, the bits of a stream depend neither on their number nor on its place; a stream
    /// alone adds up in another order, and differs from the same beside others by rounding.</param>
    State<TSelf> NewState(int streams = 1);

    /// <summary>One worker's part of the current pass over a tape.</summary>
    /// <param name="tape">A tape of this model.</param>
    /// <param name="pass">What is to be done.</param>
    /// <param name="worker">Who does it.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    void Pass(Tape<TSelf> tape, in Pass pass, Worker worker);
}

/// <summary>A compiled model that can also be trained. The generator implements it for every class with <c>[Model]</c> but those with <c>Training =
/// false</c>.</summary>
/// <typeparam name="TSelf">The class itself.</typeparam>
public interface IModel<TSelf> : IInferenceModel<TSelf>
    where TSelf : class, IModel<TSelf>
{
    /// <summary>The gradients by name; <see cref="Backward"/> adds into them.</summary>
    GradientSet Gradients { get; }

    /// <summary>Creates a tape: all memory of a pass of backpropagation through time, allocated once and reused.</summary>
    /// <param name="steps">Steps of the longest sequence; at least 1.</param>
    /// <param name="batch">Sequences; at least 1.</param>
    /// <param name="keepGates">Whether gates can still be read after Backward; costs memory.</param>
    Tape<TSelf> NewTape(int steps, int batch, bool keepGates = false);

    /// <summary>Runs the inputs of a tape from its initial state, and fills its outputs and its final state.</summary>
    /// <param name="tape">A tape of this model.</param>
    /// <param name="training">Whether dropout acts, in this pass and the <see cref="Backward"/> that follows it; false to see what the model has
    /// learned.</param>
    /// <param name="firstSequence">
    /// The number of the tape's first sequence, where the sequences of a batch lie on several tapes: dropout follows from a sequence's number in the batch,
    /// so that each tape has masks of its own.
    /// </param>
    /// <param name="firstStep">The number of the tape's first step, where sequences go through in pieces: how many steps the pieces before had.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 0.</exception>
    void Forward(Tape<TSelf> tape, bool training = true, int firstSequence = 0, int firstStep = 0);

    /// <summary>Computes the gradients of the parameters from the gradients of outputs and final states, and adds them into <see cref="Gradients"/>.</summary>
    /// <param name="tape">A tape of this model, after <see cref="Forward"/>.</param>
    /// <param name="inputGradients">Whether the tape's input gradients are filled too; token models have none.</param>
    void Backward(Tape<TSelf> tape, bool inputGradients = true);
}
