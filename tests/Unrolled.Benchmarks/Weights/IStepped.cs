namespace Unrolled.Benchmarks.Weights;

/// <summary>What the generator gives to every class of WeightModels.cs besides <see cref="IInferenceModel{TSelf}"/>.</summary>
internal interface IStepped<TSelf> : IInferenceModel<TSelf>
    where TSelf : class, IStepped<TSelf>
{
    void Step(ReadOnlySpan<float> x, State<TSelf> state, Span<float> y);

    void Run(ReadOnlySpan<float> xs, State<TSelf> state, Span<float> ys);
}
