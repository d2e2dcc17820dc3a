namespace Unrolled.Formats.Hdf5;

/// <summary>A group of a file to be written: groups and data sets by name, and attributes with texts.</summary>
internal sealed class Hdf5NewGroup
{
    /// <summary>What it holds, each a group or a data set, in the order of writing.</summary>
    public List<(string Name, object Child)> Children { get; } = [];

    /// <summary>Attributes of one text.</summary>
    public List<(string Name, string Value)> Texts { get; } = [];

    /// <summary>Attributes of several texts.</summary>
    public List<(string Name, IReadOnlyList<string> Values)> Lists { get; } = [];

    /// <summary>The group along names with / between them, which are made where they are missing.</summary>
    public Hdf5NewGroup Group(string path)
    {
        var group = this;
        foreach (string name in path.Split('/'))
        {
            if (group.Children.Find(entry => entry.Name == name).Child is not Hdf5NewGroup next)
                group.Children.Add((name, next = new Hdf5NewGroup()));
            group = next;
        }

        return group;
    }

    /// <summary>Adds a data set of floats along a path.</summary>
    public void Add(string path, float[] values, params int[] shape) => Add(path, new Hdf5NewDataset(shape, values, null));

    /// <summary>Adds a data set of one whole number along a path.</summary>
    public void Add(string path, int value) => Add(path, new Hdf5NewDataset([], null, value));

    private void Add(string path, Hdf5NewDataset dataset)
    {
        int at = path.LastIndexOf('/');
        (at < 0 ? this : Group(path[..at])).Children.Add((path[(at + 1)..], dataset));
    }
}

/// <summary>A data set to be written: floats, or one whole number.</summary>
/// <param name="Shape">Its sizes; none for a single value.</param>
/// <param name="Values">Floats, row-major.</param>
/// <param name="Whole">The whole number.</param>
internal sealed record Hdf5NewDataset(int[] Shape, float[]? Values, int? Whole);
