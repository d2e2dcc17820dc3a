using static Unrolled.Equations;
using static Unrolled.Tests.OwnCells.Numbers;

namespace Unrolled.Tests.OwnCells;

/// <summary>Each word of the vocabulary by itself.</summary>
public class VocabularyTests
{
    private static readonly double[] s_v = [-700, -40, -3.5, -1, -1e-9, 0, 1e-9, 0.5, 1, 3, 40, 700];
    private static readonly double[] s_w = [5, -40, 2, -1, 3, 1, 2e-9, 0.25, 8, -2, 39, 1];

    [Fact]
    public void FunctionsAreThoseOfMath()
    {
        Check(v => Sigmoid(v), v => v >= 0 ? 1 / (1 + Math.Exp(-v)) : Math.Exp(v) / (1 + Math.Exp(v)));
        Check(Tanh, Math.Tanh);
        Check(Relu, v => v > 0 ? v : 0);
        Check(Exp, Math.Exp);
        Check(v => Log(Abs(v) + 1), v => Math.Log(Math.Abs(v) + 1));
        Check(v => Sqrt(Abs(v)), v => Math.Sqrt(Math.Abs(v)));
        Check(Sin, Math.Sin);
        Check(Cos, Math.Cos);
        Check(Abs, Math.Abs);
        Check(StopGradient, v => v);
        Check(v => Min(v, 1), v => Math.Min(v, 1));
        Check(v => Min(1, v), v => Math.Min(v, 1));
        Check(v => Max(v, -1.5f), v => Math.Max(v, -1.5));
        Check(v => Max(-1.5, v), v => Math.Max(v, -1.5));
        Check(Min, Math.Min);
        Check(Max, Math.Max);
    }

    [Fact]
    public void SoftplusKeepsItsTails()
    {
        double[] v = [-700, -40, -1, 0, 1, 40, 800];
        double[] expected = [Math.Exp(-700), Math.Exp(-40), 0.31326168751822286, Math.Log(2), 1.3132616875182228, 40, 800];
        double[] actual = InPlace.Run((_, h) => Softplus(h), [0], v);
        for (int i = 0; i < v.Length; i++)
            Assert.Equal(1, actual[i] / expected[i], 1e-15);
    }

    [Fact]
    public void OperatorsWorkElementByElement()
    {
        Check((v, w) => v + w, (v, w) => v + w);
        Check((v, w) => v - w, (v, w) => v - w);
        Check((v, w) => v * w, (v, w) => v * w);
        Check((v, w) => v / w, (v, w) => v / w);
        Check(v => -v, v => -v);
        Check(v => 2 + v, v => 2 + v);
        Check(v => v + 0.5f, v => v + 0.5);
        Check(v => 1 - v, v => 1 - v);
        Check(v => v - 1.25, v => v - 1.25);
        Check(v => 3 * v, v => 3 * v);
        Check(v => v * 0.25, v => v * 0.25);
        Check(v => 1 / (v * v + 1), v => 1 / (v * v + 1));
        Check(v => v / 4, v => v / 4);
    }

    [Fact]
    public void ParametersComeInTheOrderOfTheCalls()
    {
        Assert.Equal(["W [3, 2]", "b [3]"], InPlace.Parameters((x, h) => Affine(x)));
        Assert.Equal(["R [3, 3]", "b [3]"], InPlace.Parameters((x, h) => Affine(h)));
        Assert.Equal(["W [3, 2]", "R [3, 3]", "b [3]"], InPlace.Parameters((x, h) => Affine(x, h)));
        Assert.Equal(["R [3, 3]", "W [3, 2]", "b [3]"], InPlace.Parameters((x, h) => Affine(h, x)));
        Assert.Equal(["W [3, 2]", "R [3, 3]"], InPlace.Parameters((x, h) => Linear(x, h)));
        Assert.Equal(["W [3, 1]", "R [3, 3]"], InPlace.Parameters((x, h) => Linear(x[1..], h)));
        Assert.Equal(["R [2, 3]", "b [2]", "R [3, 2]"], InPlace.Parameters((x, h) => Linear(Affine(h, width: x))));
        Assert.Equal(["p [2]", "R [3, 2]"], InPlace.Parameters((x, h) => Linear(Scale(x))));
        Assert.Equal(["gain [3]", "shift [3]", "b [3]"], InPlace.Parameters((x, h) => Normalize(h) + Bias()));
        Assert.Equal(["b [2]", "R [3, 2]"], InPlace.Parameters((x, h) => Linear(Bias(width: x) * x)));
        Assert.Equal(["W_q [3, 2]", "R_q [3, 3]", "b_q [3]"], InPlace.Parameters((x, h) => Affine(x, h, name: "q")));
        Assert.Equal(["gain_q [3]", "shift_q [3]", "b_u [3]", "p_u [3]"], InPlace.Parameters((x, h) => Normalize(h, name: "q") + Scale(Bias("u"), "u")));
    }

