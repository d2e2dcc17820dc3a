namespace Unrolled.Benchmarks.ByHand;

/// <summary>A cell written by hand.</summary>
internal interface IByHand
{
    /// <summary>h after the last step.</summary>
    ReadOnlySpan<float> Output { get; }

    /// <summary>One step.</summary>
    void Step(ReadOnlySpan<float> x);

    /// <summary>What is timed: runs <c>n</c> steps, of inputs as those of the compiled models.</summary>
    Action<long> Repeat(int inputs)
    {
        var xs = Subject.Values(Subject.StepInputs * inputs, seed: 2);
        return n =>
        {
            for (long i = 0; i < n; i++)
                Step(xs.AsSpan((int)(i & (Subject.StepInputs - 1)) * inputs, inputs));
        };
    }
}
