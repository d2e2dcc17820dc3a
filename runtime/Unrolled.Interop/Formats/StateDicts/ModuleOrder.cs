namespace Unrolled.Formats.StateDicts;

/// <summary>
/// The order in which modules run. A state_dict has the order in which they were created, which is theirs as a rule; a file that keeps its tensors by
/// name has none, and the widths tell.
/// </summary>
internal sealed class ModuleOrder
{
    private const int MostSteps = 100_000;
    private const int MostChains = 500;

    /// <summary>The most modules that are ordered by their widths.</summary>
    private const int MostModules = 200;

    private static readonly string[] s_last =
        ["out", "output", "head", "decoder", "classifier", "fc", "lin", "linear", "dense", "final", "last", "proj_out", "regressor", "logits"];

    private static readonly string[] s_first = ["in", "input", "encoder", "pre", "first", "embed", "embedding", "proj_in", "fc_in", "stem"];

    private readonly List<StateDictModule> _modules;
    private readonly bool[] _used;
    private readonly List<StateDictModule> _chain = [];
    private (int, int, int, long, int) _bestScore;
    private List<StateDictModule>? _best;
    private int _steps;
    private int _chains;

    private ModuleOrder(IEnumerable<StateDictModule> modules)
    {
        _modules = [.. modules.OrderBy(module => module.IsRecurrent ? 0 : 1).ThenBy(module => module.Name, NaturalOrder.Instance)];
        _used = new bool[_modules.Count];
    }

    /// <summary>The modules in their order.</summary>
    /// <param name="modules">In the order of the file.</param>
    /// <param name="notes">Takes what was assumed.</param>
    /// <param name="error">An exception about the file.</param>
    /// <exception cref="ModelFileException">They form no chain.</exception>
    public static IReadOnlyList<StateDictModule> Of(IReadOnlyList<StateDictModule> modules, List<string> notes, Func<string, ModelFileException> error)
    {
        var own = WithoutAliases(modules, notes);
        bool byName = IsByName(own);
        if (!byName && Resolve(own) is { } chain)
        {
            // a head that was created before the recurrent layer
            bool turns = chain[^1].IsRecurrent && !chain[0].IsRecurrent && !chain[0].IsEmbedding;
            if (turns && Search(own) is { } turned && !turned[^1].IsRecurrent && turned[0].Inputs < chain[0].Inputs)
                return Noted(turned, "The modules run in another order than they stand in the file, or the model would end without its head", notes);

            return chain;
        }

        if (Search(own) is not { } found)
        {
            string all = string.Join(", ", own.Take(8)) + (own.Count > 8 ? ", …" : "");
            throw error($"its modules form no chain in which each reads what the one before gives: {all}. Save the state_dict of the part that is one.");
        }

        return Noted(found, byName ? "The file keeps its tensors by name; the order of the modules follows from their widths"
            : "The modules do not fit each other in the order of the file; they do in another", notes);
    }

    private static List<StateDictModule> Noted(List<StateDictModule> chain, string why, List<string> notes)
    {
        if (chain.Count > 1)
            notes.Add($"{why}: {string.Join(", ", chain)}.");
        return chain;
    }

    /// <summary>Whether tensors stand in the order of their names, as the safetensors library writes them; PyTorch has weights before biases.</summary>
    private static bool IsByName(IReadOnlyList<StateDictModule> modules)
    {
        string[] names = [.. modules.SelectMany(module => module.Tensors).Select(tensor => tensor.Name)];
        return names.Zip(names.Skip(1), (a, b) => string.CompareOrdinal(a, b)).All(sign => sign < 0);
    }

    /// <summary>Leaves out modules that are another one under a second name. An embedding and the matrix of a head may be one and stay both.</summary>
    private static List<StateDictModule> WithoutAliases(IReadOnlyList<StateDictModule> modules, List<string> notes)
    {
        var seen = new HashSet<object>();
        var own = new List<StateDictModule>();
        foreach (var module in modules)
        {
            int fresh = module.Tensors.Count(tensor => tensor.Identity is null || seen.Add(tensor.Identity));
            if (fresh > 0 || module is LinearModule { MayBeEmbedding: true })
                own.Add(module);
            else
                notes.Add($"'{module.Name}' is another module under a second name and was left out.");
        }

        return own;
    }

    /// <summary>The modules in the order in which they stand, where they chain; a first matrix without a bias becomes an embedding where that fits.</summary>
    private static List<StateDictModule>? Resolve(List<StateDictModule> modules)
    {
        var chain = modules.ToList();
        if (chain is [LinearModule { MayBeEmbedding: true } first, var next, ..] && first.Inputs == next.Inputs
            && (first.Outputs != next.Inputs || SaysEmbedding(first.Name)))
            chain[0] = first.AsEmbedding();
        return chain.Zip(chain.Skip(1), (a, b) => a.Outputs == b.Inputs).All(fits => fits) ? chain : null;
    }

    private static List<StateDictModule>? Search(List<StateDictModule> modules)
    {
        if (modules.Count > MostModules)
            return null;
        var order = new ModuleOrder(modules);
        order.Extend();
        return order._best;
    }

    /// <summary>Tries each module that fits after the chain so far; as deep as there are modules, within a bound of steps.</summary>
    private void Extend()
    {
        if (_chain.Count == _modules.Count)
        {
            _chains++;
            var score = Score();
            if (_best is null || score.CompareTo(_bestScore) < 0)
                (_best, _bestScore) = ([.. _chain], score);
            return;
        }

        for (int index = 0; index < _modules.Count && _steps < MostSteps && _chains < MostChains; index++)
        {
            var module = _modules[index];
            if (_used[index] || (_chain.Count > 0 && _chain[^1].Outputs != module.Inputs))
                continue;
            Try(index, module);
            if (_chain.Count == 0 && module is LinearModule { MayBeEmbedding: true } matrix)
                Try(index, matrix.AsEmbedding());
        }
    }

    private void Try(int index, StateDictModule module)
    {
        _steps++;
        _used[index] = true;
        _chain.Add(module);
        Extend();
        _chain.RemoveAt(_chain.Count - 1);
        _used[index] = false;
    }

    /// <summary>Lower is likelier: a head at the end, numbers that rise, names at their ends, few inputs and outputs, a recurrent layer first.</summary>
    private (int, int, int, long, int) Score()
    {
        int endsRecurrent = _chain[^1].IsRecurrent && _chain.Any(module => !module.IsRecurrent && !module.IsEmbedding) ? 1 : 0;
        int falls = _chain.Zip(_chain.Skip(1)).Count(pair =>
            NaturalOrder.SameStem(pair.First.Name, pair.Second.Name) && NaturalOrder.Instance.Compare(pair.First.Name, pair.Second.Name) > 0);
        int names = (Says(_chain[^1].Name, s_first) ? 1 : 0) + (!_chain[0].IsRecurrent && Says(_chain[0].Name, s_last) ? 1 : 0)
            + (_chain[0].IsEmbedding != SaysEmbedding(_chain[0].Name) ? 1 : 0);
        long widths = (long)(_chain[0].IsEmbedding ? 0 : _chain[0].Inputs) + _chain[^1].Outputs;
        return (endsRecurrent, falls, names, widths, _chain[0].IsRecurrent ? 0 : 1);
    }

    private static bool SaysEmbedding(string name) =>
        name.Contains("emb", StringComparison.OrdinalIgnoreCase) || Says(name, ["encoder", "wte", "lookup", "tok"]);

    private static bool Says(string name, string[] words) =>
        words.Contains(name[(name.LastIndexOf('.') + 1)..].ToLowerInvariant().TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '_'));
}
