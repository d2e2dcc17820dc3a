using Unrolled.CompilerServices;
using static Unrolled.Tests.OwnCells.Numbers;

namespace Unrolled.Tests.OwnCells;

/// <summary>Whole cells over sequences, against loops over numbers.</summary>
public class EvaluateTests
{
    private const int Inputs = 3;
    private const int Hidden = 5;
    private const int Steps = 7;

    [Fact]
    public void MinimalGatedUnitIsItsEquations()
    {
        var random = new Random(1);
        var xs = Sequence(random, Steps, Inputs);
        var p = Parameters(random, Equations.Describe<MinimalGatedUnit>(Inputs, Hidden));
        double[] start = Random(random, Hidden);

        var trace = Equations.Evaluate<MinimalGatedUnit>(xs, Hidden, p, new Dictionary<string, double[]> { ["h"] = start });

        Assert.Equal(["h"], trace.StateNames);
        Assert.Equal(Steps, trace.Outputs.Count);
        double[] h = start;
        for (int t = 0; t < Steps; t++)
        {
            double[] f = Units(i => Sigmoid(Dot(p[0], i, xs[t]) + Dot(p[1], i, h) + p[2][i]));
            double[] kept = Units(i => f[i] * h[i]);
            double[] n = Units(i => Math.Tanh(Dot(p[3], i, xs[t]) + Dot(p[4], i, kept) + p[5][i]));
            h = Units(i => (1 - f[i]) * h[i] + f[i] * n[i]);
            AssertClose(h, trace.Outputs[t]);
            AssertClose(h, trace["h"][t]);
        }
    }

    [Fact]
    public void StatesAreBoundByName()
    {
        var random = new Random(2);
        var xs = Sequence(random, Steps, Inputs);
        var p = Parameters(random, Equations.Describe<PeepholeLstm>(Inputs, Hidden));
        double[] h = Random(random, Hidden), c = Random(random, Hidden);

        var trace = Equations.Evaluate<PeepholeLstm>(xs, Hidden, p, new Dictionary<string, double[]> { ["h"] = h, ["c"] = c });

        Assert.Equal(["c", "h"], trace.StateNames);
        for (int t = 0; t < Steps; t++)
        {
            double Gate(int first, int i) => Dot(p[first], i, xs[t]) + Dot(p[first + 1], i, h) + p[first + 2][i];
            double[] next = Units(i => Sigmoid(Gate(4, i) + p[7][i] * c[i]) * c[i] + Sigmoid(Gate(0, i) + p[3][i] * c[i]) * Math.Tanh(Gate(8, i)));
            h = Units(i => Sigmoid(Gate(11, i) + p[14][i] * next[i]) * Math.Tanh(next[i]));
            c = next;
            AssertClose(h, trace.Outputs[t]);
            AssertClose(h, trace["h"][t]);
            AssertClose(c, trace["c"][t]);
        }
    }

    [Fact]
    public void SlicesWidthsNormalisationAndAnOutputOfItsOwn()
    {
        var random = new Random(3);
        var xs = Sequence(random, Steps, Inputs);
        var p = Parameters(random, Equations.Describe<EveryShape>(Inputs, Hidden));
        double[] h = new double[Hidden];

        var trace = Equations.Evaluate<EveryShape>(xs, Hidden, p);

        Assert.Equal(["h"], trace.StateNames);
        for (int t = 0; t < Steps; t++)
        {
            double[] x = xs[t];
            double[] m = Enumerable.Range(0, Inputs).Select(i => 2 * Sigmoid(Dot(p[0], i, h) + p[1][i]) * x[i]).ToArray();
            double[] a = Units(i => Dot(p[2], i, x[..2]) + Dot(p[3], i, m) + p[4][i] * x[2] + Dot(p[5], i, h) + p[6][i]);
            double mean = a.Average(), variance = a.Average(v => (v - mean) * (v - mean));
            double[] n = Units(i => p[7][i] * (a[i] - mean) / Math.Sqrt(variance + 1e-5) + p[8][i]);
            h = Units(i => (1 - Sigmoid(p[9][i])) * h[i] + Math.Max(n[i], 0));
            AssertClose(h, trace["h"][t]);
            AssertClose(Units(i => -h[i] / Math.Sqrt(1 + h[i] * h[i])), trace.Outputs[t]);
        }
    }

