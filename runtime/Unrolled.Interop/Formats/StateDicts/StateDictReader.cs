using Unrolled.Declarations;

namespace Unrolled.Formats.StateDicts;

/// <summary>The layers of a state_dict.</summary>
internal static class StateDictReader
{
    /// <summary>The model of a state_dict.</summary>
    /// <param name="content">The file that it comes from.</param>
    /// <param name="format">The file's format.</param>
    /// <param name="state">The parameters.</param>
    /// <param name="options">What the file does not say.</param>
    /// <param name="last">Layers after those of the parameters.</param>
    /// <param name="metadata">What else the file says.</param>
    /// <exception cref="ModelFileException">A module is one that Unrolled has not, or the modules form no chain.</exception>
    public static ModelFile Read(FileContent content, FileFormat format, StateDict state, ReadOptions options, IEnumerable<LayerAttribute>? last = null,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        ModelFileException Error(string message) => content.Error(message);
        var notes = state.Notes.ToList();
        var modules = new StateDictModules(state, options, notes, Error).All();
        var chain = ModuleOrder.Of(modules, notes, Error);
        Bound(chain, content);
        var layers = chain.SelectMany(module => module.Layers()).ToList();
        int width = chain[0].Inputs;
        bool tokens = chain[0].IsEmbedding;
        if (state.Declaration is { } declaration)
        {
            (layers, notes) = (Declared(layers, declaration, content), [.. state.Notes]);
            tokens = DeclarationReader.Read(declaration, content.Name).Vocabulary > 0;
        }
        else
        {
            NoteActivations(chain, notes);
            layers.AddRange((last ?? []).Select(layer => new ModelFileLayer(layer)));
        }

        return new ModelFile(content.Name, format, tokens ? 0 : width, tokens ? width : 0, layers)
        {
            Notes = notes,
            SampleRate = options.SampleRate,
            Metadata = metadata ?? new Dictionary<string, string>(),
        };
    }

    /// <summary>Layers as the declaration says them, which knows activations and layers without parameters, with the values of the file.</summary>
    private static List<ModelFileLayer> Declared(List<ModelFileLayer> found, string declaration, FileContent content)
    {
        var (_, _, declared) = DeclarationReader.Read(declaration, content.Name);
        var result = new List<ModelFileLayer>();
        int next = 0;
        foreach (var layer in declared)
        {
            if (layer is not (RecurrentLayerAttribute or DenseAttribute or EmbeddingAttribute))
                result.Add(new ModelFileLayer(layer));
            else if (next < found.Count && Fits(layer, found[next].Declaration))
                result.Add(found[next++].As(layer));
            else
            {
                string has = next < found.Count ? found[next].ToString() : "no more layers";
                throw content.Error($"its metadata declare {DeclarationWriter.Attribute(layer)}, where its parameters have {has}.");
            }
        }

        return next == found.Count ? result : throw content.Error($"its parameters have {found[next]}, which its metadata do not declare.");
    }

    private static bool Fits(LayerAttribute declared, LayerAttribute found) => (declared, found) switch
    {
        (LstmAttribute a, LstmAttribute b) => (a.Hidden, a.Projection, a.Direction, a.Bias) == (b.Hidden, b.Projection, b.Direction, b.Bias),
        (GruAttribute a, GruAttribute b) => (a.Hidden, a.Direction, a.Bias, a.Reset) == (b.Hidden, b.Direction, b.Bias, b.Reset),
        (RnnAttribute a, RnnAttribute b) => (a.Hidden, a.Direction, a.Bias) == (b.Hidden, b.Direction, b.Bias),
        (DenseAttribute a, DenseAttribute b) => (a.Outputs, a.Bias) == (b.Outputs, b.Bias),
        (EmbeddingAttribute a, EmbeddingAttribute b) => a.Size == b.Size,
        _ => false,
    } && StateDictWriter.Unsayable(declared) is null;

    private static void NoteActivations(IReadOnlyList<StateDictModule> chain, List<string> notes)
    {
        var pairs = chain.Zip(chain.Skip(1)).Where(pair => pair is { First: LinearModule, Second: LinearModule })
            .Select(pair => $"'{pair.First.Name}' and '{pair.Second.Name}'");
        string all = string.Join(", ", pairs);
        if (all.Length > 0)
            notes.Add($"An activation between {all} would not be in the file: none is taken. Say it in the class: [Dense(…, Activation = …)].");
    }

    /// <summary>Views may make much of few bytes; a model is about as large as its file.</summary>
    private static void Bound(IReadOnlyList<StateDictModule> chain, FileContent content)
    {
        var seen = new HashSet<object>();
        var own = chain.SelectMany(module => module.Tensors).Where(tensor => tensor.Identity is null || seen.Add(tensor.Identity));
        double floats = own.Sum(tensor => (double)tensor.Shape.Count);
        if (floats * sizeof(float) > 2.5 * content.Bytes.Length + (8 << 20))
            throw content.Error($"it says {floats:F0} parameters in {content.Bytes.Length} bytes; expected no more than the file has bytes for.");
    }
}
