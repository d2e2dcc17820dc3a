namespace Unrolled;

// What the gates of a layer did.
public sealed partial class Picture
{
    /// <summary>
    /// Every gate and every state of a layer at each step of a sequence, as heat maps: a row a unit, a column a step. A gate is white where it is closed (0)
    /// and dark where it is open (1); a state is blue above 0 and brown below. Beneath is what the model read.
    /// </summary>
    /// <param name="model">The model; dropout does not act.</param>
    /// <param name="inputs">The sequence, [steps, Inputs], row-major.</param>
    /// <param name="layer">The layer: <c>lstm0</c>, or <c>lstm0.backward</c> of one that runs in both directions. Null: the first layer with a state.</param>
    /// <param name="labels">A text for each step, written beneath it; null: none.</param>
    /// <param name="steps">Which steps are drawn; all are computed. Null: all.</param>
    /// <param name="units">The most units that are drawn: of a wider layer, those that change most.</param>
    /// <param name="title">Above the picture; null: model and layer.</param>
    /// <param name="width">Pixels.</param>
    /// <exception cref="ArgumentException">The inputs are no whole steps of the model, there is no such layer (the message lists them), or there are not as
    /// many labels as steps.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Picture Gates<TModel>(
        IModel<TModel> model, ReadOnlySpan<float> inputs, string? layer = null, IReadOnlyList<string>? labels = null, Range? steps = null,
        int units = GateMap.Units, string? title = null, int width = PictureWidth.Page)
        where TModel : class, IModel<TModel> =>
        new GateMap(GateRecording.Of(model, inputs, layer), layer, labels, steps, units, title, width).Draw();

    /// <summary>The same for a model that reads tokens: their numbers stand beneath, or the labels.</summary>
    /// <param name="model">The model; dropout does not act.</param>
    /// <param name="tokens">The sequence, a token a step.</param>
    /// <param name="layer">The layer: <c>lstm0</c>, or <c>lstm0.backward</c> of one that runs in both directions. Null: the first layer with a state.</param>
    /// <param name="labels">A text for each step, such as the character or word that the token stands for; null: the tokens' numbers.</param>
    /// <param name="steps">Which steps are drawn; all are computed. Null: all.</param>
    /// <param name="units">The most units that are drawn: of a wider layer, those that change most.</param>
    /// <param name="title">Above the picture; null: model and layer.</param>
    /// <param name="width">Pixels.</param>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, there is no such layer (the message lists them), or there are not as many labels
    /// as steps.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Picture Gates<TModel>(
        IModel<TModel> model, ReadOnlySpan<int> tokens, string? layer = null, IReadOnlyList<string>? labels = null, Range? steps = null,
        int units = GateMap.Units, string? title = null, int width = PictureWidth.Page)
        where TModel : class, IModel<TModel> =>
        new GateMap(GateRecording.Of(model, tokens, layer), layer, labels, steps, units, title, width).Draw();
}