    [Fact]
    public void ParametersStartAsTheyAreToldTo()
    {
        Assert.Equal([Initial.GlorotUniform, Initial.Orthogonal, 0], InPlace.Initials((x, h) => Affine(x, h)));
        Assert.Equal([Initial.GlorotUniform, Initial.Orthogonal, 1], InPlace.Initials((x, h) => Affine(x, h, initial: 1)));
        Assert.Equal([Initial.Identity, 0], InPlace.Initials((x, h) => Affine(h, initial: Initial.Identity)));
        Assert.Equal([Initial.Uniform(-1, 1), Initial.Constant(0.5)],
            InPlace.Initials((x, h) => Linear(x, initial: Initial.Uniform(-1, 1)) + Linear(h, initial: 0.5)));
        Assert.Equal([0, 1, 0, 3, 0.1, 0],
            InPlace.Initials((x, h) => Scale(h, initial: 0) + Scale(h) + Bias() + Bias(initial: 3) + Normalize(h, initial: 0.1)));
    }

    [Fact]
    public void AVectorDoesNotStartAsAMatrix()
    {
        Check((x, h) => Scale(h, initial: Initial.Orthogonal),
            "p_… is a vector, and Initial.Orthogonal is for matrices: use a constant or Initial.Uniform(a, b).");
        Check((x, h) => Bias("q", initial: Initial.Identity), "b_q is a vector, and Initial.Identity is for matrices");
        Check((x, h) => Normalize(h, initial: Initial.GlorotUniform), "gain_… is a vector, and Initial.GlorotUniform is for matrices");
        Assert.Equal([Initial.Uniform(0, 1)], InPlace.Initials((x, h) => Scale(h, initial: Initial.Uniform(0, 1))));

        static void Check(Func<Vec, Vec, Vec> step, string message) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => InPlace.Initials(step)).Message);
    }

    [Fact]
    public void BothOrdersOfTheArgumentsOfAProduct()
    {
        double[] x = [1, 2], h = [3, 5], w = [1, 10, 100, 1000], r = [2, 0, 0, 4], b = [0.5, -0.5];
        Assert.Equal([27.5, 2119.5], InPlace.Run((x, h) => Affine(x, h), x, h, w, r, b));
        Assert.Equal([27.5, 2119.5], InPlace.Run((x, h) => Affine(h, x), x, h, r, w, b));
        Assert.Equal([27.0, 2120.0], InPlace.Run((x, h) => Linear(x, h), x, h, w, r));
    }

    [Fact]
    public void AVectorShowsItsElements() => Assert.Equal("[0.25, -1]", new Vec([0.25, -1]).ToString());

    private static void Check(Func<Vec, Vec> word, Func<double, double> meaning) =>
        AssertClose(Array.ConvertAll(s_v, v => meaning(v)), InPlace.Run((_, h) => word(h), [0], s_v), 1e-15);

    private static void Check(Func<Vec, Vec, Vec> word, Func<double, double, double> meaning) =>
        AssertClose(s_v.Zip(s_w, meaning).ToArray(), InPlace.Run((x, h) => word(h, x), s_w, s_v), 1e-15);
}
