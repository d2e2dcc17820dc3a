using Unrolled.Declarations;

namespace Unrolled.Formats.Onnx;

/// <summary>
/// The declaration that a file of Unrolled has in its metadata. Where the graph has the same layers, options are taken over from it that the graph does not
/// show: those of training, and parameters that are all 0.
/// </summary>
internal static class OwnDeclaration
{
    /// <summary>The key of the metadata.</summary>
    public const string Key = "unrolled.declaration";

    public static void Apply(IReadOnlyList<ModelFileLayer> layers, Dictionary<string, string> metadata)
    {
        if (!metadata.Remove(Key, out string? text))
            return;
        List<LayerAttribute> declared;
        try
        {
            declared = DeclarationReader.Read(text, "").Layers;
        }
        catch (ModelFileException)
        {
            // A declaration that was edited, or is of a newer version, says nothing that the graph does not: the graph is what counts.
            return;
        }

        if (declared.Count != layers.Count)
            return;
        for (int k = 0; k < layers.Count; k++)
        {
            if (declared[k].GetType() == layers[k].Declaration.GetType() && declared[k] is RecurrentLayerAttribute from)
                Apply(from, (RecurrentLayerAttribute)layers[k].Declaration, layers[k]);
        }
    }

    private static void Apply(RecurrentLayerAttribute from, RecurrentLayerAttribute to, ModelFileLayer layer)
    {
        to.RecurrentDropout = from.RecurrentDropout is >= 0 and < 1 ? from.RecurrentDropout : 0;
        if (from.LearnInitialState && !to.LearnInitialState)
        {
            to.LearnInitialState = true;
            AddZeros(to, layer, to is LstmAttribute ? ["h0", "c0"] : ["h0"]);
        }

        if (from is not LstmAttribute declared || to is not LstmAttribute lstm || declared.Coupling != lstm.Coupling || declared.Without != lstm.Without)
            return;
        lstm.ForgetBias = double.IsFinite(declared.ForgetBias) ? declared.ForgetBias : lstm.ForgetBias;
        if ((lstm.Peepholes & ~declared.Peepholes) != 0)
            return;
        var missing = declared.Peepholes & ~lstm.Peepholes & Peepholes.All;
        var gates = "ifo".Where((gate, k) => ((int)missing & 1 << k) != 0 && layer.Direction(0).Find($"W_{gate}") is not null);
        AddZeros(lstm, layer, [.. gates.Select(gate => $"p_{gate}")]);
        lstm.Peepholes = declared.Peepholes;
    }

    private static void AddZeros(RecurrentLayerAttribute declaration, ModelFileLayer layer, string[] names)
    {
        for (int direction = 0; direction < (declaration.Direction == Direction.Both ? 2 : 1); direction++)
        {
            var tensors = layer.Direction(direction);
            int hidden = tensors.All.First(tensor => tensor.Name.StartsWith("R_", StringComparison.Ordinal)).Shape[0];
            foreach (string name in names)
                tensors.Add(name, new float[hidden]);
        }
    }
}
