using Unrolled.Conversion;
using Unrolled.Declarations;
using Unrolled.Formats.Hdf5;

namespace Unrolled.Formats.Keras;

/// <summary>Makes the description of a model from its layers, first to last.</summary>
internal sealed class KerasModel
{
    private readonly KerasConfig _config;
    private readonly KerasVariables _variables;
    private readonly Hdf5File _weights;
    private readonly string _name;
    private readonly List<ModelFileLayer> _layers = [];
    private readonly List<string> _notes = [];
    private KerasScaling? _head, _tail;
    private KerasLayer? _tailLayer, _last, _openDense;
    private int _inputs, _vocabulary, _width;
    private bool _isLast;

    private KerasModel(string name, KerasConfig config, Hdf5File weights)
    {
        (_name, _config, _weights) = (name, config, weights);
        foreach (var layer in config.Chain)
            KerasKinds.Check(layer, config.IsKeras3);
        _variables = new KerasVariables(weights, config);
        (_inputs, _vocabulary) = KerasInputs.Of(name, config, _variables);
        _width = _inputs;
    }

    /// <summary>The description.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="format">Its format.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="weights">The file with the variables.</param>
    /// <param name="metadata">What else the file says.</param>
    /// <param name="options">What the file does not say.</param>
    public static ModelFile Read(string name, FileFormat format, KerasConfig config, Hdf5File weights, Dictionary<string, string> metadata, ReadOptions options)
    {
        var model = new KerasModel(name, config, weights);
        foreach (var layer in config.Chain)
            model.Add(layer);
        model.End();
        return new ModelFile(name, format, model._inputs, model._vocabulary, model._layers)
        {
            Metadata = metadata,
            Notes = model._notes,
            SampleRate = options.SampleRate,
        };
    }

    private void Add(KerasLayer layer)
    {
        var variables = _variables.Of(layer);
        if (layer.ClassName == "TimeDistributed")
            layer = layer.Inner("layer") ?? throw layer.Error("expected a layer within it.");
        if (KerasActivation.OfLayer(layer, _config.IsKeras3) is { } activation)
        {
            Fold(layer, activation);
            return;
        }

        var tensors = new KerasTensors(layer, variables);
        switch (layer.ClassName)
        {
            case "InputLayer":
                break;
            case "Masking":
                _notes.Add($"Layer {layer.Name} masks steps, which was left out: give each sequence its length instead.");
                break;
            case "Dropout" when layer.Number("rate", 0) is > 0 and < 1 && layer.Option("noise_shape") is null:
                _layers.Add(new ModelFileLayer(new DropoutAttribute(layer.Number("rate", 0))));
                break;
            case "Dropout" or "SpatialDropout1D" or "GaussianDropout" or "GaussianNoise" or "AlphaDropout" or "ActivityRegularization":
                _notes.Add($"Layer {layer.Name} ({layer.ClassName}) acts in training only and was left out.");
                break;
            case "Normalization" or "Rescaling":
                Scale(layer, tensors);
                break;
            case "Embedding":
                Embed(layer, tensors);
                break;
            case "Dense":
                Next(layer);
                AddDense(layer, tensors, KerasActivation.Read(layer, "activation", KerasActivation.Linear, _config.IsKeras3));
                break;
            default:
                Next(layer);
                if (_isLast)
                    throw layer.Error($"it reads steps after layer {_last!.Name}, which gives the last one alone. Set return_sequences = True there.");
                var read = KerasRecurrent.Read(layer, tensors, _width, _config.IsKeras3, _notes);
                _layers.Add(read);
                var declared = (RecurrentLayerAttribute)read.Declaration;
                _isLast = declared.Returns == Returns.Last;
                _width = KerasKinds.Units(layer) * (declared.Direction == Direction.Both ? 2 : 1);
                _last = layer;
                break;
        }
    }

    // A layer with weights follows: what scaled before it must have been the first of all.
    private void Next(KerasLayer layer)
    {
        if (_tailLayer is not null)
            throw _tailLayer.Error($"it stands before layer {layer.Name}, and Unrolled scales the model's inputs or its outputs. "
                + "Move it to the beginning or the end.");
        if (_head is { } head)
        {
            _layers.Insert(0, new ModelFileLayer(new StandardizeAttribute(), head.Standardize()));
            _head = null;
        }

        _openDense = null;
    }

