namespace Unrolled.Compiler.Graph;

/// <summary>The whole vocabulary of the equation graph: leaves, sums of products, and element-wise operations.</summary>
internal enum Operation
{
    /// <summary>The layer's input at this step, as wide as the layer below.</summary>
    Input,

    /// <summary>The token at this step: one integer, the right-hand side of a row look-up.</summary>
    Token,

    /// <summary>A state as the step before left it.</summary>
    State,

    /// <summary>A learned vector.</summary>
    Parameter,

    /// <summary>A number.</summary>
    Constant,

    /// <summary>A sum of products matrix · vector, plus a learned vector where it has a bias.</summary>
    Affine,

    /// <summary>In derivatives: a sum of products of transposed matrices with adjoints of <see cref="Affine"/> nodes.</summary>
    Transposed,

    /// <summary>In derivatives: dLoss/d(new value of a state), from the step after and from the end of the sequence.</summary>
    StateAdjoint,

    /// <summary>In derivatives: dLoss/d(output of this step), from the layer above.</summary>
    OutputAdjoint,

    Add,
    Subtract,
    Multiply,
    Divide,
    Negate,
    Sigmoid,
    Tanh,
    Relu,

    /// <summary>1 where the argument is positive, else 0: the derivative of <see cref="Relu"/>, 0 at 0.</summary>
    Positive,
}
