using System.Globalization;

namespace Unrolled.Benchmarks.Sweep;

/// <summary>A model of the sweep.</summary>
/// <param name="Cell">Its name in the output.</param>
/// <param name="Attribute">Its layer, with <c>{0}</c> for the units.</param>
/// <param name="Inputs">Inputs.</param>
/// <param name="Hidden">Units.</param>
internal sealed record SweptShape(string Cell, string Attribute, int Inputs, int Hidden)
{
    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"{Cell} {Inputs} {Hidden}");

    /// <summary>What stands before the class.</summary>
    public string Attributes { get; } = string.Create(CultureInfo.InvariantCulture, $"Model(Inputs = {Inputs}), ")
        + string.Format(CultureInfo.InvariantCulture, Attribute, Hidden);

    public bool Matches(string filter) => Figure.Matches(Name, filter);
}

/// <summary>Which models are swept.</summary>
internal static class SweepPlan
{
    private static readonly int[] InputSizes = [1, 17, 64];

    private static readonly int[] Multiples = [48, 64, 96, 128, 192, 256, 320, 384, 448, 512];

    /// <summary>Cells of which steps are timed.</summary>
    private static readonly (string Cell, string Attribute)[] Timed = [("lstm", "Lstm({0})"), ("gru", "Gru({0})")];

    /// <summary>Cells of which only the generated files are looked at.</summary>
    private static readonly (string Cell, string Attribute)[] Untimed =
    [
        ("rnn", "Rnn({0})"),
        ("peephole", "Lstm({0}, Peepholes = Peepholes.All)"),
        ("coupled", "Lstm({0}, Coupling = Coupling.InputFromForget)"),
        ("gru-before", "Gru({0}, Reset = Reset.Before)"),
        ("normalized", "Lstm({0}, Normalize = true)"),
        ("projected", "Lstm({0}, Projection = 5)"),
        ("lstm-both", "Lstm({0}, Direction = Direction.Both)"),
        ("gru-both", "Gru({0}, Direction = Direction.Both)"),
        ("everything", "Lstm({0}, Peepholes = Peepholes.All, Normalize = true, Projection = 5, Direction = Direction.Both)"),
    ];

    /// <summary>Units: all up to 40, then those around multiples of 16.</summary>
    private static IEnumerable<int> Sizes => Enumerable.Range(1, 40).Concat(Multiples.SelectMany(m => new[] { m - 1, m, m + 1 })).Where(m => m <= 512);

    /// <summary>The timed models in groups of those that fill as many vectors, each with the one that fills them up, which stands last.</summary>
    /// <param name="lanes">Floats of a vector.</param>
    /// <param name="filter">Words of a name, side by side; a group whose last one alone has them stays.</param>
    public static IEnumerable<List<SweptShape>> Groups(int lanes, string filter) =>
        from cell in Timed
        from inputs in InputSizes
        from size in Sizes
        let shape = new SweptShape(cell.Cell, cell.Attribute, inputs, size)
        where shape.Matches(filter)
        group shape by (cell, inputs, Full: (size + lanes - 1) / lanes * lanes) into members
        let full = new SweptShape(members.Key.cell.Cell, members.Key.cell.Attribute, members.Key.inputs, members.Key.Full)
        select members.Where(member => member != full).Append(full).ToList();

    /// <summary>The models that are generated and not timed.</summary>
    public static IEnumerable<SweptShape> Others(string filter) =>
        from cell in Untimed
        from inputs in InputSizes
        from size in (int[])[1, 8, 17, 20, 33, 64, 100, 129, 255, 256, 400, 511, 512, 1024]
        where size > 5 || !cell.Attribute.Contains("Projection", StringComparison.Ordinal)
        let shape = new SweptShape(cell.Cell, cell.Attribute, inputs, size)
        where shape.Matches(filter)
        select shape;
}
