namespace Unrolled.Generator;

/// <summary>Names of the pipeline's steps, by which tests look them up.</summary>
internal static class Steps
{
    /// <summary>A class's declaration → its spec.</summary>
    public const string Specs = "Specs";

    /// <summary>All specs → the file names that are taken more than once, or differ in case only.</summary>
    public const string HintClashes = "HintClashes";

    /// <summary>A spec → the same with a file name of its own.</summary>
    public const string NamedSpecs = "NamedSpecs";

    /// <summary>The build's lists of tensors.</summary>
    public const string Weights = "Weights";

    /// <summary>A spec → the same with the weights that are in the assembly.</summary>
    public const string WeightedSpecs = "WeightedSpecs";

    /// <summary>A spec → its files.</summary>
    public const string Compiled = "Compiled";

    /// <summary>All models' files → each file of the project, with one file for layers of the same code.</summary>
    public const string Files = "Files";
}
