using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Layers;

/// <summary>What a user chose for one layer; what the user did not write has its default.</summary>
internal sealed class LayerOptions(LayerSpec layer)
{
    /// <summary>The user's own equations, where the layer has them.</summary>
    public EquationSpec? Equations => layer.Equations;

    /// <summary>Whether the user wrote the option.</summary>
    public bool Has(Option option) => layer.Options.Any(written => written.Name == option.Name);

    /// <summary>The option's value.</summary>
    public T Get<T>(Option<T> option) => option.Read(Number(option));

    /// <summary>The option's value, as the spec holds it.</summary>
    public double Number(Option option) => layer.Options.FirstOrDefault(written => written.Name == option.Name) is { } found ? found.Value : option.Default;
}
