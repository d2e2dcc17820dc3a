using System.Globalization;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>The measure of the reference cases: the largest difference over max(1, the largest expected number).</summary>
internal static class Compare
{
    /// <summary>For outputs and states.</summary>
    public const double Values = 1e-5;

    /// <summary>For gradients.</summary>
    public const double Gradients = 2e-5;

    /// <param name="what">What is compared.</param>
    /// <param name="got">What the compiled code gave.</param>
    /// <param name="expected">What it should be.</param>
    /// <param name="tolerance">Largest difference over max(1, the largest expected number).</param>
    /// <param name="single">Gives the same in float32, operation by operation: eight times its own error is allowed too. Asked where more is needed.</param>
    public static void Near(string what, ReadOnlySpan<float> got, ReadOnlySpan<double> expected, double tolerance, Func<double[]>? single = null)
    {
        if (got.Length != expected.Length)
            Assert.Fail($"{what}: {got.Length} values; expected {expected.Length}.");
        var scale = 1.0;
        foreach (var value in expected)
            scale = Math.Max(scale, Math.Abs(value));
        var (worst, at) = (0.0, 0);
        for (var i = 0; i < got.Length; i++)
        {
            var difference = Math.Abs(got[i] - expected[i]);
            if (!(difference <= worst))
                (worst, at) = (double.IsNaN(difference) ? double.PositiveInfinity : difference, i);
        }

        if (worst / scale <= tolerance)
            return;
        var rounded = single?.Invoke();
        for (var i = 0; i < rounded?.Length; i++)
            tolerance = Math.Max(tolerance, 8 * Math.Abs(rounded[i] - expected[i]) / scale);
        if (!(worst / scale <= tolerance))
            Assert.Fail(string.Create(CultureInfo.InvariantCulture,
                $"{what}: off by {worst / scale:g3}, allowed {tolerance:g3}; at {at} got {got[at]:g7}, expected {expected[at]:g7}."));
    }

    /// <summary>Bit for bit, NaN and signs of zeros included.</summary>
    public static void SameBits(string what, ReadOnlySpan<float> got, ReadOnlySpan<float> expected)
    {
        Assert.Equal(expected.Length, got.Length);
        for (var i = 0; i < got.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(got[i]) != BitConverter.SingleToInt32Bits(expected[i]))
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}: at {i} got {got[i]:g9}, expected the bits of {expected[i]:g9}."));
        }
    }
}
