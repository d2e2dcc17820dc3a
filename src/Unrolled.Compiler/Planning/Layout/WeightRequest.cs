using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;

namespace Unrolled.Compiler.Planning;

/// <summary>What weights the user asks for, and what is known of a layer's values from outside.</summary>
/// <param name="Type">The type.</param>
/// <param name="Input">The range of the layer's input.</param>
/// <param name="StartsAtZero">Whether its states do.</param>
internal sealed record WeightRequest(WeightType Type, Interval Input, bool StartsAtZero)
{
    /// <summary>Weights as they are.</summary>
    public static WeightRequest None { get; } = new(WeightType.Float32, Interval.Any, false);
}
