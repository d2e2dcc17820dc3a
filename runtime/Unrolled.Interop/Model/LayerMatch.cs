namespace Unrolled;

/// <summary>Which parameter of a class takes which tensor of a file.</summary>
internal static class LayerMatch
{
    /// <summary>The tensors of a file with the names of a class's parameters.</summary>
    /// <param name="file">The file.</param>
    /// <param name="className">The class's name.</param>
    /// <param name="parameters">Its parameters, in the order of its layers.</param>
    /// <exception cref="ModelFileException">A layer differs.</exception>
    public static List<(ModelTensor Tensor, string Name)> Names(ModelFile file, string className, IReadOnlyList<(string Name, Shape Shape)> parameters)
    {
        var declared = Layers(parameters.Select(parameter => parameter.Name));
        var found = Layers(file.Tensors.Select(tensor => tensor.Name));
        var shapes = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Shape, StringComparer.Ordinal);
        var result = new List<(ModelTensor Tensor, string Name)>();
        for (int k = 0; k < Math.Max(declared.Count, found.Count); k++)
        {
            string there = k < found.Count ? Declared(file, found[k]) : "no more layers";
            if (k >= declared.Count || k >= found.Count || Kind(declared[k]) != Kind(found[k]))
                throw file.Error($"{className} declares {(k < declared.Count ? $"the layer {declared[k]}" : "no more layers")} where the file has "
                    + $"{there}. Declare: {Attributes(file)}");
            foreach (var tensor in file.Tensors.Where(tensor => Layer(tensor.Name) == found[k]))
            {
                string name = declared[k] + tensor.Name[found[k].Length..];
                if (!shapes.Remove(name, out var shape) || shape != tensor.Shape)
                    throw file.Error($"{className} declares {(shape.Rank > 0 ? $"{name} {shape}" : $"no {name}")} where the file has {tensor} in "
                        + $"{there}. Declare: {Attributes(file)}");
                result.Add((tensor, name));
            }

            if (shapes.Keys.FirstOrDefault(name => Layer(name) == declared[k]) is { } missing)
                throw file.Error($"{className} declares {missing} {shapes[missing]}, which the file has not in {there}. Declare: {Attributes(file)}");
        }

        return result;
    }

    private static string Attributes(ModelFile file) => string.Join(" ", Declarations.DeclarationWriter.Attributes(file, index => $"Cell{index}"));

    private static string Declared(ModelFile file, string layer) => $"{layer} {file.Layers.First(candidate => candidate.Name == layer)}";

    private static List<string> Layers(IEnumerable<string> names) => [.. names.Select(Layer).Distinct(StringComparer.Ordinal)];

    private static string Layer(string name) => name.Split('.')[0];

    private static string Kind(string layer) => layer.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
}
