namespace Sunspots;

/// <summary>
/// Between sunspot numbers and what the network sees: square roots (the larger a number the more it scatters, much as a count does), less their mean,
/// divided by
/// their standard deviation. Mean and deviation are those of the training years.
/// </summary>
internal sealed class Scale
{
    private readonly double _mean;
    private readonly double _deviation;

    /// <summary>Takes mean and deviation from the training years.</summary>
    public Scale(ReadOnlySpan<double> trainingNumbers)
    {
        foreach (double number in trainingNumbers)
            _mean += Math.Sqrt(number) / trainingNumbers.Length;
        foreach (double number in trainingNumbers)
            _deviation += Math.Pow(Math.Sqrt(number) - _mean, 2) / trainingNumbers.Length;
        _deviation = Math.Sqrt(_deviation);
    }

    /// <summary>What the network sees of a number.</summary>
    public float ToNetwork(double number) => (float)((Math.Sqrt(number) - _mean) / _deviation);

    /// <summary>The number that an output of the network stands for; at least 0.</summary>
    public double FromNetwork(float value) => Math.Pow(Math.Max(0, value * _deviation + _mean), 2);
}
