namespace Unrolled.Formats.StateDicts;

/// <summary>A module of a state_dict that becomes one layer or several: nn.LSTM of three layers becomes three.</summary>
/// <param name="name">Its name in the file.</param>
/// <param name="inputs">Features that it reads; for an embedding the number of tokens.</param>
/// <param name="outputs">Features that it gives.</param>
internal abstract class StateDictModule(string name, int inputs, int outputs)
{
    public string Name { get; } = name;

    public int Inputs { get; } = inputs;

    public int Outputs { get; } = outputs;

    /// <summary>Whether it carries a state from step to step.</summary>
    public virtual bool IsRecurrent => false;

    /// <summary>Whether it reads tokens.</summary>
    public virtual bool IsEmbedding => false;

    /// <summary>The tensors that it is made of.</summary>
    public IReadOnlyList<StateDictTensor> Tensors { get; init; } = [];

    /// <summary>Its layers, first to last, with their values.</summary>
    public abstract IEnumerable<ModelFileLayer> Layers();

    /// <summary>Name and widths.</summary>
    public override string ToString() => $"{(Name.Length == 0 ? "the module itself" : $"'{Name}'")} {Inputs} -> {Outputs}";
}
