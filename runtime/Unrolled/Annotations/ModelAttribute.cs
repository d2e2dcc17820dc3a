namespace Unrolled;

/// <summary>
/// Makes a partial class a recurrent network. The layer attributes below it run from top to bottom. They are compiled into the class,
/// which then implements <c>IModel&lt;TSelf&gt;</c>.
/// </summary>
/// <remarks>
/// Set exactly one of <see cref="Inputs"/> and <see cref="Vocabulary"/>. Put all attributes of a model on one declaration of the class.
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
    /// <summary>Features per time step, at least 1: the model reads <c>[steps, batch, Inputs]</c> floats.</summary>
    public int Inputs { get; set; }

    /// <summary>
    /// Number of tokens, at least 1: each time step is one integer in [0, Vocabulary), and the first layer reads it as a row look-up,
    /// which is what a one-hot vector times the layer's matrix would give.
    /// </summary>
    public int Vocabulary { get; set; }

    /// <summary>The accuracy of sigmoid and tanh, in training and inference; <see cref="Activations.Accurate"/> by default.</summary>
    public Activations Activations { get; set; }

    /// <summary>
    /// A budget: the build fails if the model has more parameters (learned numbers, without padding). No budget by default. Your editor shows the figures
    /// of a model
    /// when you hover over its name.
    /// </summary>
    public long MaxParameters { get; set; }

    /// <summary>
    /// A budget: the build fails if a <c>State</c> takes more bytes. That is the memory of one stream: its states and the scratch memory of a step, but not
    /// the parameters.
    /// Counted with the padding for the widest vectors (512 bits); on narrower ones it is as much or less. No budget by default.
    /// </summary>
    public long MaxStepBytes { get; set; }

    /// <summary>
    /// A budget: the build fails if a tape without <c>keepGates</c> takes more bytes per step and sequence: values saved for the backward pass, values
    /// between layers,
    /// inputs, outputs, their gradients and weights. (It does not count targets and input gradients, which are allocated when they are first used, nor
    /// memory that does not
    /// grow with the number of steps.) Counted for the widest vectors (512 bits). No budget by default.
    /// </summary>
    public long MaxTapeBytesPerStep { get; set; }

    /// <summary>
    /// Whether the model can be trained; true by default. With <c>false</c>, the generated code has no backward pass, no tape, no gradients and no
    /// equations for <see cref="GradientCheck"/>.
    /// The model steps, runs, loads and saves. It implements <see cref="IInferenceModel{TSelf}"/>, and cannot be used with <see cref="Trainer{TModel}"/>.
    /// </summary>
    public bool Training { get; set; } = true;

    /// <summary>
    /// How the weights of matrices are stored for a step; <see cref="WeightType.Float32"/> by default. Another type needs <c>Training = false</c>. The files
    /// stay the same: weights are rounded when they are loaded or set, and <c>Save</c> writes what was loaded. Biases, other vectors and embeddings
    /// stay float32, and so do the weights of small layers, where a step is not bound by reading them.
    /// </summary>
    public WeightType Weights { get; set; }

    /// <summary>
    /// The prefix of the model's functions in C, such as <c>"row_reader"</c>. A native library (a project published with <c>NativeLib</c>) then exports
    /// <c>row_reader_create</c>,
    /// <c>row_reader_step</c> and the others, and the constant <c>CHeader</c> has their declarations. None by default.
    /// </summary>
    public string? NativeName { get; set; }
}
