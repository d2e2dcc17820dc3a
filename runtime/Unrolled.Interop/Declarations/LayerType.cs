namespace Unrolled.Declarations;

/// <summary>A layer attribute as text: its name, its constructor and its options.</summary>
internal sealed class LayerType
{
    private static readonly LayerType[] s_all =
    [
        new("Rnn", typeof(RnnAttribute), size => new RnnAttribute(size), layer => ((RnnAttribute)layer).Hidden,
        [
            LayerOption.Choice<RnnAttribute, Activation>("Activation", layer => layer.Activation, (layer, value) => layer.Activation = value),
            .. Recurrent(),
        ]),
        new("Lstm", typeof(LstmAttribute), size => new LstmAttribute(size), layer => ((LstmAttribute)layer).Hidden,
        [
            LayerOption.Choice<LstmAttribute, Peepholes>("Peepholes", layer => layer.Peepholes, (layer, value) => layer.Peepholes = value),
            LayerOption.Choice<LstmAttribute, Coupling>("Coupling", layer => layer.Coupling, (layer, value) => layer.Coupling = value),
            LayerOption.Choice<LstmAttribute, Gates>("Without", layer => layer.Without, (layer, value) => layer.Without = value),
            LayerOption.Choice<LstmAttribute, Activation>("InputActivation", layer => layer.InputActivation, (layer, value) => layer.InputActivation = value),
            LayerOption.Choice<LstmAttribute, Activation>(
                "OutputActivation", layer => layer.OutputActivation, (layer, value) => layer.OutputActivation = value),
            LayerOption.Flag<LstmAttribute>("FullGateRecurrence", layer => layer.FullGateRecurrence, (layer, value) => layer.FullGateRecurrence = value),
            LayerOption.Count<LstmAttribute>("Projection", layer => layer.Projection, (layer, value) => layer.Projection = value),
            LayerOption.Number<LstmAttribute>("ForgetBias", layer => layer.ForgetBias, (layer, value) => layer.ForgetBias = value),
            .. Recurrent(),
        ]),
        new("Gru", typeof(GruAttribute), size => new GruAttribute(size), layer => ((GruAttribute)layer).Hidden,
        [
            LayerOption.Choice<GruAttribute, Reset>("Reset", layer => layer.Reset, (layer, value) => layer.Reset = value),
            .. Recurrent(),
        ]),
        new("Dense", typeof(DenseAttribute), size => new DenseAttribute(size), layer => ((DenseAttribute)layer).Outputs,
        [
            LayerOption.Choice<DenseAttribute, Activation>("Activation", layer => layer.Activation, (layer, value) => layer.Activation = value),
            LayerOption.Flag<DenseAttribute>("Bias", layer => layer.Bias, (layer, value) => layer.Bias = value),
        ]),
        new("Embedding", typeof(EmbeddingAttribute), size => new EmbeddingAttribute(size), layer => ((EmbeddingAttribute)layer).Size, []),
        new("Dropout", typeof(DropoutAttribute), rate => new DropoutAttribute(rate), layer => ((DropoutAttribute)layer).Rate, []),
        new("Residual", typeof(ResidualAttribute), () => new ResidualAttribute(),
        [
            LayerOption.Count<ResidualAttribute>("Channels", layer => layer.Channels, (layer, value) => layer.Channels = value),
        ]),
        new("Standardize", typeof(StandardizeAttribute), () => new StandardizeAttribute(), []),
        new("Rescale", typeof(RescaleAttribute), () => new RescaleAttribute(), []),
    ];

    private LayerType(string name, Type attribute, Func<double, LayerAttribute> create, Func<LayerAttribute, double> argument, LayerOption[] options)
    {
        (Name, Attribute, Create, Argument, Options) = (name, attribute, create, argument, options);
    }

    private LayerType(string name, Type attribute, Func<int, LayerAttribute> create, Func<LayerAttribute, int> argument, LayerOption[] options)
        : this(name, attribute, (double size) => create(checked((int)size)), layer => (double)argument(layer), options)
    {
        TakesWholeNumber = true;
    }

    private LayerType(string name, Type attribute, Func<LayerAttribute> create, LayerOption[] options)
        : this(name, attribute, (double _) => create(), _ => 0d, options)
    {
        TakesNothing = true;
    }

    /// <summary>All of them: a new layer attribute is a line here.</summary>
    public static IReadOnlyList<LayerType> All => s_all;

    /// <summary>The attribute's name without <c>Attribute</c>.</summary>
    public string Name { get; }

    public Type Attribute { get; }

    /// <summary>Calls the constructor.</summary>
    public Func<double, LayerAttribute> Create { get; }

    /// <summary>What the constructor was called with.</summary>
    public Func<LayerAttribute, double> Argument { get; }

    public bool TakesWholeNumber { get; }

    public bool TakesNothing { get; }

    /// <summary>In the order in which they are written.</summary>
    public IReadOnlyList<LayerOption> Options { get; }

    /// <summary>The one of a name, or null.</summary>
    public static LayerType? Find(string name) => Array.Find(s_all, type => type.Name == name);

    /// <summary>The one of an attribute.</summary>
    public static LayerType Of(LayerAttribute layer) =>
        Array.Find(s_all, type => type.Attribute == layer.GetType())
        ?? throw new ArgumentException($"No layer of a model file is a {layer.GetType().Name}.", nameof(layer));

    /// <summary>The name of a layer at a place in a model, from which those of its tensors follow: <c>lstm0</c>.</summary>
    public static string NameOf(LayerAttribute layer, int index) =>
        FormattableString.Invariant($"{(layer is EquationsLayer ? "cell" : Of(layer).Name.ToLowerInvariant())}{index}");

    private static LayerOption[] Recurrent() =>
    [
        LayerOption.Choice<RecurrentLayerAttribute, Direction>("Direction", layer => layer.Direction, (layer, value) => layer.Direction = value),
        LayerOption.Choice<RecurrentLayerAttribute, Returns>("Returns", layer => layer.Returns, (layer, value) => layer.Returns = value),
        LayerOption.Flag<RecurrentLayerAttribute>("Bias", layer => layer.Bias, (layer, value) => layer.Bias = value),
        LayerOption.Flag<RecurrentLayerAttribute>("Normalize", layer => layer.Normalize, (layer, value) => layer.Normalize = value),
        LayerOption.Flag<RecurrentLayerAttribute>("LearnInitialState", layer => layer.LearnInitialState, (layer, value) => layer.LearnInitialState = value),
        LayerOption.Number<RecurrentLayerAttribute>("RecurrentDropout", layer => layer.RecurrentDropout, (layer, value) => layer.RecurrentDropout = value),
        LayerOption.Number<RecurrentLayerAttribute>("Zoneout", layer => layer.Zoneout, (layer, value) => layer.Zoneout = value),
    ];
}
