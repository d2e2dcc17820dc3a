using System.Globalization;

namespace Unrolled;

/// <summary>How far the emitted gradient of a parameter is from differences of the loss.</summary>
/// <param name="Name">The parameter's name: <c>lstm0.R_f</c>.</param>
/// <param name="Error">
/// The largest difference found, divided by the largest element of the parameter's gradient, or by a thousandth of the model's largest where that is more: below it, single precision has no
/// digits to compare.
/// </param>
public sealed record GradientError(string Name, double Error)
{
    /// <summary>The largest difference found, in absolute terms.</summary>
    public double Difference { get; init; }

    /// <summary>The largest element of the parameter's gradient, in absolute terms.</summary>
    public double Largest { get; init; }

    /// <summary>As in <c>lstm0.R_f 1.2E-07</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Error:E1}");
}
