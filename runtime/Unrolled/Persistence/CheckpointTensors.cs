using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>The tensors of a checkpoint: what must be there, and what was found.</summary>
internal static class CheckpointTensors
{
    private const int MostProblemsToList = 8;

    public static void Add(CheckpointFile file, IEnumerable<NamedTensor> tensors, string prefix = "")
    {
        foreach (var tensor in tensors)
            file.Tensors[prefix + tensor.Name] = (tensor.Shape, tensor.ToArray());
    }

    /// <summary>Adds what is laid out as a model's parameters, a tensor for each.</summary>
    public static void AddPacked(CheckpointFile file, ModelLayout layout, ReadOnlySpan<float> packed, string prefix)
    {
        foreach (var parameter in layout.ParameterLayouts)
        {
            var values = new float[parameter.Shape.Count];
            parameter.Layout.Unpack(packed, values);
            file.Tensors[prefix + parameter.Name] = (parameter.Shape, values);
        }
    }

    /// <summary>What <see cref="AddPacked"/> added.</summary>
    /// <exception cref="InvalidDataException">A tensor is not there, or has another shape.</exception>
    public static float[] Packed(CheckpointFile file, ModelLayout layout, int length, string prefix)
    {
        var packed = new float[length];
        foreach (var parameter in layout.ParameterLayouts)
            parameter.Layout.Pack(Values(file, prefix + parameter.Name, parameter.Shape), packed);
        return packed;
    }

    /// <exception cref="InvalidDataException">It is not there, or has another shape.</exception>
    public static float[] Values(CheckpointFile file, string name, Shape shape)
    {
        if (!file.Tensors.TryGetValue(name, out var tensor))
            throw new InvalidDataException($"{file.Name}: {name}: expected {shape}, found none.");
        return tensor.Shape == shape ? tensor.Values : throw new InvalidDataException($"{file.Name}: {name}: expected {shape}, found {tensor.Shape}.");
    }

    /// <summary>Refuses the checkpoint of a model with other layers.</summary>
    /// <exception cref="InvalidDataException">The message says what differs.</exception>
    public static void RequireModel(CheckpointFile file, ModelLayout layout)
    {
        string name = file.Text("model");
        List<string> problems = [.. ShapeDifferences.Of(
            layout.ParameterLayouts.Select(parameter => (parameter.Name, parameter.Shape)),
            file.Text("parameters").Split('\n').Select(parameter => (parameter, file.Tensors[parameter].Shape)))];
        if (problems.Count > 0)
        {
            string more = problems.Count > MostProblemsToList ? $"; and {problems.Count - MostProblemsToList} more" : "";
            throw new InvalidDataException($"{file.Name} is a checkpoint of another model, {name}, not of this {layout.ModelName}. "
                + $"{string.Join("; ", problems.Take(MostProblemsToList))}{more}.");
        }

        if (file.Text("equations") != Fingerprint(layout))
        {
            throw new InvalidDataException(
                $"{file.Name} is a checkpoint of another model, {name}: its parameters have the shapes of this {layout.ModelName}, but its layers have other "
                    + "options or equations (an activation, a rate, where a gate resets), or another version of the library derived them.");
        }
    }

    public static string Fingerprint(ModelLayout layout)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char unit in layout.Equations)
            hash = unchecked((hash ^ unit) * 0x100000001B3);
        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }
}
