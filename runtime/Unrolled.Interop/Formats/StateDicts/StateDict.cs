using Unrolled.Conversion;

namespace Unrolled.Formats.StateDicts;

/// <summary>A tensor of a state_dict: its values are converted when they are asked for.</summary>
/// <param name="Name">Its name in the module: <c>rnn.weight_ih_l0</c>.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Read">Converts some of its values, row-major: the first, and how many.</param>
internal sealed record StateDictTensor(string Name, Shape Shape, ElementType Type, Func<int, int, float[]> Read)
{
    /// <summary>All values, row-major.</summary>
    public float[] Values => Read(0, checked((int)Shape.Count));

    /// <summary>Equal for two tensors that are the same memory in the file: one parameter under two names.</summary>
    public object? Identity { get; init; }

    /// <summary>Why its values cannot be read, to be said after its name; null where they can.</summary>
    public string? Problem { get; init; }

    /// <summary>The module that it belongs to: what stands before the last dot.</summary>
    public string Module => Name.LastIndexOf('.') is >= 0 and var dot ? Name[..dot] : "";

    /// <summary>Its name within its module.</summary>
    public string Leaf => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>Whether it holds numbers that can be weights.</summary>
    public bool IsFloating => Type != ElementType.Other;

    /// <summary>Name and shape.</summary>
    public override string ToString() => $"{Name} {Shape}";
}

/// <summary>The parameters of a module of PyTorch under their names, as every file of its kin holds them.</summary>
/// <param name="Tensors">In the order of the file.</param>
internal sealed record StateDict(IReadOnlyList<StateDictTensor> Tensors)
{
    /// <summary>The declaration that Unrolled's writer left in the file, which says what parameters do not; null where another program wrote it.</summary>
    public string? Declaration { get; init; }

    /// <summary>The activation of simple recurrent layers where the file says it, by the module's name.</summary>
    public IReadOnlyDictionary<string, Activation> Activations { get; init; } = new Dictionary<string, Activation>();

    /// <summary>The parameters whose names begin with a prefix and a dot, without it; null where there are none.</summary>
    public StateDict? Below(string prefix)
    {
        var below = Tensors.Where(tensor => tensor.Name.StartsWith(prefix + ".", StringComparison.Ordinal))
            .Select(tensor => tensor with { Name = tensor.Name[(prefix.Length + 1)..] }).ToList();
        return below.Count == 0 ? null : this with { Tensors = below, Declaration = null };
    }

    /// <summary>What is to be said of the file, beside what its parameters give.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
