using Unrolled.Conversion;

namespace Unrolled.Formats.Keras;

/// <summary>A layer that scales: y = (x − mean) / deviation, feature by feature, in double precision until it is written.</summary>
/// <param name="Mean">What is taken away.</param>
/// <param name="Deviation">What it is divided by.</param>
/// <param name="Layer">The layer, for messages.</param>
internal sealed record KerasScaling(double[] Mean, double[] Deviation, KerasLayer Layer)
{
    // Keras divides by no less than this: keras.config.epsilon().
    private const float Least = 1e-7f;

    /// <summary>Reads Normalization or Rescaling.</summary>
    public static KerasScaling Read(KerasLayer layer, KerasTensors tensors, int width)
    {
        if (layer.ClassName == "Rescaling")
        {
            var scale = Spread(layer, "scale", layer.Numbers("scale") ?? throw layer.Error("expected its scale."), width);
            var offset = Spread(layer, "offset", layer.Numbers("offset") ?? [0], width);
            return Of(layer, scale, offset);
        }

        var axis = layer.Numbers("axis");
        if (axis is not null and not ([] or [-1] or [2]))
            throw layer.Error($"expected axis = -1, the features, found [{string.Join(", ", axis)}].");
        double[] mean, variance;
        if (layer.Has("mean"))
        {
            (mean, variance) = (layer.Numbers("mean")!, layer.Numbers("variance") ?? throw layer.Error("expected a variance beside its mean."));
        }
        else
        {
            int[] shape = axis is null or [] || tensors.NextShape("mean").Length == 0 ? [] : [width];
            mean = [.. tensors.Take("mean", shape).Select(value => (double)value)];
            variance = [.. tensors.Take("variance", shape).Select(value => (double)value)];
            if (tensors.Left == 1)
                tensors.Skip();
            tensors.End();
        }

        mean = Spread(layer, "mean", mean, width);
        double[] deviation = [.. Spread(layer, "variance", variance, width).Select(value => (double)MathF.Max(MathF.Sqrt((float)value), Least))];
        return layer.Flag("invert", false) ? Of(layer, deviation, mean) : new(mean, deviation, layer);
    }

    /// <summary>Both, one after the other.</summary>
    public KerasScaling Then(KerasScaling next) => new(
        [.. Mean.Select((mean, k) => mean + next.Mean[k] * Deviation[k])], [.. Deviation.Select((deviation, k) => deviation * next.Deviation[k])], next.Layer);

    /// <summary>The parameters of a first layer.</summary>
    public DirectionTensors Standardize() => Tensors(Mean, Deviation);

    /// <summary>The parameters of a last layer: y = x · deviation + mean.</summary>
    public DirectionTensors Rescale() => Tensors([.. Mean.Select((mean, k) => -mean / Deviation[k])], [.. Deviation.Select(deviation => 1 / deviation)]);

    private static KerasScaling Of(KerasLayer layer, double[] scale, double[] offset) =>
        new([.. offset.Select((value, k) => -value / scale[k])], [.. scale.Select(value => 1 / value)], layer);

    private DirectionTensors Tensors(double[] mean, double[] deviation)
    {
        var tensors = new DirectionTensors();
        tensors.Add("mean", Singles(mean));
        float[] deviations = Singles(deviation);
        if (Array.FindIndex(deviations, value => !(value > 0)) is var at && at >= 0)
            throw Layer.Error($"it scales feature {at} by {deviations[at]}, and Unrolled scales by more than 0. Change the sign in the weights next to it.");
        tensors.Add("deviation", deviations);
        return tensors;
    }

    private float[] Singles(double[] values)
    {
        float[] singles = [.. values.Select(value => (float)value)];
        return Array.TrueForAll(singles, float.IsFinite) ? singles : throw Layer.Error("it scales by a number that is not finite. Adapt it to data again.");
    }

    private static double[] Spread(KerasLayer layer, string option, double[] values, int width) => values.Length == width
        ? values
        : values.Length == 1
            ? [.. Enumerable.Repeat(values[0], width)]
            : throw layer.Error($"expected {width} numbers for {option}, found {values.Length}.");
}
