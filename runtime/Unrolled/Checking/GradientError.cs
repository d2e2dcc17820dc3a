using System.Globalization;

namespace Unrolled;

/// <summary>The error of the emitted gradient of one parameter, compared with differences of the loss.</summary>
/// <param name="Name">The parameter's name: <c>lstm0.R_f</c>.</param>
/// <param name="Error">
/// The largest difference, divided by the largest element of the parameter's gradient. If a thousandth of the largest gradient of the model is more, it is
/// divided by that, because
/// single precision has no digits to compare below it.
/// </param>
public sealed record GradientError(string Name, double Error)
{
    /// <summary>The largest absolute difference.</summary>
    public double Difference { get; init; }

    /// <summary>The largest absolute value in the parameter's gradient.</summary>
    public double Largest { get; init; }

    /// <summary>As in <c>lstm0.R_f 1.2E-07</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Error:E1}");
}