    private void AddDense(KerasLayer layer, KerasTensors tensors, KerasActivation activation)
    {
        int units = layer.Count("units");
        bool hasBias = layer.Flag("use_bias", true);
        var direction = new DirectionTensors();
        string suffix = activation.BuiltIn is null ? "_y" : "";
        direction.Add("W" + suffix, tensors.TakeMatrix("kernel", _width, units));
        if (hasBias)
            direction.Add("b" + suffix, tensors.Take("bias", units));
        tensors.End();
        _layers.Add(new ModelFileLayer(activation.BuiltIn is { } plain
            ? new DenseAttribute(units) { Activation = plain, Bias = hasBias }
            : KerasCells.Dense(units, activation, hasBias), direction));
        _width = units;
        _openDense = activation.BuiltIn == Activation.Identity ? layer : null;
    }

    // An activation of its own goes into the dense layer before it; only dropout, which is for training, may stand between.
    private void Fold(KerasLayer layer, KerasActivation activation)
    {
        if (activation.BuiltIn == Activation.Identity)
            return;
        int at = _layers.FindLastIndex(candidate => candidate.Declaration is not DropoutAttribute);
        if (_openDense is null || _tailLayer is not null || at < 0 || _layers[at].Declaration is not DenseAttribute dense)
            throw layer.Error($"its {activation.Name} does not follow a Dense layer without an activation, whose it could become. "
                + "Put a Dense layer before it.");
        var old = _layers[at].Direction(0);
        var direction = new DirectionTensors();
        foreach (var tensor in old.All)
            direction.Add(activation.BuiltIn is null ? tensor with { Name = tensor.Name + "_y" } : tensor);
        _layers[at] = new ModelFileLayer(activation.BuiltIn is { } plain
            ? new DenseAttribute(dense.Outputs) { Activation = plain, Bias = dense.Bias }
            : KerasCells.Dense(dense.Outputs, activation, dense.Bias), direction);
        _notes.Add($"Layer {layer.Name} ({activation.Name}) is the activation of the dense layer before it.");
        _openDense = null;
    }

    private void Embed(KerasLayer layer, KerasTensors tensors)
    {
        if (_layers.Count > 0 || _head is not null)
            throw layer.Error("it is not the first layer, and Unrolled reads tokens there alone. Save a model that begins with it.");
        int size = layer.Count("output_dim");
        var direction = new DirectionTensors();
        direction.Add("W", new Matrix(tensors.Take("table", _vocabulary, size), _vocabulary, size));
        tensors.End();
        _layers.Add(new ModelFileLayer(new EmbeddingAttribute(size), direction));
        _width = size;
        if (layer.Flag("mask_zero", false))
            _notes.Add($"Layer {layer.Name} masks steps of token 0, which was left out: give each sequence its length instead.");
    }

    private void Scale(KerasLayer layer, KerasTensors tensors)
    {
        // A configuration of a few bytes may ask for any number of features.
        _weights.ChargeValues(48L * _width);
        var scaling = KerasScaling.Read(layer, tensors, _width);
        if (_layers.All(other => other.Declaration is DropoutAttribute) && _vocabulary == 0)
        {
            _head = _head is null ? scaling : _head.Then(scaling);
            if (layer.ClassName == "Rescaling")
                _notes.Add($"Layer {layer.Name} (Rescaling) became a standardisation of the inputs.");
        }
        else
        {
            _tail = _tail is null ? scaling : _tail.Then(scaling);
            _tailLayer = layer;
        }
    }

    private void End()
    {
        if (_head is not null)
            throw new ModelFileException($"{_name}: it scales its inputs and has no other layers. Save a model with at least one layer that was trained.");
        // Dropout acts between two layers.
        while (_layers.Count > 0 && _layers[0].Declaration is DropoutAttribute)
            Drop(0);
        while (_layers.Count > 0 && _layers[^1].Declaration is DropoutAttribute)
            Drop(_layers.Count - 1);
        if (_layers.Count == 0)
            throw new ModelFileException($"{_name}: it has no layers. Save a model with at least one.");
        if (_tail is { } tail)
            _layers.Add(new ModelFileLayer(new RescaleAttribute(), tail.Rescale()));
        if (_config.Chain[0].InputShape() is { Length: 2 } && _vocabulary == 0)
            _notes.Add("Its inputs have no time: each one is taken as a step.");

        void Drop(int at)
        {
            _layers.RemoveAt(at);
            _notes.Add($"A dropout at the {(at == 0 ? "beginning" : "end")} of the model was left out: it acts in training only.");
        }
    }
}
