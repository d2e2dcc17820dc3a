namespace Unrolled.Formats.Keras;

/// <summary>What a model reads at a step: features, or a token.</summary>
internal static class KerasInputs
{
    /// <summary>Features and tokens, one of which is 0.</summary>
    public static (int Inputs, int Vocabulary) Of(string file, KerasConfig config, KerasVariables variables)
    {
        var first = config.Chain.FirstOrDefault(layer => layer.ClassName is not ("InputLayer" or "Masking"))
            ?? throw new ModelFileException($"{file}: it has no layers. Save a model with at least one.");
        if (first.ClassName == "Embedding")
            return (0, first.Count("input_dim"));
        // The first layer says the sizes, or the first with a matrix has them.
        var shape = config.Chain[0].InputShape();
        if (shape is not null && shape.Length is not (2 or 3))
            throw config.Chain[0].Error($"its input has {shape.Length} dimensions, expected batch, time and features.");
        if (shape is not null && shape[^1] is { } features)
            return features is > 0 and <= 1 << 24 ? (features, 0) : throw config.Chain[0].Error($"expected at least one feature, found {features}.");
        var matrix = config.Chain.FirstOrDefault(layer => layer.ClassName != "Normalization" && variables.Of(layer).Count > 0);
        return matrix is not null && variables.Of(matrix)[0].Shape is [> 0 and <= 1 << 24, _] sizes
            ? (sizes[0], 0)
            : throw new ModelFileException($"{file}: it does not say how many features it reads. Save a model that begins with an Input of [time, features].");
    }
}
