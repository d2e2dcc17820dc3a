namespace Unrolled;

/// <summary>
/// Makes a partial class a recurrent network: the layer attributes below it, top to bottom as they read, are compiled into the class,
/// which then implements <c>IModel&lt;TSelf&gt;</c>.
/// </summary>
/// <remarks>
/// Exactly one of <see cref="Inputs"/> and <see cref="Vocabulary"/> is set. All attributes of a model stand on one declaration of the class.
/// <code>
/// [Model(Inputs = 28)]
/// [Lstm(64)]
/// [Dense(10)]
/// public partial class RowReader;
/// </code>
/// </remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class ModelAttribute : Attribute
{
    /// <summary>Features a time step, at least 1: the model reads <c>[steps, batch, Inputs]</c> floats.</summary>
    public int Inputs { get; set; }

    /// <summary>
    /// Number of tokens, at least 1: each time step is one integer in [0, Vocabulary), and the first layer reads it as a row look-up,
    /// which is what a one-hot vector times the layer's matrix would give.
    /// </summary>
    public int Vocabulary { get; set; }

    /// <summary>How exactly sigmoid and tanh are computed, in training and after it. <see cref="Activations.Accurate"/> until set.</summary>
    public Activations Activations { get; set; }

    /// <summary>
    /// A budget: the build fails when the model has more parameters, learned numbers without padding. No budget until set. The figures of every model stand in its documentation,
    /// which editors show at its name.
    /// </summary>
    public long MaxParameters { get; set; }

    /// <summary>
    /// A budget: the build fails when a <c>State</c> takes more bytes, which is what one stream needs besides the parameters: its states, and what a step computes with. Counted for the
    /// widest vectors (512 bits), to which everything is padded; on narrower ones it is as much or less. No budget until set.
    /// </summary>
    public long MaxStepBytes { get; set; }

    /// <summary>
    /// A budget: the build fails when a tape without <c>keepGates</c> takes more bytes for each step of each sequence: what the backward pass needs, what lies between layers,
    /// inputs, outputs, their gradients and weights. (Targets and input gradients, which are allocated when they are first used, are not counted, nor what a tape has once
    /// however many steps it has.) Counted for the widest vectors (512 bits). No budget until set.
    /// </summary>
    public long MaxTapeBytesPerStep { get; set; }

    /// <summary>
    /// Whether the model can be trained; true until set. With <c>false</c> the backward pass, the tape, the gradients and the equations for <see cref="GradientCheck"/> are left
    /// out of the generated code: the model steps, runs, loads and saves, implements <see cref="IInferenceModel{TSelf}"/>, and is no type argument for <see cref="Trainer{TModel}"/>.
    /// </summary>
    public bool Training { get; set; } = true;

    /// <summary>
    /// What the names of the model's functions in C begin with, such as <c>"row_reader"</c>: the generated part then exports <c>row_reader_create</c>, <c>row_reader_step</c> and the
    /// others from a native library (a project published with <c>NativeLib</c>), and has their declarations as the constant <c>CHeader</c>. None until set.
    /// </summary>
    public string? NativeName { get; set; }
}
