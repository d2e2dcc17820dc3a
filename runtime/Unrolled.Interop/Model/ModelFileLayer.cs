using Unrolled.Conversion;
using Unrolled.Declarations;

namespace Unrolled;

/// <summary>A layer of a model file: what a class declares for it, and its tensors.</summary>
public sealed class ModelFileLayer
{
    private readonly DirectionTensors[] _directions;

    /// <summary>A layer.</summary>
    /// <param name="declaration">Its attribute.</param>
    /// <param name="directions">Its tensors: none for a layer without parameters, forward and backward for one of both directions.</param>
    internal ModelFileLayer(LayerAttribute declaration, params DirectionTensors[] directions)
    {
        (Declaration, _directions) = (declaration, directions);
    }

    /// <summary>What a class declares for it.</summary>
    public LayerAttribute Declaration { get; }

    /// <summary>Its name in the model, from which those of its tensors follow: <c>lstm0</c>.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Features that it reads at a step; the number of tokens where it reads tokens.</summary>
    public int Inputs { get; private set; }

    /// <summary>Features that it gives at a step.</summary>
    public int Outputs { get; private set; }

    /// <summary>The tensors of one direction; a layer of both has those of the backward one at 1.</summary>
    internal DirectionTensors Direction(int index) => _directions[index];

    /// <summary>The same tensors under another declaration of the same parameters.</summary>
    internal ModelFileLayer As(LayerAttribute declaration) => new(declaration, _directions);

    /// <summary>Its tensors under their full names.</summary>
    internal IEnumerable<ModelTensor> Tensors =>
        from direction in Enumerable.Range(0, _directions.Length)
        let prefix = Name + (_directions.Length == 1 ? "." : direction == 0 ? ".forward." : ".backward.")
        from tensor in _directions[direction].All
        select tensor with { Name = prefix + tensor.Name };

    /// <summary>Its attribute in C#: <c>[Lstm(64)]</c>.</summary>
    public override string ToString() =>
        Declaration is EquationsLayer cell ? $"[Cell({cell.Hidden})]: {cell.Summary}" : DeclarationWriter.Attribute(Declaration);

    /// <summary>Takes its place in a model: the name and the widths follow.</summary>
    internal void Place(int index, int inputs)
    {
        Inputs = inputs;
        Outputs = Declaration switch
        {
            RnnAttribute rnn => rnn.Hidden,
            LstmAttribute lstm => lstm.Projection > 0 ? lstm.Projection : lstm.Hidden,
            GruAttribute gru => gru.Hidden,
            EquationsLayer cell => cell.Hidden,
            DenseAttribute dense => dense.Outputs,
            EmbeddingAttribute embedding => embedding.Size,
            _ => inputs,
        };
        if (Declaration is RecurrentLayerAttribute { Direction: Unrolled.Direction.Both })
            Outputs *= 2;
        Name = LayerType.NameOf(Declaration, index);
    }
}
