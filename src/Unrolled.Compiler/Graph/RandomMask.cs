namespace Unrolled.Compiler.Graph;

/// <summary>How the numbers of an <see cref="Operation.Mask"/> are drawn in training, each independently of the others.</summary>
/// <param name="Rate">The probability of <paramref name="Dropped"/>.</param>
/// <param name="Dropped">What a number is with that probability.</param>
/// <param name="Kept">What it is otherwise.</param>
/// <param name="Expectation">What stands in its place outside training.</param>
internal sealed record RandomMask(double Rate, double Dropped, double Kept, double Expectation)
{
    /// <summary>Tells masks of one layer apart: each draws numbers of its own.</summary>
    public int Number { get; init; }

    /// <summary>Whether a sequence has one draw for all of its steps; else each step has its own.</summary>
    public bool IsOfSequence { get; init; }

    /// <summary>Inverted dropout: what is kept is larger, so that the expectation is 1.</summary>
    public static RandomMask Dropout(double rate) => new(rate, 0, 1 / (1 - rate), 1);

    /// <summary>1 with the probability <paramref name="rate"/>, else 0.</summary>
    public static RandomMask Bernoulli(double rate) => new(rate, 1, 0, rate);
}
