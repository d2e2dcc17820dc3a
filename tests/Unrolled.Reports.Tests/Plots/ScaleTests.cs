namespace Unrolled.Reports.Tests;

public class ScaleTests
{
    [Theory]
    [InlineData(0.03, 0.97, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(-3, 12, "−5 0 5 10 15")]
    [InlineData(5, 5, "4.4 4.6 4.8 5 5.2 5.4 5.6")]
    [InlineData(0.1, 0.3, "0.1 0.15 0.2 0.25 0.3")]
    [InlineData(1700, 2008, "1700 1800 1900 2000 2100")]
    [InlineData(0, 3e7, "0 10⁷ 2·10⁷ 3·10⁷")]
    public void Ticks_are_round_and_enclose_the_values(double from, double to, string labels)
    {
        var scale = Scale.Linear(from, to);
        Assert.Equal(labels, string.Join(' ', scale.Ticks.Select(scale.Label)));
        Assert.True(scale.From <= from && scale.To >= to);
        Assert.Equal((0, 1), (scale.At(scale.From), scale.At(scale.To)));
    }

    [Theory]
    [InlineData(0.03, 0.9, "0.02 0.05 0.1 0.2 0.5 1")]
    [InlineData(1, 10, "1 2 5 10")]
    [InlineData(0.3, 0.3, "0.2 0.5")]
    [InlineData(3e-9, 2, "10⁻⁹ 10⁻⁷ 10⁻⁵ 0.001 0.1 10")]
    public void Logarithmic_ticks_are_powers_of_ten(double from, double to, string labels)
    {
        var scale = Scale.Logarithmic(from, to);
        Assert.Equal(labels, string.Join(' ', scale.Ticks.Select(scale.Label)));
        Assert.True(scale.From <= from && scale.To >= to);
        Assert.Equal(0.5, scale.At(Math.Sqrt(scale.From * scale.To)), 1e-12);
        Assert.False(scale.Has(0));
    }

    [Fact]
    public void Epochs_are_whole_numbers() =>
        Assert.Equal([1, 2, 3], Scale.Tight(1, 3, 10, isWhole: true).Ticks);
}
