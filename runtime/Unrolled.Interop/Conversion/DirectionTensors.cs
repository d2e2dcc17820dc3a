namespace Unrolled.Conversion;

/// <summary>The tensors of a layer in one direction, under their names without the layer's: <c>W_i</c>, <c>b</c>.</summary>
internal sealed class DirectionTensors
{
    private readonly Dictionary<string, ModelTensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<ModelTensor> _order = [];

    public IReadOnlyList<ModelTensor> All => _order;

    public ModelTensor this[string name] => Find(name) ?? throw new KeyNotFoundException($"The layer has no {name}.");

    public ModelTensor? Find(string name) => _tensors.GetValueOrDefault(name);

    public void Add(string name, Matrix matrix) => Add(new ModelTensor(name, new Shape(matrix.Rows, matrix.Columns), matrix.Values));

    public void Add(string name, float[] vector) => Add(new ModelTensor(name, new Shape(vector.Length), vector));

    public void Add(ModelTensor tensor)
    {
        _tensors.Add(tensor.Name, tensor);
        _order.Add(tensor);
    }
}
