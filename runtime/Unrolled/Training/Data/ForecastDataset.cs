namespace Unrolled;

/// <summary>Every window of one long series; the targets of a step are the features some steps on.</summary>
internal sealed class ForecastDataset : SequenceDataset
{
    private readonly float[] _series;
    private readonly int _features, _window, _horizon, _warmUp;

    public ForecastDataset(float[] series, int features, int window, int horizon, int warmUp)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(warmUp);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(warmUp, window);
        if (series.Length % features != 0)
            throw new ArgumentException($"Expected whole steps of {features} features in the series; found {series.Length} numbers.", nameof(series));
        (_series, _features, _window, _horizon, _warmUp) = (series, features, window, horizon, warmUp);
        Count = Math.Max(0, series.Length / features - window - horizon + 1);
    }

    public override int Count { get; }

    internal override ModelShape Widths => new("", _features, 0, _features);

    internal override bool WritesEverything => true;

    public override int LengthOf(int index) => _window;

    public override void Write(int index, TapeColumn column)
    {
        column.CopyInputs(_series.AsSpan(index * _features, _window * _features));
        column.CopyTargets(_series.AsSpan((index + _horizon) * _features, _window * _features));
        column.WeightOnly(_warmUp, _window);
    }

    internal override SequenceDataset For(ModelShape shape)
    {
        if (shape.Inputs != _features || shape.Outputs != _features)
            throw Wrong($"A forecast of {_features} features needs a model with {_features} inputs and as many outputs; {shape.Name} has {shape.Inputs} and "
                + $"{shape.Outputs}.");
        return this;
    }
}
