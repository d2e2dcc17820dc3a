using System.ComponentModel;

namespace Unrolled.CompilerServices;

/// <summary>Saves and loads the parameters of models as safetensors files: F32, row-major, under the parameters' names.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ModelFiles
{
    private const int MostProblemsToList = 8;

    /// <summary>Saves all parameters, atomically.</summary>
    /// <param name="core">The model's memory.</param>
    /// <param name="path">The file.</param>
    /// <param name="metadata">The user's strings; null for those of the model.</param>
    /// <exception cref="ArgumentException">The metadata has a key that is the library's own.</exception>
    public static void Save(ModelCore core, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(core);
        SafetensorsWriter.Write(path, Entries(core), ModelMetadata.Of(core, metadata));
    }

    /// <summary>Writes all parameters to a stream, which stays open.</summary>
    /// <param name="core">The model's memory.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="metadata">The user's strings; null for those of the model.</param>
    /// <exception cref="ArgumentException">The metadata has a key that is the library's own.</exception>
    public static void Save(ModelCore core, Stream stream, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(core);
        SafetensorsWriter.Write(stream, Entries(core), ModelMetadata.Of(core, metadata));
    }

    /// <summary>Creates a model with the parameters of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is not a safetensors file, or its tensors are not the model's parameters. The message names the
    /// tensor and says what was expected and what was found.</exception>
    public static TModel Load<TModel>(string path)
        where TModel : class, IInferenceModel<TModel>
    {
        using var reader = new SafetensorsReader(path);
        return Load<TModel>(reader);
    }

    /// <summary>Creates a model with the parameters that a stream holds from its position to its end. The stream stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="InvalidDataException">The stream does not hold a safetensors file, or its tensors are not the model's parameters. The message names the
    /// tensor and says what was expected and what was found.</exception>
    public static TModel Load<TModel>(Stream stream)
        where TModel : class, IInferenceModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(stream);
        var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        using var reader = new SafetensorsReader(copy, "The stream");
        return Load<TModel>(reader);
    }

    /// <summary>Creates a model with the parameters of a file that is embedded in the model's assembly.</summary>
    /// <param name="resource">The resource's name.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">The resource does not exist, is not a safetensors file, or its tensors are not the model's
    /// parameters.</exception>
    public static TModel LoadEmbedded<TModel>(string resource, string name)
        where TModel : class, IInferenceModel<TModel>
    {
        var stream = typeof(TModel).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidDataException($"{typeof(TModel).Assembly.GetName().Name} does not contain {name} for {TModel.Layout.ModelName}: the resource "
            + $"'{resource}' does not exist.");
        using var reader = new SafetensorsReader(stream, name);
        return Load<TModel>(reader);
    }

    /// <summary>Creates a model with the parameters of a source, its seed and the user's strings.</summary>
    /// <param name="source">The parameters, and no other tensors.</param>
    /// <exception cref="InvalidDataException">The source's tensors are not the model's parameters. The message names the tensor and says what was expected
    /// and what
    /// was found.</exception>
    public static TModel Load<TModel>(ITensorSource source)
        where TModel : class, IInferenceModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(source);
        RequireParameters(TModel.Layout, source);
        var model = TModel.Create(new ModelCore(TModel.Layout));
        Load(model.Core, source);
        ModelMetadata.Restore(model.Core, source);
        return model;
    }

    /// <summary>Replaces all parameters of a model, or none: of a source that does not fit, or that fails while it is read, the model takes nothing.</summary>
    /// <param name="core">The model's memory.</param>
    /// <param name="source">The parameters, and no other tensors.</param>
    /// <exception cref="InvalidDataException">The source's tensors are not the model's parameters. The message names the tensor and says what was expected
    /// and what
    /// was found.</exception>
    public static void Load(ModelCore core, ITensorSource source)
    {
        ArgumentNullException.ThrowIfNull(core);
        ArgumentNullException.ThrowIfNull(source);
        RequireParameters(core.Layout, source);
        var declarations = core.Layout.ParameterLayouts;
        float[][] values = [.. declarations.Select(declaration => Read(source, declaration))];
        for (int k = 0; k < values.Length; k++)
        {
            if (declarations[k].Problem(values[k]) is { } problem)
                throw new InvalidDataException($"{source.Name} does not hold the parameters of {core.Layout.ModelName}. {problem}.");
        }

        for (int k = 0; k < values.Length; k++)
            declarations[k].Layout.Pack(values[k], core.Parameters.Span);
        core.ParametersChanged();
    }

    private static SafetensorsEntry[] Entries(ModelCore core) =>
        [.. core.ParameterSet.Select(parameter => new SafetensorsEntry(parameter.Name, parameter.Shape, parameter.ToArray))];

    private static float[] Read(ITensorSource source, ParameterLayout declaration)
    {
        float[] values = source.ReadSingles(declaration.Name);
        if (values.Length != declaration.Shape.Count)
            throw new InvalidDataException(
                $"{source.Name}: {declaration.Name} {declaration.Shape} has {declaration.Shape.Count} values; read were {values.Length}.");
        return values;
    }

    private static void RequireParameters(ModelLayout layout, ITensorSource source)
    {
        var tensors = source.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var declaration in layout.ParameterLayouts)
        {
            string expected = $"F32 {declaration.Shape}";
            string found = tensors.TryGetValue(declaration.Name, out var tensor) ? $"{tensor.Type} {tensor.Shape}" : "none";
            if (found != expected)
                problems.Add($"{declaration.Name}: expected {expected}, found {found}");
        }

        var names = layout.ParameterLayouts.Select(declaration => declaration.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in source.Tensors)
        {
            if (!names.Contains(tensor.Name))
                problems.Add($"{tensor.Name}: expected none, found {tensor.Type} {tensor.Shape}");
        }

        if (problems.Count == 0)
            return;
        string more = problems.Count > MostProblemsToList ? $"; and {problems.Count - MostProblemsToList} more" : "";
        throw new InvalidDataException(
            $"{source.Name} does not hold the parameters of {layout.ModelName}. {string.Join("; ", problems.Take(MostProblemsToList))}{more}.");
    }
}
