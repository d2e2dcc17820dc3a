using System.Globalization;

namespace Unrolled;

/// <summary>One product of a sum: a matrix and the number of the value that it multiplies.</summary>
internal readonly record struct EquationTerm(string Matrix, int Operand);

/// <summary>One value of a cell's equations.</summary>
/// <param name="Operation">What it is or how it is computed.</param>
/// <param name="Arguments">The numbers of the values that an element-wise operation takes.</param>
internal sealed record EquationValue(string Operation, int[] Arguments)
{
    /// <summary>The products of an affine value.</summary>
    public EquationTerm[] Terms { get; init; } = [];

    /// <summary>The name of a state, of a learned vector or of the bias of an affine value; empty where there is none.</summary>
    public string Name { get; init; } = "";

    /// <summary>A constant.</summary>
    public double Number { get; init; }

    /// <summary>What the equations call it, or null.</summary>
    public string? Label { get; init; }
}

/// <summary>A state, and the number of the value that is its next one.</summary>
internal readonly record struct EquationState(string Name, int Next);

/// <summary>The equations of one layer, read from the text that generated code has of them.</summary>
internal sealed class CellEquations
{
    private CellEquations(string layer, EquationValue[] values, EquationState[] states, int output) =>
        (Layer, Values, States, Output) = (layer, values, states, output);

    /// <summary>The layer's name.</summary>
    public string Layer { get; }

    /// <summary>The values, each after those that it is made of.</summary>
    public IReadOnlyList<EquationValue> Values { get; }

    /// <summary>The states.</summary>
    public IReadOnlyList<EquationState> States { get; }

    /// <summary>The number of the value that the layer gives.</summary>
    public int Output { get; }

    /// <summary>The names of the recurrent layers; both directions of a layer have the same equations and one name.</summary>
    public static IReadOnlyList<string> Layers(string text) =>
        [.. Sections(text).Where(section => section.Lines.Exists(line => line.StartsWith("next ", StringComparison.Ordinal))).Select(section => section.Layer)];

    /// <summary>The equations of a layer, or null where the text has no recurrent layer of this name.</summary>
    public static CellEquations? Read(string text, string layer)
    {
        var (found, _, lines) = Sections(text).FirstOrDefault(section => section.Layer == layer || section.Tracks.Contains(layer));
        if (found is null)
            return null;
        var values = new List<EquationValue>();
        var states = new List<EquationState>();
        int output = -1;
        foreach (string line in lines)
        {
            int comment = line.IndexOf(" # ", StringComparison.Ordinal);
            string[] words = (comment < 0 ? line : line[..comment]).Split(' ');
            string? label = comment < 0 ? null : line[(comment + 3)..];
            switch (words[0])
            {
                case "next":
                    states.Add(new(words[1], Integer(words[2])));
                    break;
                case "output":
                    output = Integer(words[1]);
                    break;
                case "name" when values[Integer(words[3])] is var named:
                    values[Integer(words[3])] = named with { Label = named.Label ?? words[1] };
                    break;
                case "last":
                    break;
                default:
                    values.Add(Value(words) with { Label = label });
                    break;
            }
        }

        return states.Count == 0 ? null : new CellEquations(found, [.. values], [.. states], output);
    }

    private static EquationValue Value(string[] words) => words[0] switch
    {
        "Input" or "Token" or "ModelInputs" => new(words[0], []),
        "Mask" => new(words[0], []),
        "State" or "Vector" => new(words[0], []) { Name = words[1] },
        "Constant" => new(words[0], []) { Number = double.Parse(words[1], CultureInfo.InvariantCulture) },
        "Affine" => new(words[0], [])
        {
            Name = words[2] == "-" ? "" : words[2],
            Terms = [.. words.Skip(3).Chunk(3).Select(term => new EquationTerm(term[1], Integer(term[2])))],
        },
        _ => new(words[0], [.. words.Skip(1).Select(Integer)]),
    };

    /// <summary>The layers with parameters or states, each with its directions.</summary>
    private static IEnumerable<(string Layer, string[] Tracks, List<string> Lines)> Sections(string text)
    {
        var sections = new List<(string Layer, string[] Tracks, List<string> Lines)>();
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            if (words[0] == "layer")
                sections.Add((words.Length > 1 ? words[1].Split('.')[0] : "", words[1..], []));
            else if (sections.Count > 0)
                sections[^1].Lines.Add(line);
        }

        return sections.Where(section => section.Tracks.Length > 0);
    }

    private static int Integer(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
