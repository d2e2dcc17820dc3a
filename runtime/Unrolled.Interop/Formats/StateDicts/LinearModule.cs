using Unrolled.Conversion;

namespace Unrolled.Formats.StateDicts;

/// <summary>nn.Linear: <c>weight</c> [outputs, inputs] and, as a rule, <c>bias</c> [outputs].</summary>
internal sealed class LinearModule : StateDictModule
{
    private readonly StateDictTensor _weight;
    private readonly StateDictTensor? _bias;

    public LinearModule(string name, StateDictTensor weight, StateDictTensor? bias)
        : base(name, weight.Shape[1], weight.Shape[0])
    {
        (_weight, _bias) = (weight, bias);
    }

    /// <summary>A matrix without a bias may also be an embedding: nothing but its place, its widths and its name can tell.</summary>
    public bool MayBeEmbedding => _bias is null;

    /// <summary>The same matrix as nn.Embedding: [tokens, size].</summary>
    public EmbeddingModule AsEmbedding() => new(Name, _weight) { Tensors = Tensors };

    public override IEnumerable<ModelFileLayer> Layers()
    {
        var tensors = new DirectionTensors();
        tensors.Add("W", new Matrix(_weight.Values, Outputs, Inputs));
        if (_bias is not null)
            tensors.Add("b", _bias.Values);
        yield return new ModelFileLayer(new DenseAttribute(Outputs) { Bias = _bias is not null }, tensors);
    }
}

/// <summary>nn.Embedding: <c>weight</c> [tokens, size].</summary>
internal sealed class EmbeddingModule(string name, StateDictTensor weight) : StateDictModule(name, weight.Shape[0], weight.Shape[1])
{
    public override bool IsEmbedding => true;

    public override IEnumerable<ModelFileLayer> Layers()
    {
        var tensors = new DirectionTensors();
        tensors.Add("W", new Matrix(weight.Values, Inputs, Outputs));
        yield return new ModelFileLayer(new EmbeddingAttribute(Outputs), tensors);
    }
}
