namespace Unrolled.Formats.StateDicts;

/// <summary>Which modules the parameters of a state_dict belong to: a name and the ranks of its tensors tell the kind.</summary>
/// <param name="state">The parameters.</param>
/// <param name="options">What the file does not say.</param>
/// <param name="notes">Takes what was left out.</param>
/// <param name="error">An exception about the file.</param>
internal sealed class StateDictModules(StateDict state, ReadOptions options, List<string> notes, Func<string, ModelFileException> error)
{
    private const string Known = "Unrolled has recurrent, linear and embedding layers";
    private const int MostNamed = 4;

    /// <summary>The modules, in the order of their first parameters.</summary>
    /// <exception cref="ModelFileException">A module is of another kind, or there is no recurrent one.</exception>
    public List<StateDictModule> All()
    {
        var weights = state.Tensors.Where(tensor => !IsAside(tensor)).ToList();
        NoteAside();
        if (weights.FirstOrDefault(tensor => tensor.Problem is not null) is { } broken)
            throw error($"its tensor {broken} {broken.Problem}.");
        if (weights.FirstOrDefault(tensor => !tensor.IsFloating) is { } whole)
            throw error($"its parameter {whole} holds whole numbers; expected half, bfloat16, single or double. Save the model before it is quantised.");
        if (!weights.Any(tensor => RecurrentModule.IsOne(tensor.Leaf)))
            throw error($"it has no recurrent layer (no parameter such as weight_ih_l0){Found(weights)}. {Known}.");
        return [.. weights.GroupBy(tensor => tensor.Module).Select(group => Module(group.Key, [.. group]))];
    }

    private StateDictModule Module(string name, StateDictTensor[] tensors)
    {
        if (tensors.Any(tensor => RecurrentModule.IsOne(tensor.Leaf)))
            return Recurrent(name, tensors);
        if (Kind(tensors) is { } kind)
            throw error($"its layer '{name}' is {kind} ({tensors[0]}); {Known}. Save the state_dict of the recurrent part alone.");
        var weight = tensors.FirstOrDefault(tensor => tensor.Leaf == "weight");
        var bias = tensors.FirstOrDefault(tensor => tensor.Leaf == "bias");
        if (tensors.FirstOrDefault(tensor => weight is not { Shape.Rank: 2 } || (tensor != weight && tensor != bias)) is { } other)
            throw error($"its parameter {other} belongs to no layer that is known. {Known}.");
        if (bias is not null && bias.Shape != new Shape(weight!.Shape[0]))
            throw error($"its layer '{name}' has {weight} and {bias}; expected as many biases as rows.");
        return new LinearModule(name, weight!, bias) { Tensors = tensors };
    }

    private RecurrentModule Recurrent(string name, StateDictTensor[] tensors)
    {
        var said = state.Activations.TryGetValue(name, out var activation) ? activation : options.Activation;
        var module = RecurrentModule.Of(name, tensors, said ?? Activation.Tanh, error);
        if (module.Gates == 1 && said is null)
            notes.Add($"The activation of '{name}' is not in the file: tanh is taken, PyTorch's default. If it is relu, read with the activation relu.");
        return module;
    }

    /// <summary>What a module is that Unrolled has not; null where nothing says so.</summary>
    private static string? Kind(IReadOnlyList<StateDictTensor> tensors)
    {
        bool Has(string leaf) => tensors.Any(tensor => tensor.Leaf == leaf);
        var weight = tensors.FirstOrDefault(tensor => tensor.Leaf == "weight");
        if (Has("in_proj_weight") || Has("in_proj_bias") || Has("q_proj_weight"))
            return "attention";
        if (Has("running_mean") || Has("running_var"))
            return "a batch normalisation";
        if (Has("weight_g") || Has("weight_v") || Has("weight_orig") || tensors[0].Name.Contains("parametrizations.", StringComparison.Ordinal))
            return "reparametrised (weight or spectral normalisation), which torch.nn.utils removes before the model is saved";
        return weight?.Shape.Rank switch
        {
            >= 3 and <= 5 => "a convolution",
            1 when Has("bias") => "a layer normalisation or one of its kin",
            1 => weight.Shape[0] == 1 ? "a PReLU" : "a normalisation without shift",
            _ => null,
        };
    }

    /// <summary>Whole numbers are counters and masks; what has no numbers is empty; the weights of a loss do not act on outputs.</summary>
    private static bool IsAside(StateDictTensor tensor) =>
        !RecurrentModule.IsOne(tensor.Leaf) && tensor.Problem is null && (!tensor.IsFloating || tensor.Shape.Count == 0 || IsOfLoss(tensor.Name));

    private static bool IsOfLoss(string name) =>
        name.Split('.').Any(part => part is "criterion" or "loss" or "loss_fn" or "loss_function" or "loss_func" or "metrics" or "pos_weight");

    private void NoteAside()
    {
        string[] aside = [.. state.Tensors.Where(IsAside).Where(tensor => tensor.Leaf != "num_batches_tracked").Select(tensor => tensor.ToString())];
        if (aside.Length > 0)
            notes.Add($"Left out, since they act on no output: {Some(aside)}.");
    }

    private static string Found(List<StateDictTensor> weights)
    {
        var found = from tensor in weights
                    group tensor by tensor.Module into module
                    select Kind([.. module]) is { } kind ? $"'{module.Key}' is {kind}" : module.First().ToString();
        return weights.Count == 0 ? "" : $"; found: {Some([.. found])}";
    }

    private static string Some(string[] items) =>
        string.Join(", ", items.Take(MostNamed)) + (items.Length > MostNamed ? $" and {items.Length - MostNamed} more" : "");
}
