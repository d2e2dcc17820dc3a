using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Unrolled;

/// <summary>Tensors by name, in the order of their declaration.</summary>
/// <typeparam name="TTensor">What the set holds.</typeparam>
public abstract class TensorSet<TTensor> : IReadOnlyList<TTensor>
    where TTensor : NamedTensor
{
    private readonly string _what;
    private readonly TTensor[] _tensors;
    private readonly Dictionary<string, TTensor> _byName;

    private protected TensorSet(string what, TTensor[] tensors)
    {
        _what = what;
        _tensors = tensors;
        _byName = new Dictionary<string, TTensor>(tensors.Length, StringComparer.Ordinal);
        foreach (var tensor in tensors)
            _byName.Add(tensor.Name, tensor);
    }

    /// <summary>The number of tensors.</summary>
    public int Count => _tensors.Length;

    /// <summary>The tensor of a name, as in <c>lstm0.W_i</c>.</summary>
    /// <param name="name">The full name; case matters.</param>
    /// <exception cref="KeyNotFoundException">There is no such name; the message gives the nearest one and lists all.</exception>
    public TTensor this[string name] => TryGet(name, out var tensor) ? tensor : throw Unknown(name);

    /// <summary>The tensor at a place in the order of declaration.</summary>
    /// <param name="index">From 0.</param>
    public TTensor this[int index] => _tensors[index];

    /// <summary>Whether there is a tensor of this name.</summary>
    /// <param name="name">The full name; case matters.</param>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>The tensor of a name, if there is one.</summary>
    /// <param name="name">The full name; case matters.</param>
    /// <param name="tensor">The tensor.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out TTensor? tensor) => _byName.TryGetValue(name, out tensor);

    /// <inheritdoc/>
    public IEnumerator<TTensor> GetEnumerator() => ((IEnumerable<TTensor>)_tensors).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private KeyNotFoundException Unknown(string name) => Names.Unknown(_what, name, _tensors.Select(tensor => tensor.Name));
}

/// <summary>A model's parameters, in the order of their declaration.</summary>
public sealed class ParameterSet : TensorSet<Parameter>
{
    internal ParameterSet(Parameter[] parameters)
        : base("parameter", parameters)
    {
    }
}

/// <summary>The gradients of a model's parameters, under the parameters' names; <c>Backward</c> adds into them.</summary>
public sealed class GradientSet : TensorSet<NamedTensor>
{
    private readonly CompilerServices.AlignedBuffer _buffer;

    internal GradientSet(NamedTensor[] gradients, CompilerServices.AlignedBuffer buffer)
        : base("gradient", gradients) => _buffer = buffer;

    /// <summary>Sets all gradients to 0.</summary>
    public void Clear() => _buffer.Clear();
}

/// <summary>The states of a model's layers (or their gradients) under names such as <c>lstm0.h</c>.</summary>
public sealed class StateSet : TensorSet<NamedTensor>
{
    internal StateSet(NamedTensor[] states)
        : base("state", states)
    {
    }

    /// <summary>Sets every one to 0.</summary>
    public void Clear()
    {
        foreach (var state in this)
            state.Clear();
    }
}
