using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>What a data set has to fit: the sizes of a model's steps.</summary>
/// <param name="Name">The model's class, for messages.</param>
/// <param name="Inputs">Features a step; 0 for a token model.</param>
/// <param name="Vocabulary">Number of tokens; 0 for a model over features.</param>
/// <param name="Outputs">Outputs a step.</param>
internal readonly record struct ModelShape(string Name, int Inputs, int Vocabulary, int Outputs)
{
    public bool ReadsTokens => Vocabulary > 0;

    /// <summary>Classes that a step can have: one a output, or no and yes for a single output.</summary>
    public int Classes => Math.Max(Outputs, 2);

    public static ModelShape Of(ModelLayout layout) => new(layout.ModelName, layout.Inputs, layout.Vocabulary, layout.Outputs);
}
