namespace Unrolled;

/// <summary>The names of what a layer computes at every step.</summary>
/// <param name="Track">The layer, with its direction where it has two: <c>lstm0</c>, <c>lstm0.backward</c>.</param>
/// <param name="Name">Without the layer: <c>f</c>.</param>
/// <param name="Tensor">The whole name: <c>lstm0.f</c>.</param>
/// <param name="IsState">Whether it is a state, which goes from step to step.</param>
/// <param name="Units">How many numbers it has at a step.</param>
internal sealed record LayerValue(string Track, string Name, string Tensor, bool IsState, int Units)
{
    /// <summary>What it is in words; empty for a custom cell.</summary>
    public string Meaning => GateNames.Of(Track, Name);

    /// <summary>The values of a layer, gates first, then states.</summary>
    /// <param name="tape">Any tape of the model.</param>
    /// <param name="layer">Its name, such as <c>lstm0</c>; null: the first layer with states.</param>
    /// <exception cref="ArgumentException">The model has no such layer; the message lists those that it has.</exception>
    public static IReadOnlyList<LayerValue> Of<TModel>(Tape<TModel> tape, string? layer)
        where TModel : class, IModel<TModel>
    {
        var all = tape.Values.Select(tensor => Of(tensor, tape.FinalState.Contains(tensor.Name))).ToList();
        layer ??= all.Find(value => value.IsState)?.Track.Split('.')[0]
            ?? throw new ArgumentException($"{TModel.Layout.ModelName} has no layer with a state, so there are no gates to show.");
        LayerValue[] found = [.. all.Where(value => value.Track == layer || value.Track.StartsWith(layer + ".", StringComparison.Ordinal))];
        if (found.Length > 0)
            return [.. found.GroupBy(value => value.Track).SelectMany(track =>
                track.OrderBy(value => value.IsState).ThenBy(value => GateNames.Rank(value.Track, value.Name)))];
        string[] layers = [.. all.Select(value => value.Track).Distinct()];
        throw new ArgumentException($"{TModel.Layout.ModelName} has no layer '{layer}' with values to show; those that it has: {string.Join(", ", layers)}.",
            nameof(layer));
    }

    /// <summary>The layers that have a state, in their order.</summary>
    public static string[] RecurrentLayers<TModel>(Tape<TModel> tape)
        where TModel : class, IModel<TModel> => [.. tape.FinalState.Select(state => state.Name.Split('.')[0]).Distinct()];

    private static LayerValue Of(NamedTensor tensor, bool isState)
    {
        int dot = tensor.Name.LastIndexOf('.');
        return new LayerValue(tensor.Name[..dot], tensor.Name[(dot + 1)..], tensor.Name, isState, tensor.Shape[tensor.Shape.Rank - 1]);
    }
}
