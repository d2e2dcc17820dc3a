using Unrolled.CompilerServices;

namespace Unrolled.Tool.Compilation;

/// <summary>A model whose class is known at run time alone.</summary>
internal abstract class LoadedModel
{
    /// <summary>What the class says of its memory, names and equations.</summary>
    public abstract ModelLayout Layout { get; }

    /// <summary>Multiply-adds with weights in one step.</summary>
    public abstract long MultiplyAdds { get; }

    /// <summary>Floats in one vector.</summary>
    public abstract int Lanes { get; }

    /// <summary>The outputs of a sequence, from a new state.</summary>
    /// <param name="inputs">[steps, inputs]; for a token model not read.</param>
    /// <param name="tokens">[steps] of a token model.</param>
    public abstract float[] Run(float[] inputs, int[] tokens);

    /// <summary>What every gate of a layer does over a sequence, as a picture.</summary>
    /// <param name="inputs">[steps, inputs]; for a token model not read.</param>
    /// <param name="tokens">[steps] of a token model.</param>
    /// <param name="layer">The layer; null: the first with a state.</param>
    /// <param name="labels">A text for each step; null: none.</param>
    /// <param name="steps">Which steps are drawn.</param>
    /// <param name="units">The most units that are drawn.</param>
    /// <param name="title">Above the picture.</param>
    /// <param name="width">Pixels.</param>
    public abstract Picture Gates(
        float[] inputs, int[] tokens, string? layer, IReadOnlyList<string>? labels, Range steps, int units, string title, int width);

    /// <summary>What can be timed, each over all of the steps.</summary>
    public abstract IEnumerable<(string Name, Action Run)> Benchmarks(float[] inputs, int[] tokens);
}

/// <summary>The same with its class.</summary>
internal sealed class LoadedModel<TModel> : LoadedModel
    where TModel : class, IModel<TModel>
{
    private readonly TModel _model;

    public LoadedModel(ModelFile file)
    {
        _model = file.Load<TModel>();
        MultiplyAdds = file.Tensors.Where(tensor => tensor.Shape.Rank == 2 && !IsTable(tensor)).Sum(tensor => tensor.Shape.Count);

        // A row of a table is looked up.
        static bool IsTable(ModelTensor tensor) => tensor.Name.StartsWith("embedding", StringComparison.Ordinal);
    }

    private delegate void Of<TElement>(ReadOnlySpan<TElement> x, State<TModel> state, Span<float> y);

    public override ModelLayout Layout => TModel.Layout;

    public override long MultiplyAdds { get; }

    public override int Lanes => TModel.Layout.Lanes;

    private bool IsToken => TModel.Layout.Vocabulary > 0;

    public override float[] Run(float[] inputs, int[] tokens)
    {
        int steps = IsToken ? tokens.Length : inputs.Length / TModel.Layout.Inputs;
        float[] outputs = new float[(long)steps * TModel.Layout.Outputs];
        if (steps > 0)
            Whole(inputs, tokens, outputs)();
        return outputs;
    }

    public override Picture Gates(
        float[] inputs, int[] tokens, string? layer, IReadOnlyList<string>? labels, Range steps, int units, string title, int width) =>
        IsToken
            ? Picture.Gates(_model, tokens, layer, labels, steps, units, title, width)
            : Picture.Gates(_model, inputs, layer, labels, steps, units, title, width);

    public override IEnumerable<(string Name, Action Run)> Benchmarks(float[] inputs, int[] tokens)
    {
        int width = TModel.Layout.Inputs, outputs = TModel.Layout.Outputs;
        int steps = IsToken ? tokens.Length : inputs.Length / width;
        float[] y = new float[steps * outputs];
        if (!TModel.Layout.HasBackwardDirection)
            yield return ("Step", IsToken ? Steps<int>(tokens, 1, y) : Steps<float>(inputs, width, y));
        yield return ($"Run of {steps} steps", Whole(inputs, tokens, y));
    }

    private Action Steps<TElement>(TElement[] x, int width, float[] y)
    {
        var (step, state, outputs) = (Method<Of<TElement>>("Step", typeof(ReadOnlySpan<TElement>)), _model.NewState(), TModel.Layout.Outputs);
        return () =>
        {
            for (int t = 0; t < x.Length / width; t++)
                step(x.AsSpan(t * width, width), state, y.AsSpan(t * outputs, outputs));
        };
    }

    private Action Whole(float[] inputs, int[] tokens, float[] outputs)
    {
        var state = _model.NewState();
        if (IsToken)
        {
            var ofTokens = Method<Of<int>>("Run", typeof(ReadOnlySpan<int>));
            return () => ofTokens(tokens, state, outputs);
        }

        var run = Method<Of<float>>("Run", typeof(ReadOnlySpan<float>));
        return () => run(inputs, state, outputs);
    }

    private TDelegate Method<TDelegate>(string name, Type input)
        where TDelegate : Delegate =>
        typeof(TModel).GetMethod(name, [input, typeof(State<TModel>), typeof(Span<float>)])!.CreateDelegate<TDelegate>(_model);
}
