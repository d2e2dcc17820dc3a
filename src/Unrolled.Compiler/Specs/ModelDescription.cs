namespace Unrolled.Compiler.Specs;

/// <summary>What a model has, by name and in figures, without its code: what an analyzer compares a use or a budget with.</summary>
/// <param name="Parameters">The names of <c>model.Parameters</c> and <c>model.Gradients</c>, in their order.</param>
/// <param name="States">The names of <c>state["…"]</c>, <c>tape.InitialState</c> and the like.</param>
/// <param name="Values">The names of <c>tape["…"]</c>; their shapes are those of one step of one sequence.</param>
/// <param name="Outputs">Outputs a step.</param>
/// <param name="Figures">Sizes.</param>
public sealed record ModelDescription(
    EquatableArray<TensorDescription> Parameters,
    EquatableArray<TensorDescription> States,
    EquatableArray<TensorDescription> Values,
    int Outputs,
    ModelFigures Figures)
{
    /// <summary>What the outputs are made by.</summary>
    public OutputDescription Output { get; init; } = new("", IsSigmoid: false, IsRecurrent: false, BackwardLayer: "");
}

/// <summary>What a model's outputs are made by, as far as a loss must go with it.</summary>
/// <param name="Layer">The kind of the last layer: <c>Dense</c>.</param>
/// <param name="IsSigmoid">Whether that layer gives sigmoids.</param>
/// <param name="IsRecurrent">Whether it gives the state of a cell.</param>
/// <param name="BackwardLayer">The kind of the last recurrent layer, where it reads backward and gives every step; else "".</param>
public sealed record OutputDescription(string Layer, bool IsSigmoid, bool IsRecurrent, string BackwardLayer);

/// <summary>A named block of numbers.</summary>
/// <param name="Name">Its full name, as in <c>lstm0.W_i</c>.</param>
/// <param name="Shape">The sizes of its dimensions.</param>
public sealed record TensorDescription(string Name, EquatableArray<int> Shape)
{
    /// <summary>The number of values.</summary>
    public long Length => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Name and shape: <c>lstm0.W_i [64, 28]</c>.</summary>
    public override string ToString() => $"{Name} [{string.Join(", ", Shape)}]";
}

/// <summary>
/// The sizes of a model. Bytes are those that the runtime allocates where vectors are widest (512 bits, 16 floats): every vector is padded to whole
/// hardware vectors,
/// so that on narrower ones it is as much or less.
/// </summary>
/// <param name="Parameters">Learned numbers, without padding.</param>
/// <param name="Flops">Floating-point operations of one step forward: two a weight, one an element-wise operation and element.</param>
/// <param name="StepBytes">Bytes of a <c>State</c>: the states of one stream, and what a step needs besides. The parameters are not among them.</param>
/// <param name="TapeBytesPerStep">
/// Bytes that a tape without <c>keepGates</c> takes for each step of each sequence when it is made: what the backward pass needs, what lies between layers,
/// inputs, outputs,
/// their gradients and weights. What a tape has once (transposed matrices) or once a sequence (gradients of states) is not among them, nor are targets and
/// input gradients,
/// which are allocated when they are first used. 0 for a model that is not for training.
/// </param>
public sealed record ModelFigures(long Parameters, long Flops, long StepBytes, long TapeBytesPerStep);
