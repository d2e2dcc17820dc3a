namespace Unrolled.Compiler.Graph;

/// <summary>The whole vocabulary of the equation graph: leaves, sums of products, and element-wise operations.</summary>
internal enum Operation
{
    /// <summary>The layer's input at this step, as wide as the layer below, or a slice of it.</summary>
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

    /// <summary>The mean over all elements of the argument, in every element.</summary>
    Mean,

    /// <summary>1/√(mean + 1e-5) over all elements of the argument, in every element: what divides by a standard deviation in layer normalisation.</summary>
    InverseRoot,

    Add,
    Subtract,
    Multiply,
    Divide,
    Negate,
    Sigmoid,
    Tanh,
    Relu,

    /// <summary>log(1 + exp(v)).</summary>
    Softplus,
    Exp,
    Log,
    Sqrt,
    Sin,
    Cos,
    Abs,
    Min,
    Max,

    /// <summary>The argument itself, through which no gradient flows.</summary>
    StopGradient,

    /// <summary>1 where the argument is positive, else 0: the derivative of <see cref="Relu"/>, 0 at 0.</summary>
    Positive,

    /// <summary>-1, 0 or 1: the derivative of <see cref="Abs"/>, 0 at 0.</summary>
    Sign,
}
