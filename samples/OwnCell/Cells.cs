using Unrolled;
using static Unrolled.Equations;

namespace OwnCell;

/// <summary>The minimal gated unit: one gate that both forgets and resets. G.-B. Zhou et al., Minimal Gated Unit for Recurrent Neural Networks
/// (2016).</summary>
public sealed class MinimalGatedUnit : ICellEquations
{
    /// <summary>One step. W_f, R_f, b_f and W_n, R_n, b_n are learned: the variables name them.</summary>
    /// <param name="x">The input [inputs].</param>
    /// <param name="h">The state [hidden].</param>
    /// <returns>The next state.</returns>
    public static Vec Step(Vec x, Vec h)
    {
        var f = Sigmoid(Affine(x, h));
        var n = Tanh(Affine(x, f * h));
        return (1 - f) * h + f * n;
    }
}

/// <summary>
/// A variant that no paper has: the gate also sees a slow trace of the state, through a learned vector as a peephole does, and keeps more than it forgets
/// at first.
/// </summary>
public sealed class TracingUnit : ICellEquations
{
    private const double Decay = 0.9;

    /// <summary>One step.</summary>
    /// <param name="x">The input [inputs].</param>
    /// <param name="h">The state [hidden], which is the output too.</param>
    /// <param name="trace">What the state was over the last ten steps or so [hidden].</param>
    /// <returns>The next states.</returns>
    public static (Vec h, Vec trace) Step(Vec x, Vec h, Vec trace)
    {
        var f = Sigmoid(Affine(x, h, initial: -1) + Scale(trace, initial: 0));
        var n = Tanh(Affine(x, f * h));
        h = (1 - f) * h + f * n;
        return (h, Decay * trace + (1 - Decay) * h);
    }
}
