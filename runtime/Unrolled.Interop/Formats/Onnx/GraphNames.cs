namespace Unrolled.Formats.Onnx;

/// <summary>Where a graph that is written stands: the value that the next layer reads.</summary>
internal sealed class GraphNames
{
    private string? _batch;

    public GraphNames(GraphBuilder builder, ModelFile model)
    {
        (Builder, Model, Value) = (builder, model, "x");
        if (model.Vocabulary > 0 && model.Layers[0].Declaration is not EmbeddingAttribute)
            Value = builder.Add("OneHot", "tokens", ["x", builder.Scalar("tokens.count", model.Vocabulary), builder.Constant("tokens.values", [0, 1], 2)]);
    }

    public GraphBuilder Builder { get; }

    public ModelFile Model { get; }

    /// <summary>The name of the value.</summary>
    public string Value { get; set; }

    /// <summary>Whether it has all steps; without them, it is [batch, features].</summary>
    public bool HasSteps { get; set; } = true;

    /// <summary>A state that every sequence begins with: [directions, 1, hidden] to [directions, batch, hidden].</summary>
    public string Repeated(string name, float[] values, int directions, int hidden)
    {
        if (_batch is null)
        {
            string shape = Builder.Add("Shape", "shape", ["x"]);
            _batch = Builder.Add("Gather", "batch", [shape, Builder.Constant("batch.axis", 1)]);
        }

        string sizes = Builder.Add("Concat", $"{name}.sizes",
            [Builder.Constant($"{name}.directions", directions), _batch, Builder.Constant($"{name}.hidden", hidden)], GraphBuilder.Integer("axis", 0));
        return Builder.Add("Expand", $"{name}.repeated", [Builder.Constant(name, values, directions, 1, hidden), sizes]);
    }
}
