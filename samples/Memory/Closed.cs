using Unrolled;

namespace Memory;

/// <summary>
/// How the gates begin: almost closed where noise would fill an LSTM (S. Hochreiter and J. Schmidhuber 1997, section 4), or by the times that a task asks for.
/// </summary>
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

    /// <summary>
    /// The chrono initialization as published (C. Tallec and Y. Ollivier 2018): each unit draws a time T from 1 to <paramref name="longest"/>. Its forget
    /// gate loses about 1 / T of the state at each step, and its input gate lets about 1 / T in; so does a GRU's update gate.
    /// </summary>
    /// <param name="model">A model whose first layer is an LSTM or a GRU; others stay as they are.</param>
    /// <param name="longest">The longest time, in steps.</param>
    /// <param name="seed">Decides the times.</param>
    public static void BeginApart<TModel>(TModel model, int longest, int seed)
        where TModel : class, IModel<TModel>
    {
        Func<int, float> Bias(int sign)
        {
            var random = new Random(seed);
            return _ => sign * MathF.Log(1 + random.NextSingle() * (longest - 1));
        }

        Set(model, "lstm0.b_i", Bias(-1));
        Set(model, "lstm0.b_f", Bias(1));
        Set(model, "gru0.b_z", Bias(1));
    }

    private static void Set<TModel>(TModel model, string name, float value)
        where TModel : class, IModel<TModel>
        => Set(model, name, _ => value);

    private static void Set<TModel>(TModel model, string name, Func<int, float> value)
        where TModel : class, IModel<TModel>
    {
        foreach (var bias in model.Parameters.Where(parameter => parameter.Name == name))
            bias.Set([.. Enumerable.Range(0, bias.Length).Select(value)]);
    }
}
