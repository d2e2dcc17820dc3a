using System.Globalization;

namespace Unrolled.Benchmarks.Sweep;

/// <summary>What was measured of a model.</summary>
/// <param name="Shape">The model.</param>
/// <param name="Full">Units that fill as many vectors; 0 where steps were not timed.</param>
/// <param name="Seconds">Of a step.</param>
/// <param name="Ratio">To the step of the model that fills its vectors.</param>
/// <param name="First">The first calls.</param>
/// <param name="Kilobytes">Of the largest generated file.</param>
/// <param name="GeneratorMilliseconds">The generator's time.</param>
internal sealed record Swept(SweptShape Shape, int Full, double Seconds, double Ratio, FirstCalls First, double Kilobytes, double GeneratorMilliseconds)
{
    /// <summary>A model of which only the files were looked at.</summary>
    public static Swept Untimed(SweptShape shape, Generated generated) => new(shape, 0, 0, 0, default, generated.LargestFile / 1024.0, generated.Seconds * 1e3);

    /// <summary>The lesser of each figure of two measurements.</summary>
    public Swept Least(Swept other) => this with
    {
        Seconds = Math.Min(Seconds, other.Seconds),
        Ratio = Math.Min(Ratio, other.Ratio),
        First = FirstCalls.Least(First, other.First),
        GeneratorMilliseconds = Math.Min(GeneratorMilliseconds, other.GeneratorMilliseconds),
    };

    /// <inheritdoc/>
    public override string ToString()
    {
        var share = Full == Shape.Hidden ? "" : string.Create(CultureInfo.InvariantCulture, $", {Ratio:F2} of {Full}");
        var steps = Full == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $"{Measurement.Digits(Seconds * 1e9)} ns{share}; first Step {First.Step:F1} ms, Run {First.Run:F1} ms; ");
        return string.Create(CultureInfo.InvariantCulture, $"{Shape.Name}: {steps}file {Kilobytes:F0} KB, generator {GeneratorMilliseconds:F1} ms");
    }
}
