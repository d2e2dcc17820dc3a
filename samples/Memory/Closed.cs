using Unrolled;

namespace Memory;

/// <summary>How LSTMs begin where noise would fill them: with their input gates almost closed (S. Hochreiter and J. Schmidhuber 1997, section 4).</summary>
internal static class Closed
{
    private const float Bias = -3;

    /// <summary>Sets the biases of the input gate, if the model's first layer is an LSTM.</summary>
    public static void Begin<TModel>(TModel model)
        where TModel : class, IModel<TModel>
    {
        foreach (var bias in model.Parameters.Where(parameter => parameter.Name == "lstm0.b_i"))
            bias.Set([.. Enumerable.Repeat(Bias, bias.Length)]);
    }
}
