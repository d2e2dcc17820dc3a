using Microsoft.CodeAnalysis;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Weights;

/// <summary>
/// What the build says of a file of weights: for which model it is and which tensors it holds, since a generator cannot read binary files. A text with the
/// lines
/// <c>model RowReader</c>, <c>file rows.safetensors</c> and one <c>F32 [64, 28] lstm0.W_i</c> a tensor.
/// </summary>
/// <param name="Model">The class's name, as <c>&lt;UnrolledWeights&gt;</c> says it: alone, or with its namespace and the classes around it.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="Tensors">Its tensors.</param>
internal sealed record TensorList(string Model, string FileName, EquatableArray<Tensor> Tensors)
{
    private const string Suffix = ".unrolled-tensors.txt";

    /// <summary>Whether <paramref name="file"/> is such a list.</summary>
    public static bool Is(AdditionalText file) => file.Path.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Reads a list; null where it is none.</summary>
    public static TensorList? Read(AdditionalText file, CancellationToken cancellation)
    {
        if (file.GetText(cancellation) is not { Lines.Count: >= 2 } text)
            return null;
        var lines = text.Lines.Select(line => line.ToString()).Where(line => line.Length > 0).ToList();
        return lines.Count >= 2 && After(lines[0], "model ") is { } model && After(lines[1], "file ") is { } name
            ? new TensorList(model, name, new EquatableArray<Tensor>(lines.Skip(2).Select(Tensor.Read)))
            : null;
    }

    /// <summary>Whether it is for the model of <paramref name="spec"/>.</summary>
    public bool IsFor(ModelSpec spec)
    {
        return Model == spec.Name.TrimStart('@') || Model.Replace('+', '.') == FullName(spec);
    }

    /// <summary>The class's name with its namespace and the classes around it.</summary>
    public static string FullName(ModelSpec spec)
    {
        var parts = new[] { spec.Namespace }.Where(part => part.Length > 0).Concat(spec.Containers.Select(container => container.Name)).Append(spec.Name);
        return string.Join(".", parts).Replace("@", "");
    }

    private static string? After(string line, string start) => line.StartsWith(start, StringComparison.Ordinal) ? line.Substring(start.Length) : null;
}

/// <summary>One tensor of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type and shape: <c>F32 [64, 28]</c>.</param>
internal sealed record Tensor(string Name, string Type)
{
    /// <summary>Reads <c>F32 [64, 28] lstm0.W_i</c>.</summary>
    public static Tensor Read(string line)
    {
        var end = line.IndexOf("] ", StringComparison.Ordinal);
        return end < 0 ? new Tensor(line, "") : new Tensor(line.Substring(end + 2), line.Substring(0, end + 1));
    }
}
