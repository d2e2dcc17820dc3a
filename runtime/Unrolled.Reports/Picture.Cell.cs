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
