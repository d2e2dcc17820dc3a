using Unrolled.Conversion;
using Unrolled.Declarations;

namespace Unrolled;

public sealed partial class ModelFile
{
    /// <summary>The description of a model of this program.</summary>
    /// <param name="model">The model; its values are copied.</param>
    /// <exception cref="ModelFileException">The model has a custom cell, whose equations no file can say.</exception>
    public static ModelFile Of<TModel>(TModel model)
        where TModel : class, IInferenceModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        var tensors = model.Parameters.Select(parameter => new ModelTensor(parameter.Name, parameter.Shape, parameter.ToArray()));
        return Described(TModel.Layout.ModelName, TModel.Layout.Declaration, tensors);
    }

    /// <summary>Creates a model of a class of this program with the parameters of this file. Layers are matched in their order, leaving out those without
    /// parameters, and tensors by name and shape.</summary>
    /// <exception cref="ModelFileException">The class declares other layers. The message names the layer, what the class declares and what the file
    /// has.</exception>
    public TModel Load<TModel>()
        where TModel : class, IInferenceModel<TModel>
    {
        var model = TModel.Create(0);
        var fitting = LayerMatch.Names(this, TModel.Layout.ModelName, [.. model.Parameters.Select(parameter => (parameter.Name, parameter.Shape))]);
        foreach (var (tensor, name) in fitting)
        {
            try
            {
                model.Parameters[name].Set(tensor.Values);
            }
            catch (ArgumentException exception)
            {
                throw new ModelFileException($"{Name}: {tensor.Name}: {exception.Message}", exception);
            }
        }

        return model;
    }

    /// <summary>A description from a declaration and the tensors under their full names.</summary>
    internal static ModelFile Described(string name, string declaration, IEnumerable<ModelTensor> tensors, FileFormat format = FileFormat.Unrolled,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        var (inputs, vocabulary, declarations) = DeclarationReader.Read(declaration, name);
        var byLayer = tensors.GroupBy(tensor => tensor.Name.Split('.')[0]).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        var layers = declarations.Select((layer, index) =>
        {
            string layerName = LayerType.NameOf(layer, index);
            byLayer.Remove(layerName, out var own);
            return new ModelFileLayer(layer, Directions(layerName, layer, own ?? []));
        }).ToList();
        if (byLayer.Count > 0)
            throw new ModelFileException($"{name}: it has the tensor {byLayer.Values.First()[0]}, for which its declaration '{declaration}' has no layer.");
        return new ModelFile(name, format, inputs, vocabulary, layers) { Metadata = metadata ?? new Dictionary<string, string>() };
    }

    private static DirectionTensors[] Directions(string name, LayerAttribute layer, List<ModelTensor> tensors)
    {
        if (tensors.Count == 0)
            return [];
        string[] prefixes = layer is RecurrentLayerAttribute { Direction: Direction.Both } ? [$"{name}.forward.", $"{name}.backward."] : [$"{name}."];
        return [.. prefixes.Select(prefix =>
        {
            var direction = new DirectionTensors();
            foreach (var tensor in tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)))
                direction.Add(tensor with { Name = tensor.Name[prefix.Length..] });
            return direction;
        })];
    }
}
