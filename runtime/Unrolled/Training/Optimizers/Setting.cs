using System.Globalization;

namespace Unrolled;

/// <summary>Checks and widens the numbers that a user gives to optimisers, losses and schedules.</summary>
internal static class Setting
{
    /// <summary>
    /// The double that the shortest decimal text of a float stands for: 0.999f gives 0.999, not 0.99900001287…. Coefficients such as 1 − beta2 lose
    /// five digits when they are taken from the float's own value, and with them the agreement with programs that were given the same decimals in double.
    /// </summary>
    public static double Exact(float value) =>
        double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A finite number of at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public static double NotNegative(float value, string name) =>
        float.IsFinite(value) && value >= 0 ? Exact(value)
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number of at least 0.");

    /// <summary>A finite number greater than 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is 0 or less, infinite or not a number.</exception>
    public static double Positive(float value, string name) =>
        float.IsFinite(value) && value > 0 ? Exact(value)
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number greater than 0.");

    /// <summary>A share that something keeps from one update to the next: at least 0 and less than 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside [0, 1).</exception>
    public static double Decay(float value, string name) =>
        value >= 0 && value < 1 ? Exact(value)
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and less than 1.");
}
