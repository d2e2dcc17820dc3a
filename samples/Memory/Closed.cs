using Unrolled;

namespace Memory;

/// <summary>How LSTMs begin where noise would fill them: with their input gates almost closed (S. Hochreiter and J. Schmidhuber 1997, section 4).</summary>
internal static class Closed
{
    private const float Bias = -3;

    /// <summary>Sets the biases of the input gate, if the model's first layer is an LSTM.</summary>
    public static void Begin<TModel>(TModel model)
        where TModel : class, IModel<TModel>
        => Set(model, "lstm0.b_i", Bias);

    /// <summary>
    /// Sets the biases by the length T of the sequences: the input gate lets about 5 / T of each step in, and the forget gate, if there is one, loses about
    /// 1 / (1.5 T) of the state at each step. So the state at the end holds the same share of a sequence of any length. After the chrono initialization
    /// (C. Tallec and Y. Ollivier 2018), which draws a time for each unit; here one time serves all units.
    /// </summary>
    /// <param name="model">A model whose first layer is an LSTM.</param>
    /// <param name="length">Steps of a sequence, T.</param>
    public static void Begin<TModel>(TModel model, int length)
        where TModel : class, IModel<TModel>
    {
        Set(model, "lstm0.b_i", -MathF.Log(length / 5f));
        Set(model, "lstm0.b_f", MathF.Log(1.5f * length));
    }

    private static void Set<TModel>(TModel model, string name, float value)
        where TModel : class, IModel<TModel>
    {
        foreach (var bias in model.Parameters.Where(parameter => parameter.Name == name))
            bias.Set([.. Enumerable.Repeat(value, bias.Length)]);
    }
}
