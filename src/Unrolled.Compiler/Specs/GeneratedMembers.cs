using System.Globalization;

namespace Unrolled.Compiler.Specs;

/// <summary>The names of the members that a generated part adds to a model's class; the class can have no other member of these names.</summary>
public static class GeneratedMembers
{
    private static readonly string[] Always =
    [
        "Inputs", "Vocabulary", "Outputs", "Parameters", "Gradients", "NewState", "NewTape",
        "Step", "Run", "Predict", "Forward", "Backward", "Save", "Load", "Metadata", "Seed", "__core", "__OtherStep",
    ];

    /// <summary>The member that holds the model with the weights of the assembly.</summary>
    public const string EmbeddedModel = "Default";

    /// <summary>The names for <paramref name="spec"/>: the members of every model, those that it has asked for, and a name for each layer (<c>Lstm0</c>,
    /// <c>Dense1</c>).</summary>
    public static IEnumerable<string> Of(ModelSpec spec)
        => Always
            .Concat(spec.Weights is null ? [] : [EmbeddedModel, "__Weights"])
            .Concat(spec.NativeName.Length == 0 ? [] : ["CHeader"])
            .Concat(spec.Layers.Select((layer, index) => layer.Kind + index.ToString(CultureInfo.InvariantCulture)));
}
