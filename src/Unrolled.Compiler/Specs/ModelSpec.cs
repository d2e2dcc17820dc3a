namespace Unrolled.Compiler.Specs;

/// <summary>What to build: one annotated class, with nothing of Roslyn in it. Two equal specs give the same text, byte for byte.</summary>
/// <param name="Namespace">The namespace as it is written in C#, or "" for the global one.</param>
/// <param name="Containers">The types around the class, outermost first; empty for a top-level class.</param>
/// <param name="Name">The class's name as it is written in C# (with <c>@</c> where it is a keyword).</param>
/// <param name="HintName">A file-system safe name, unique in the project ignoring case, from which file names are made.</param>
/// <param name="Inputs">Features a time step, or 0 for a token model.</param>
/// <param name="Vocabulary">Number of tokens, or 0 for a model over features.</param>
/// <param name="Layers">The layers in source order.</param>
public sealed record ModelSpec(
    string Namespace,
    EquatableArray<ContainerSpec> Containers,
    string Name,
    string HintName,
    int Inputs,
    int Vocabulary,
    EquatableArray<LayerSpec> Layers)
{
    /// <summary>Whether the user's declaration has a documentation of its own, so that the generated one goes into remarks.</summary>
    public bool HasSummary { get; init; }

    /// <summary>Whether the model has a backward pass.</summary>
    public bool Training { get; init; } = true;

    /// <summary>How exactly sigmoid and tanh are computed: a value of the enumeration.</summary>
    public int Activations { get; init; }

    /// <summary>How its matrices' weights are stored for a step: a value of the enumeration.</summary>
    public int WeightType { get; init; }

    /// <summary>What the names of its functions in C begin with, or "" where it has none.</summary>
    public string NativeName { get; init; } = "";

    /// <summary>The weights that are in the assembly; null where there are none.</summary>
    public WeightsSpec? Weights { get; init; }
}

/// <summary>A file of weights that is embedded in the assembly.</summary>
/// <param name="Resource">The name of the resource.</param>
/// <param name="FileName">The file's name.</param>
public sealed record WeightsSpec(string Resource, string FileName);

/// <summary>A parameter of a model as files know it.</summary>
/// <param name="Name">Its name: <c>lstm0.W_i</c>.</param>
/// <param name="Shape">Its sizes.</param>
public sealed record ParameterShape(string Name, EquatableArray<int> Shape);

/// <summary>A type that the class is nested in.</summary>
/// <param name="Keyword">How it is declared: <c>class</c>, <c>struct</c>, <c>record</c>, <c>record struct</c> or <c>interface</c>, with <c>static</c> or
/// <c>ref</c> before it where it has that.</param>
/// <param name="Name">Its name with type parameters, as written in C#.</param>
public sealed record ContainerSpec(string Keyword, string Name);

/// <summary>One layer of a model: a cell and its options.</summary>
/// <param name="Kind">The attribute's name without <c>Attribute</c>: <c>Lstm</c>, <c>Dense</c>, …</param>
/// <param name="Options">Every constructor argument (under its parameter's name) and every named argument that the user wrote.</param>
public sealed record LayerSpec(string Kind, EquatableArray<LayerOption> Options)
{
    /// <summary>The equations of a <c>Cell</c> layer; null for every other kind.</summary>
    public EquationSpec? Equations { get; init; }
}

/// <summary>One option of a layer.</summary>
/// <param name="Name">The parameter's or property's name: <c>hidden</c>, <c>Peepholes</c>, …</param>
/// <param name="Value">An integer, enum or floating-point value as it is; a truth value as 0 or 1.</param>
public sealed record LayerOption(string Name, double Value);

/// <summary>A mistake in a spec, found by the compiler; an analyzer puts it at the argument it names.</summary>
/// <param name="Code">The diagnostic's ID, <c>UNR0001</c> and on.</param>
/// <param name="Layer">Index of the layer, or -1 for the model itself.</param>
/// <param name="Option">The option's name, <c>#12</c> for step 12 of the layer's equations, or "" for the layer as a whole.</param>
/// <param name="Message">What is wrong and what to do, one sentence or two.</param>
public sealed record SpecProblem(string Code, int Layer, string Option, string Message);
