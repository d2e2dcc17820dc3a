using Unrolled.Conversion;

namespace Unrolled.Formats.Onnx;

/// <summary>A product with its activation.</summary>
internal sealed record DensePart(ProductPart Product, Activation Activation) : LayerPart;

/// <summary>Mean and deviation of the model's inputs or of its targets.</summary>
internal sealed record StandardizePart(float[] Mean, float[] Deviation, bool IsOfOutputs) : LayerPart;

/// <summary>Sums, differences, products and quotients with constants, one after another.</summary>
/// <param name="parts">At least one.</param>
/// <param name="width">The number of features.</param>
internal sealed class ElementRun(ElementPart[] parts, int width)
{
    private const int MostParts = 16;

    /// <summary>The layer that does the same: standardisation at the beginning, rescaling at the end, a dense layer elsewhere.</summary>
    public LayerPart ToPart(bool isFirst, bool isLast, List<string> notes, ConstantBudget budget)
    {
        if (width == 0)
            throw new Refusal("has an input whose number of features is not known");
        if (parts.Length > MostParts)
            throw new Refusal($"combines features with {parts.Length} constants one after another; expected at most {MostParts}");
        var ones = Spread([1], width);
        var zeros = new float[width];
        float[] Of(int index) => Spread(parts[index].Values, width);
        var exact = (parts.Select(part => part.Operation).ToArray(), isFirst, isLast) switch
        {
            (['-', '/'], true, _) => new StandardizePart(Of(0), Of(1), false),
            (['-'], true, _) => new StandardizePart(Of(0), ones, false),
            (['/'], true, _) => new StandardizePart(zeros, Of(0), false),
            (['*', '+'], false, true) => new StandardizePart(Of(1), Of(0), true),
            (['*'], false, true) => new StandardizePart(zeros, Of(0), true),
            (['+'], false, true) => new StandardizePart(Of(0), ones, true),
            _ => null,
        };
        if (exact is not null && IsPositive(exact.Deviation))
            return exact;

        // factor · x + offset
        var (factor, offset) = (new double[width], new double[width]);
        Array.Fill(factor, 1);
        foreach (var part in parts)
        {
            float[] values = Spread(part.Values, width);
            for (int k = 0; k < width; k++)
            {
                (factor[k], offset[k]) = part.Operation switch
                {
                    '+' => (factor[k], offset[k] + values[k]),
                    '-' => (factor[k], offset[k] - values[k]),
                    'r' => (-factor[k], values[k] - offset[k]),
                    '*' => (factor[k] * values[k], offset[k] * values[k]),
                    _ => (factor[k] / values[k], offset[k] / values[k]),
                };
            }
        }

        float[] scale = Array.ConvertAll(factor, value => (float)value), shift = Array.ConvertAll(offset, value => (float)value);
        if (!scale.All(float.IsFinite) || !shift.All(float.IsFinite))
            throw new Refusal("divides features by 0, or multiplies them by numbers that are not finite");
        if (isFirst && IsPositive(scale))
        {
            float[] deviation = Array.ConvertAll(factor, value => (float)(1 / value));
            float[] mean = [.. factor.Zip(offset).Select(pair => (float)(-pair.Second / pair.First))];
            if (IsPositive(deviation) && mean.All(float.IsFinite))
                return new StandardizePart(mean, deviation, false);
        }

        if (isLast && !isFirst && IsPositive(scale))
            return new StandardizePart(shift, scale, true);
        notes.Add("Features times constants, plus constants, are a dense layer with a diagonal matrix.");
        return new ProductPart(Diagonal(scale, budget), shift);
    }

    /// <summary>A number a feature, from that or from one for all.</summary>
    public static float[] Spread(float[] values, int width) =>
        values.Length == width ? values : values.Length == 1 ? [.. Enumerable.Repeat(values[0], width)]
            : throw new Refusal($"combines {width} features with {values.Length} constants");

    /// <summary>A matrix with these numbers from corner to corner.</summary>
    public static Matrix Diagonal(float[] values, ConstantBudget budget)
    {
        int width = values.Length;
        if (width is 0 or > 1024)
            throw new Refusal($"scales {width} features in the middle, or applies an activation to them; expected 1 to 1024");
        budget.Take(width * width);
        float[] matrix = new float[width * width];
        for (int k = 0; k < width; k++)
            matrix[k * width + k] = values[k];
        return new(matrix, width, width);
    }

    private static bool IsPositive(float[] values) => values.All(value => value > 0 && float.IsFinite(value));
}
