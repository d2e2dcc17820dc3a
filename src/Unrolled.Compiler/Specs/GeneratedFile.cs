namespace Unrolled.Compiler.Specs;

/// <summary>A generated file.</summary>
/// <param name="HintName">Its name, ending in <c>.g.cs</c>.</param>
/// <param name="Text">Its whole text, with line feeds.</param>
public sealed record GeneratedFile(string HintName, string Text)
{
    /// <summary>The layer whose class it declares; null for a model's own file.</summary>
    public LayerClass? Layer { get; init; }

    /// <summary>Where in a model's own file further <c>using</c> directives go: an index into <see cref="Text"/>.</summary>
    public int Usings { get; init; }
}

/// <summary>The generated class of a layer.</summary>
/// <param name="Name">Its name, by which the model's file calls it.</param>
/// <param name="FullName">Its name from anywhere.</param>
/// <param name="Code">All of the file but the names of layer and model: layers with the same code do the same.</param>
public sealed record LayerClass(string Name, string FullName, string Code);
