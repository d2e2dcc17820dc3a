using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>The deviations of a model's <c>[Rescale]</c>, for losses that count in them.</summary>
internal sealed class OutputDeviations(ModelCore core)
{
    private Parameter? _parameter;
    private float[] _values = [];

    /// <summary>As they are now, [outputs]. Allocates at the first call only.</summary>
    /// <exception cref="InvalidOperationException">The model has none.</exception>
    public ReadOnlySpan<float> Values
    {
        get
        {
            if (_parameter is null)
            {
                _parameter = ModelAdaptation.DeviationOfRescale(core.ParameterSet) ?? throw new InvalidOperationException(
                    $"Loss.StandardizedMeanSquaredError counts in the deviations of [Rescale], and {core.Layout.ModelName} has none: " +
                    "put [Rescale] after its last layer and call model.Adapt(train), or use Loss.MeanSquaredError.");
                _values = new float[_parameter.Length];
            }

            _parameter.CopyTo(_values);
            return _values;
        }
    }
}
