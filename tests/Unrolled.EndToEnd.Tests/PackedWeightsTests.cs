using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>What holds of packed weights of every type.</summary>
public sealed class PackedWeightsTests
{
    /// <summary>Values are rounded where they are multiplied, not where they are kept.</summary>
    [Theory]
    [InlineData(WeightType.BFloat16)]
    [InlineData(WeightType.Int8)]
    public void Parameters_are_what_was_set(WeightType type)
    {
        using var model = InMemoryCompiler.CreateForInference(Variants.Spec("lstm", 64) with { Training = false, WeightType = (int)type });
        var matrix = model.Parameters["lstm0.R_i"];
        float[] values = [.. Enumerable.Range(0, matrix.Length).Select(i => 1 + (i / 1e6f))];

        matrix.Set(values);

        Assert.Equal(values, matrix.ToArray());
    }
}