    [Fact]
    public void StabilisedExponentialGatesEqualUnstabilisedOnes()
    {
        var random = new Random(4);
        var xs = Sequence(random, Steps, Inputs);
        var p = Parameters(random, Equations.Describe<StabilisedLstm>(Inputs, Hidden));
        double[] h = new double[Hidden], c = new double[Hidden], n = new double[Hidden];

        var trace = Equations.Evaluate<StabilisedLstm>(xs, Hidden, p);

        for (int t = 0; t < Steps; t++)
        {
            double Gate(int gate, int i) => Dot(p[3 * gate], i, xs[t]) + Dot(p[3 * gate + 1], i, h) + p[3 * gate + 2][i];
            double[] cell = Units(i => Math.Exp(Gate(1, i)) * c[i] + Math.Exp(Gate(0, i)) * Math.Tanh(Gate(2, i)));
            n = Units(i => Math.Exp(Gate(1, i)) * n[i] + Math.Exp(Gate(0, i)));
            h = Units(i => Sigmoid(Gate(3, i)) * cell[i] / n[i]);
            c = cell;
            AssertClose(h, trace.Outputs[t], 1e-11);
        }
    }

    [Fact]
    public void AnOutputAsWideAsX()
    {
        var random = new Random(6);
        var p = Parameters(random, Equations.Describe<Predictor>(Inputs, Hidden));
        var trace = Equations.Evaluate<Predictor>(Sequence(random, Steps, Inputs), Hidden, p);

        Assert.Equal(["h"], trace.StateNames);
        for (int t = 0; t < Steps; t++)
            AssertClose(Enumerable.Range(0, Inputs).Select(i => Dot(p[3], i, trace["h"][t])).ToArray(), trace.Outputs[t]);
    }

    [Fact]
    public void EightStates()
    {
        var trace = Equations.Evaluate<ShiftRegister>([[1.0], [2.0]], 1, [[10.0]], new Dictionary<string, double[]> { ["f"] = [7.0] });

        Assert.Equal(["a", "b", "c", "d", "e", "f", "g", "k"], trace.StateNames);
        Assert.Equal([20.0], trace["a"][1]);
        Assert.Equal([10.0], trace["b"][1]);
        Assert.Equal([7.0], trace["k"][1]);
    }

    [Fact]
    public void ParametersOfALayerBindByOrderAndItsLearnedStateByName()
    {
        var random = new Random(5);
        var xs = Sequence(random, Steps, Inputs);
        string[] names = ["W_f", "R_f", "b_f", "W_n", "R_n", "b_n"];
        var description = Equations.Describe<MinimalGatedUnit>(Inputs, Hidden);
        var tensors = names.Select((name, i) => Tensor(random, "cell0." + name, description[i].Shape)).Append(Tensor(random, "cell0.h0", new Shape(Hidden)))
            .ToArray();
        double[][] values = tensors.Select(tensor => Array.ConvertAll(tensor.ToArray(), value => (double)value)).ToArray();

        var trace = Equations.Evaluate<MinimalGatedUnit>(xs, Hidden, tensors);

        var expected = Equations.Evaluate<MinimalGatedUnit>(xs, Hidden, values[..6], new Dictionary<string, double[]> { ["h"] = values[6] });
        Assert.Equal(expected.Outputs[^1], trace.Outputs[^1]);
        Assert.NotEqual(Equations.Evaluate<MinimalGatedUnit>(xs, Hidden, values[..6]).Outputs[^1], trace.Outputs[^1]);

        (tensors[2], tensors[5]) = (Tensor(random, "cell0.W_x", description[2].Shape), tensors[2]);
        var error = Assert.Throws<ArgumentException>(() => Equations.Evaluate<MinimalGatedUnit>(xs, Hidden, tensors));
        Assert.StartsWith("Parameter 2 of MinimalGatedUnit.Step is b [5]; got cell0.W_x [5].", error.Message);
    }

    [Fact]
    public void AnEvaluationLeavesNothingBehind()
    {
        double[][] p = [[1.0], [1.0], [0.0], [1.0], [1.0], [0.0]];
        var before = Equations.Evaluate<MinimalGatedUnit>([[1.0]], 1, p);
        Assert.Throws<ArgumentException>(() => Equations.Evaluate<MinimalGatedUnit>([[1.0]], 1, p[..5]));
        Assert.Throws<InvalidOperationException>(() => Equations.Bias());
        Assert.Equal(before.Outputs[0], Equations.Evaluate<MinimalGatedUnit>([[1.0]], 1, p).Outputs[0]);
    }

    private static double[] Units(Func<int, double> unit) => Enumerable.Range(0, Hidden).Select(unit).ToArray();

    private static NamedTensor Tensor(Random random, string name, Shape shape)
    {
        var layout = new PackedLayout(0, 1, checked((int)shape.Count), 1, 1, 1, true);
        var tensor = new BufferTensor(name, shape, new AlignedBuffer(shape.Count), layout);
        tensor.Set(Array.ConvertAll(Random(random, tensor.Length), value => (float)value));
        return tensor;
    }
}
