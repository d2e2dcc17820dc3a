using Unrolled.Conversion;

namespace Unrolled.Formats.StateDicts;

/// <summary>The tensors of a recurrent layer of PyTorch in one direction.</summary>
internal sealed class RecurrentWeights
{
    private readonly StateDictTensor _w;
    private readonly StateDictTensor _r;
    private readonly StateDictTensor? _inputBias;
    private readonly StateDictTensor? _recurrentBias;
    private readonly StateDictTensor? _projection;

    private RecurrentWeights(Dictionary<string, StateDictTensor> tensors)
    {
        (_w, _r) = (tensors["weight_ih"], tensors["weight_hh"]);
        _inputBias = tensors.GetValueOrDefault("bias_ih");
        _recurrentBias = tensors.GetValueOrDefault("bias_hh");
        _projection = tensors.GetValueOrDefault("weight_hr");
    }

    public int Inputs => _w.Shape[1];

    public int Hidden => (_projection ?? _r).Shape[1];

    /// <summary>0 without a projection.</summary>
    public int Projection => _projection?.Shape[0] ?? 0;

    public int Outputs => Projection > 0 ? Projection : Hidden;

    public int Gates => _r.Shape[0] / Hidden;

    public bool HasBias => _inputBias is not null;

    /// <summary>Checks that all tensors are there and fit each other.</summary>
    public static RecurrentWeights Of(Dictionary<string, StateDictTensor> tensors, string name, Func<string, ModelFileException> error)
    {
        if (!tensors.ContainsKey("weight_ih") || !tensors.ContainsKey("weight_hh"))
            throw error($"its recurrent layer '{name}' has {tensors.Values.First()} without {(tensors.ContainsKey("weight_ih") ? "weight_hh" : "weight_ih")}.");
        if (tensors.ContainsKey("bias_ih") != tensors.ContainsKey("bias_hh"))
            throw error($"its recurrent layer '{name}' has one of bias_ih and bias_hh alone; expected both or none.");
        if (tensors.Values.FirstOrDefault(tensor => tensor.Shape.Count == 0) is { } empty)
            throw error($"its recurrent layer '{name}' has {empty}, which has no numbers.");
        var weights = new RecurrentWeights(tensors);
        foreach (var (kind, tensor) in tensors)
        {
            bool isVector = kind is "bias_ih" or "bias_hh";
            if (tensor.Shape.Rank != (isVector ? 1 : 2))
                throw error($"its recurrent layer '{name}' has {tensor}; expected a {(isVector ? "vector" : "matrix")}.");
        }

        int rows = weights._r.Shape[0];
        if (rows % weights.Hidden != 0 || weights.Gates is not (1 or 3 or 4) || (weights.Projection > 0 && weights.Gates != 4))
            throw error($"its recurrent layer '{name}' has {weights._r}; expected 4 (LSTM), 3 (GRU) or 1 (simple) times as many rows as there are units.");
        if (weights._r.Shape[1] != weights.Outputs)
            throw error($"its recurrent layer '{name}' has {weights._r}, where {weights.Outputs} columns are expected.");
        foreach (var (kind, tensor) in tensors)
        {
            if (kind is not "weight_hr" && tensor.Shape[0] != rows)
                throw error($"its recurrent layer '{name}' has {tensor}, where its weight_hh has {rows} rows.");
        }

        return weights;
    }

    /// <summary>Whether a layer of it may follow one of another in the same module.</summary>
    public bool IsLike(RecurrentWeights other) =>
        (Gates, Hidden, Projection, HasBias) == (other.Gates, other.Hidden, other.Projection, other.HasBias);

    /// <summary>Matrices and biases a gate. The two biases of a gate are summed, but those of a GRU's candidate, whose second one lies within the product with
    /// the reset gate.</summary>
    public DirectionTensors Split()
    {
        var tensors = new DirectionTensors();
        string order = Gates switch { 1 => GateOrder.Rnn, 3 => GateOrder.Gru, _ => GateOrder.Lstm };
        for (int gate = 0; gate < Gates; gate++)
        {
            tensors.Add($"W_{order[gate]}", Rows(_w, gate));
            tensors.Add($"R_{order[gate]}", Rows(_r, gate));
            if (_inputBias is null)
                continue;
            float[] bias = _inputBias.Read(gate * Hidden, Hidden);
            float[] recurrent = _recurrentBias!.Read(gate * Hidden, Hidden);
            bool isCandidate = Gates == 3 && gate == 2;
            tensors.Add($"b_{order[gate]}", isCandidate ? bias : [.. bias.Zip(recurrent, (x, y) => x + y)]);
            if (isCandidate)
                tensors.Add("bR_n", recurrent);
        }

        if (_projection is not null)
            tensors.Add("P", new Matrix(_projection.Values, Projection, Hidden));
        return tensors;
    }

    /// <summary>The rows of a gate. They are converted by themselves: a large matrix is never there twice.</summary>
    private Matrix Rows(StateDictTensor tensor, int gate) =>
        new(tensor.Read(gate * Hidden * tensor.Shape[1], Hidden * tensor.Shape[1]), Hidden, tensor.Shape[1]);

    /// <summary>Kind and sizes.</summary>
    public override string ToString() =>
        $"{(Gates switch { 1 => "RNN", 3 => "GRU", _ => "LSTM" })} {Inputs} -> {Hidden}"
        + $"{(Projection > 0 ? $" -> {Projection}" : "")}{(HasBias ? "" : " without biases")}";
}
