using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>The variables of a kernel's method. Where it is printed for two vectors at once, each value has one for either.</summary>
/// <param name="pairs">What the two vectors are of, if there are two.</param>
internal sealed class KernelVariables(Pairing? pairs)
{
    /// <summary>What tells the second of two vectors apart in names, where the two are of streams.</summary>
    public const string SecondStream = "_s2";

    /// <summary>The same where they are of blocks of units.</summary>
    public const string SecondBlock = "_b2";

    private readonly VariableNames _names = new();
    private readonly Dictionary<Node, string>[] _copies = [[], []];
    private readonly string _second = pairs == Pairing.Streams ? SecondStream : SecondBlock;
    private int _copy;

    /// <summary>Whether there are two vectors.</summary>
    public bool AreTwo => pairs is not null;

    /// <summary>The variable of a value, of the vector that is being printed.</summary>
    public string this[Node node]
    {
        get => _copies[_copy][node];
        set => _copies[_copy][node] = value;
    }

    public bool Contains(Node node) => _copies[_copy].ContainsKey(node);

    public bool TryGet(Node node, out string name) => _copies[_copy].TryGetValue(node, out name!);

    public void Reserve(IEnumerable<string> names) => _names.Reserve(names);

    /// <summary>A name that is still free.</summary>
    public string Take(string name) => _names.Take(_copy == 0 ? name : name + _second);

    /// <summary>The name of what vectors have each: of the second it is told apart.</summary>
    /// <param name="name">The first vector's.</param>
    /// <param name="of">By what the vectors must differ, for each to have its own.</param>
    public string Own(string name, Pairing of) => _copy == 1 && pairs == of ? name + _second : name;

    /// <summary>Does something for a vector, the first or the second.</summary>
    public void Of(int copy, Action action)
    {
        _copy = copy;
        action();
        _copy = 0;
    }

    /// <summary>Does something for each vector.</summary>
    public void Each(Action action)
    {
        for (var copy = 0; copy < (AreTwo ? 2 : 1); copy++)
            Of(copy, action);
    }

    /// <summary>The same for what two blocks of units have each and two streams have in common: parameters, and what is made of them.</summary>
    public void EachBlock(Action action)
    {
        if (pairs != Pairing.Streams)
        {
            Each(action);
            return;
        }

        var known = new HashSet<Node>(_copies[0].Keys);
        action();
        foreach (var pair in _copies[0].Where(pair => !known.Contains(pair.Key)))
            _copies[1].Add(pair.Key, pair.Value);
    }
}
