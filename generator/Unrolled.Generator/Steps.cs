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

    /// <summary>A spec → its files.</summary>
    public const string Compiled = "Compiled";
}
