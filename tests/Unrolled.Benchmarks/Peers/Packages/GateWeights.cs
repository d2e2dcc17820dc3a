namespace Unrolled.Benchmarks.Peers.Packages;

/// <summary>A subject's weights with its gates one below the other, in the order that a library has: W [gates·hidden, inputs], R [gates·hidden, hidden], and
/// two biases [gates·hidden].</summary>
internal sealed record GateWeights(float[] W, float[] R, float[] InputBias, float[] RecurrentBias)
{
    /// <summary>Those of a subject.</summary>
    /// <param name="subject">An RNN, LSTM, or GRU that resets after the product.</param>
    /// <param name="gates">The gates' names in the library's order, such as <c>iofg</c>.</param>
    public static GateWeights Of(Subject subject, string gates)
    {
        var parameters = subject.Parameters();
        string layer = $"{subject.Kind.Name}0.";
        return new(Stacked("W"), Stacked("R"), Stacked("b"), [.. gates.SelectMany(RecurrentBias)]);

        float[] Stacked(string name) => [.. gates.SelectMany(gate => parameters[$"{layer}{name}_{gate}"].ToArray())];

        // Only the GRU has a second bias that is not just added to the first: inside of its reset product.
        float[] RecurrentBias(char gate) => subject.Kind == CellKind.Gru && gate == 'n' ? parameters[layer + "bR_n"].ToArray() : new float[subject.Hidden];
    }
}
