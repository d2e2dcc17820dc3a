namespace Unrolled;

/// <summary>An element-wise function.</summary>
public enum Activation
{
    /// <summary>v itself.</summary>
    Identity,

    /// <summary>The hyperbolic tangent of v.</summary>
    Tanh,

    /// <summary>σ(v) = 1 / (1 + e^−v).</summary>
    Sigmoid,

    /// <summary>max(v, 0), with derivative 0 at 0.</summary>
    Relu,
}

/// <summary>The order in which a layer reads a sequence.</summary>
public enum Direction
{
    /// <summary>From the first step to the last.</summary>
    Forward,

    /// <summary>From a sequence's last step to the first.</summary>
    Backward,

    /// <summary>In both orders, each with its own parameters; the outputs are concatenated: [forward, backward].</summary>
    Both,
}

/// <summary>At which steps a layer gives its output.</summary>
public enum Returns
{
    /// <summary>At every step.</summary>
    Sequence,

    /// <summary>
    /// At the last step of each sequence, and there the final output of each direction: of the backward one, that of the first step. 0 at all other steps.
    /// </summary>
    Last,
}

/// <summary>Gates of an LSTM that see its cell state.</summary>
[Flags]
public enum Peepholes
{
    /// <summary>No gate.</summary>
    None = 0,

    /// <summary>The input gate, which sees c of the previous step.</summary>
    Input = 1,

    /// <summary>The forget gate, which sees c of the previous step.</summary>
    Forget = 2,

    /// <summary>The output gate, which sees the new c.</summary>
    Output = 4,

    /// <summary>Every gate that exists.</summary>
    All = Input | Forget | Output,
}

/// <summary>Whether the input gate or the forget gate of an LSTM is computed from the other one. The coupled gate has no parameters.</summary>
public enum Coupling
{
    /// <summary>Each gate has its own parameters.</summary>
    None,

    /// <summary>i = 1 − f.</summary>
    InputFromForget,

    /// <summary>f = 1 − i (CIFG).</summary>
    ForgetFromInput,
}

/// <summary>Gates of an LSTM.</summary>
[Flags]
public enum Gates
{
    /// <summary>No gate.</summary>
    None = 0,

    /// <summary>The input gate i.</summary>
    Input = 1,

    /// <summary>The forget gate f.</summary>
    Forget = 2,

    /// <summary>The output gate o.</summary>
    Output = 4,
}

/// <summary>What the reset gate of a GRU multiplies.</summary>
public enum Reset
{
    /// <summary>R_n h + bR_n, as PyTorch and cuDNN: n = tanh(W_n x + b_n + r∘(R_n h + bR_n)).</summary>
    After,

    /// <summary>h, as the paper: n = tanh(W_n x + b_n + R_n (r∘h)).</summary>
    Before,
}

/// <summary>How the weights of matrices are stored for a step.</summary>
public enum WeightType
{
    /// <summary>Four bytes: as they are loaded.</summary>
    Float32,

    /// <summary>
    /// Two bytes: the upper half of a float, which has its range and 8 significant bits. Each weight is rounded to the nearest, ties to even: the relative
    /// error is at most 2⁻⁹. Products and sums stay float32.
    /// </summary>
    BFloat16,

    /// <summary>
    /// One byte, with a scale for each row of a matrix, where what the matrix multiplies lies in [−1, 1], as an LSTM's h does. That is rounded to a byte as
    /// well; products and sums are whole numbers. Other matrices are <see cref="BFloat16"/>.
    /// </summary>
    Int8,
}

/// <summary>The accuracy of sigmoid and tanh.</summary>
public enum Activations
{
    /// <summary>
    /// tanh has an error below 9.6e-8 and, near 0, below 3.4 units in the last place. sigmoid has an error below 3.9 units in the last place, down to the
    /// smallest normal number.
    /// Measured over all floats.
    /// </summary>
    Accurate,

    /// <summary>
    /// The fastest tanh with an absolute error below 4e-7 and the fastest sigmoid with one below 2.5e-7, measured over all floats. Usually they are
    /// rational functions.
    /// On vectors of 512 bits, the accurate functions look up tables and are already the fastest; on 256 bits, so is the accurate sigmoid.
    /// </summary>
    Fast,
}
