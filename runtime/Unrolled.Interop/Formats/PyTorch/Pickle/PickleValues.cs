using System.Globalization;

namespace Unrolled.Formats.PyTorch.Pickle;

// What a pickle holds, as inert values: null for None, bool, long, double, string, byte[] and the types below. Nothing in a pickle is ever called.

/// <summary>A name that a pickle refers to: a class or a function, neither looked up nor called.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <summary>Module and name with a dot.</summary>
    public override string ToString() => $"{Module}.{Name}";

    public bool Is(string module, string name) => Module == module && Name == name;
}

/// <summary>What a pickle names without holding it: a tensor's storage.</summary>
internal sealed record PicklePersistent(object? Id);

/// <summary>A list, or a set, whose order is that of the pickle.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A dictionary in the order of its entries.</summary>
internal sealed class PickleDictionary
{
    /// <summary>The most letters of a name: longer ones, of which a hostile file has many with few bytes, are no parameters'.</summary>
    private const int LongestName = 500;

    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<object?, object?>> _entries = [];

    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => _entries;

    /// <summary>Attributes that were set on it: a state_dict has <c>_metadata</c>.</summary>
    public object? State { get; set; }

    /// <summary>The value under a name, or null.</summary>
    public object? this[string name] => _byName.TryGetValue(name, out int index) ? _entries[index].Value : null;

    /// <summary>The entries whose keys are strings that can be names; whole numbers count as such.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Named
    {
        get
        {
            foreach (var (key, value) in _entries)
            {
                if (key is string { Length: <= LongestName } or long)
                    yield return new(key as string ?? ((long)key).ToString(CultureInfo.InvariantCulture), value);
            }
        }
    }

    /// <summary>Sets an entry; the last of a name counts.</summary>
    public void Set(object? key, object? value)
    {
        if (key is not string name)
            _entries.Add(new(key, value));
        else if (_byName.TryAdd(name, _entries.Count))
            _entries.Add(new(key, value));
        else
            _entries[_byName[name]] = new(key, value);
    }
}

/// <summary>
/// What a call or a class would have given: the callable, its arguments and the state that was set, kept and not carried out.
/// </summary>
internal sealed class PickleObject(object? callable, object? arguments)
{
    public object? Callable { get; } = callable;

    public object? Arguments { get; } = arguments;

    public object? State { get; set; }

    /// <summary>The arguments, none where they are no tuple.</summary>
    public object?[] Positional => (Arguments as PickleTuple)?.Items ?? [];

    /// <summary>Whether it comes of this global.</summary>
    public bool Is(string module, string name) => Callable is PickleGlobal global && global.Is(module, name);
}
