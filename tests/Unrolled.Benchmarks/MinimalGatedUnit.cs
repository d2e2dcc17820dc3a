using static Unrolled.Equations;

namespace Unrolled.Benchmarks;

/// <summary>G.-B. Zhou et al., Minimal gated unit for recurrent neural networks, 2016.</summary>
internal sealed class MinimalGatedUnit : ICellEquations
{
    public static Vec Step(Vec x, Vec h)
    {
        var f = Sigmoid(Affine(x, h));
        var n = Tanh(Affine(x, f * h));
        return (1 - f) * h + f * n;
    }
}
