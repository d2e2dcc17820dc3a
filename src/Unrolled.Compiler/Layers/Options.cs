using Unrolled.Compiler.Specs;

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

internal enum Activations
{
    Accurate,
    Fast,
}

/// <summary>A layer's options, read by name; what the user did not write has its default.</summary>
internal sealed class CellOptions(LayerSpec layer)
{
    /// <summary>The user's own equations, where the layer has them.</summary>
    public EquationSpec? Equations => layer.Equations;

    public bool Has(string name) => layer.Options.Any(option => option.Name == name);

    public double Number(string name, double otherwise) =>
        layer.Options.FirstOrDefault(option => option.Name == name) is { } found ? found.Value : otherwise;

    public int Integer(string name, int otherwise = 0) => (int)Number(name, otherwise);

    public bool Flag(string name, bool otherwise = false) => Number(name, otherwise ? 1 : 0) != 0;

    public T Choice<T>(string name, T otherwise)
        where T : struct, Enum => (T)Enum.ToObject(typeof(T), Integer(name, Convert.ToInt32(otherwise)));

    public Direction Direction => Choice("Direction", Direction.Forward);
}
