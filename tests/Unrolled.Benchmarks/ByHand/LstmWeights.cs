namespace Unrolled.Benchmarks.ByHand;

/// <summary>The weights of an LSTM with the gates i, f, g, o one below the other, as PyTorch keeps them: W [4·hidden, inputs], R [4·hidden, hidden], b
/// [4·hidden].</summary>
internal sealed record LstmWeights(float[] W, float[] R, float[] B)
{
    /// <summary>Those of a model.</summary>
    public static LstmWeights Of(ParameterSet parameters)
    {
        return new(Stacked("W"), Stacked("R"), Stacked("b"));

        float[] Stacked(string name) => [.. "ifgo".SelectMany(gate => parameters[$"lstm0.{name}_{gate}"].ToArray())];
    }
}
