using Unrolled.CompilerServices;

namespace Unrolled;

public sealed partial class Picture
{
    /// <summary>
    /// Draws a recurrent layer's cell as a diagram, made from its equations: of built-in cells and of cells of one's own. Boxes are learned layers with the
    /// activation written in them and the gate's name beside them, circles are element-wise operations. Lines that join are read side by side, lines that part
    /// at a dot carry the same value. States come in from the left and leave to the right, the input comes from beneath, the output leaves at the top. A state
    /// that passes through element-wise operations alone is the straight line on top.
    /// </summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="layer">The layer's name, such as lstm0; may be left out where the model has one recurrent layer.</param>
    /// <exception cref="ArgumentException">The model has no such recurrent layer, or was generated without its equations.</exception>
    public static Picture Cell<TModel>(string? layer = null)
        where TModel : class, IInferenceModel<TModel> => Cell(TModel.Layout, layer);

    /// <summary>The same for a model whose class is known at run time alone.</summary>
    /// <param name="layout">The layout of the model's class.</param>
    /// <param name="layer">The layer's name, such as lstm0; may be left out where the model has one recurrent layer.</param>
    /// <exception cref="ArgumentException">The model has no such recurrent layer, or was generated without its equations.</exception>
    public static Picture Cell(ModelLayout layout, string? layer = null) => CellDiagram.Of(layout, layer).Whole();

    /// <summary>
    /// Draws a recurrent layer's cell at work: its diagram, filled with what each part is at a step of a sequence, a stripe for each unit. A gate is white
    /// where it is closed (0) and dark where it is open (1); anything else is blue above 0 and brown below. What has no name in the equations and does not
    /// follow from what has, such as a product with a matrix that no function is applied to, keeps its usual colour.
    /// </summary>
    /// <param name="model">The model; dropout does not act.</param>
    /// <param name="inputs">The sequence, [steps, Inputs], row-major.</param>
    /// <param name="step">Which of its steps, from 0.</param>
    /// <param name="layer">The layer, such as lstm0, or lstm0.backward of one that runs in both directions; may be left out where the model has one
    /// recurrent layer.</param>
    /// <param name="unit">The only unit that is shown, from 0; null: all.</param>
    /// <exception cref="ArgumentException">The inputs are no whole steps of the model, or there is no such recurrent layer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step or unit.</exception>
    public static Picture Cell<TModel>(IModel<TModel> model, ReadOnlySpan<float> inputs, int step, string? layer = null, int? unit = null)
        where TModel : class, IModel<TModel> => CellDiagram.Of(TModel.Layout, layer).At(GateRecording.Forwarded(model, inputs), layer, step, unit);

    /// <summary>The same for a model that reads tokens.</summary>
    /// <param name="model">The model; dropout does not act.</param>
    /// <param name="tokens">The sequence, a token a step.</param>
    /// <param name="step">Which of its steps, from 0.</param>
    /// <param name="layer">The layer, such as lstm0, or lstm0.backward of one that runs in both directions; may be left out where the model has one
    /// recurrent layer.</param>
    /// <param name="unit">The only unit that is shown, from 0; null: all.</param>
    /// <exception cref="ArgumentException">There is no token, one is not in the vocabulary, or there is no such recurrent layer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step or unit.</exception>
    public static Picture Cell<TModel>(IModel<TModel> model, ReadOnlySpan<int> tokens, int step, string? layer = null, int? unit = null)
        where TModel : class, IModel<TModel> => CellDiagram.Of(TModel.Layout, layer).At(GateRecording.Forwarded(model, tokens), layer, step, unit);

    /// <summary>
    /// Draws a recurrent layer's cell several times, once for each step of its evaluation: what the step computes is dark, the rest pale, and its equations
    /// stand beneath. An LSTM's steps are the forget gate; input gate and candidate; the new cell state; output gate and output.
    /// </summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="layer">The layer's name, such as lstm0; may be left out where the model has one recurrent layer.</param>
    /// <exception cref="ArgumentException">The model has no such recurrent layer, or was generated without its equations.</exception>
    public static IReadOnlyList<CellStep> CellSteps<TModel>(string? layer = null)
        where TModel : class, IInferenceModel<TModel> => CellSteps(TModel.Layout, layer);

    /// <summary>The same for a model whose class is known at run time alone.</summary>
    /// <param name="layout">The layout of the model's class.</param>
    /// <param name="layer">The layer's name, such as lstm0; may be left out where the model has one recurrent layer.</param>
    /// <exception cref="ArgumentException">The model has no such recurrent layer, or was generated without its equations.</exception>
    public static IReadOnlyList<CellStep> CellSteps(ModelLayout layout, string? layer = null) => CellDiagram.Of(layout, layer).Steps();

    /// <summary>The names of a model's recurrent layers, each of which can be drawn.</summary>
    /// <param name="layout">The layout of the model's class.</param>
    /// <exception cref="ArgumentException">The model was generated without its equations.</exception>
    public static IReadOnlyList<string> CellNames(ModelLayout layout) => CellEquations.Layers(CellDiagram.TextOf(layout));
}
