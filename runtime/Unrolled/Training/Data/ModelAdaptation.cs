using System.Globalization;

namespace Unrolled;

/// <summary>Standardisation from data.</summary>
public static class ModelAdaptation
{
    private const string Mean = ".mean", Deviation = ".deviation", Standardize = "standardize", Rescale = "rescale";

    /// <summary>
    /// Sets the means and deviations of <c>[Standardize]</c> from the inputs of a data set, and those of <c>[Rescale]</c> from its targets, each over the
    /// steps that count. Both are saved with the model, which then takes and
    /// gives numbers in the user's own units. Give it the data that is trained with, not what the model is measured by. A feature or target that never
    /// varies gets a deviation of 1.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="train">The data set.</param>
    /// <exception cref="InvalidOperationException">The model has neither layer.</exception>
    /// <exception cref="ArgumentException">The data set does not fit the model, or has no targets for <c>[Rescale]</c>; the message says where.</exception>
    public static void Adapt<TModel>(this IInferenceModel<TModel> model, SequenceDataset train)
        where TModel : class, IInferenceModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        var shape = ModelShape.Of(model.Core.Layout);
        string? first = LayerOf(model.Parameters, Standardize), last = LayerOf(model.Parameters, Rescale);
        if (first is null && last is null)
            throw new InvalidOperationException($"{shape.Name} has nothing to adapt: put [Standardize] above its layers, or [Rescale] below them.");
        var data = train.For(shape);
        data.Check(shape);
        var (inputs, targets) = (new Moments(shape.Inputs), new Moments(shape.Outputs));
        data.ForEachPiece(shape, (piece, index, start, steps) =>
        {
            if (last is not null && !piece.HasTargets)
                throw new ArgumentException($"{shape.Name} has [Rescale], which gives numbers in the units of the targets; this data set has classes and no "
                    + "targets.", nameof(train));
            for (int step = 0; step < steps; step++)
            {
                if (first is not null)
                    inputs.Add(piece.Inputs.Slice(step * shape.Inputs, shape.Inputs), 1);
                if (last is not null && piece.Weights[step] > 0)
                    targets.Add(piece.Targets.Slice(step * shape.Outputs, shape.Outputs), piece.Weights[step]);
            }
        });
        Set(model.Parameters, first, inputs);
        Set(model.Parameters, last, targets);
    }

    /// <summary>The deviations of <c>[Rescale]</c>; null where the model has none.</summary>
    internal static Parameter? DeviationOfRescale(ParameterSet parameters) => LayerOf(parameters, Rescale) is { } layer ? parameters[layer + Deviation] : null;

    private static string? LayerOf(ParameterSet parameters, string kind) =>
        parameters.Where(parameter => parameter.Name.StartsWith(kind, StringComparison.Ordinal) && parameter.Name.EndsWith(Mean, StringComparison.Ordinal)
            && int.TryParse(parameter.Name.AsSpan()[kind.Length..^Mean.Length], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(parameter => parameter.Name[..^Mean.Length]).FirstOrDefault();

    private static void Set(ParameterSet parameters, string? layer, Moments moments)
    {
        if (layer is null)
            return;
        parameters[layer + Mean].Set(moments.Means);
        parameters[layer + Deviation].Set(moments.Deviations);
    }

    /// <summary>Running means and sums of squared differences from them (Welford 1962): exact where a mean is large and a deviation small.</summary>
    private sealed class Moments(int width)
    {
        private readonly double[] _means = new double[width], _squares = new double[width];
        private double _weight;

        public float[] Means => Array.ConvertAll(_means, mean => (float)mean);

        public float[] Deviations => Array.ConvertAll(_squares, square => (float)Math.Sqrt(square / _weight) is var deviation and > 0 ? deviation : 1);

        public void Add(ReadOnlySpan<float> values, double weight)
        {
            _weight += weight;
            for (int k = 0; k < values.Length; k++)
            {
                double before = values[k] - _means[k];
                _means[k] += before * weight / _weight;
                _squares[k] += weight * before * (values[k] - _means[k]);
            }
        }
    }
}
