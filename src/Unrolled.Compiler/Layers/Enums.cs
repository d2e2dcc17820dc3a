namespace Unrolled.Compiler.Layers;

// The compiler's own copies of the enums that users write; a test holds names and values against the runtime's.

internal enum Activation
{
    Identity,
    Tanh,
    Sigmoid,
    Relu,
}

[Flags]
internal enum Peepholes
{
    None = 0,
    Input = 1,
    Forget = 2,
    Output = 4,
    All = Input | Forget | Output,
}

internal enum Coupling
{
    None,
    InputFromForget,
    ForgetFromInput,
}

[Flags]
internal enum Gates
{
    None = 0,
    Input = 1,
    Forget = 2,
    Output = 4,
}

internal enum Reset
{
    After,
    Before,
}

internal enum Direction
{
    Forward,
    Backward,
    Both,
}

internal enum Returns
{
    Sequence,
    Last,
}

internal enum WeightType
{
    Float32,
    BFloat16,
    Int8,
}

internal enum Activations
{
    Accurate,
    Fast,
}
