namespace Unrolled.Generator.Tests.Equations;

/// <summary>Equations that are unusual but right: the generator reads them, and its code compiles.</summary>
public class EdgeCaseTests
{
    [Theory]
    [InlineData("public static (Vec h, Vec c) Step(Vec x, Vec h, Vec c) { (h, c) = Core(x, h, c); return (h, c); } static (Vec, Vec) Core(Vec x, Vec h, Vec "
        + "c) { var f = Sigmoid(Affine(x, h)); c = f * c + Linear(x); return (Tanh(c), c); }")]
    [InlineData("public static Vec Step(Vec x, Vec h) { var (a, (b, _)) = (Affine(x), (Affine(h), h)); Vec d; (d, var e) = Two(a, b); return d + e; } static "
        + "(Vec p, Vec q) Two(Vec v, Vec w) => (Scale(v), Scale(w));")]
    [InlineData("public static Vec Step(Vec x, Vec h) => Tanh(Affine(x, h, name: \"class\") + Scale(h, \"in\"));")]
    [InlineData("public static (Vec @in, Vec @class) Step(Vec @this, Vec @in, Vec @class) { var @int = Affine(@this, @in); return (Tanh(@int), @class * "
        + "@int); }")]
    [InlineData("public static Vec Step(Vec y, Vec h) => Tanh(Affine(y, h));")]
    [InlineData("public static (Vec h, Vec y) Step(Vec y, Vec h) { h = Tanh(Affine(y, h)); return (h, Linear(h)); }")]
    [InlineData("public static (Vec h, Vec H) Step(Vec x, Vec h, Vec H) { var f = Affine(x, h); var F = Sigmoid(Affine(x, H)); return (Tanh(f), F * H); }")]
    [InlineData("public static (Vec φ, Vec état) Step(Vec ξ, Vec φ, Vec état) { var ω = Affine(ξ, φ); return (Tanh(ω), 0.5 * état + ω); }")]
    [InlineData("public static Vec Step(Vec x, Vec h) { var z = x; return Tanh(Affine(z[..2], h) + Linear(z[2..], name: \"rest\")); }")]
    [InlineData("public static Vec Step(Vec x, Vec h) => 0 * h;")]
    [InlineData("public static Vec Step(Vec x, Vec h) => Linear(x) * 0 + h / h;")]
    [InlineData("public static (Vec h, Vec y) Step(Vec x, Vec h) => (Tanh(Affine(x, h)), x - x);")]
    [InlineData("public static (Vec h, Vec y) Step(Vec x, Vec h) => (Tanh(Affine(x, h)), x[1..]);")]
    [InlineData("public static (Vec y, Vec h) Step(Vec x, Vec h) => (Bias(), h);")]
    public async Task Compiles(string members)
    {
        var harness = GeneratorHarness.Run("using Unrolled; using static Unrolled.Equations;\n[Model(Inputs = 4), Cell<Own>(8), Dense(1)] partial class "
            + "M;\nclass Own : ICellEquations { " + members + " }");

        Assert.Empty(await harness.Analyze());
        Assert.Contains("M.g.cs", harness.Files.Keys);
        Assert.NotEmpty(harness.Emit());
    }
}
