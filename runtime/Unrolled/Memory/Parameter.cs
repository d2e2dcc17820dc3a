using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>A learned matrix or vector of a model.</summary>
public sealed class Parameter : NamedTensor
{
    private readonly ModelCore _core;
    private bool _trainable = true;
    private bool _weightDecay = true;

    internal Parameter(ModelCore core, ParameterLayout declaration)
        : base(declaration.Name, declaration.Shape)
    {
        _core = core;
        Layout = declaration.Layout;
    }

    /// <summary>Whether updates change it; true by default.</summary>
    public bool Trainable
    {
        get => _trainable;
        set
        {
            if (_trainable != value)
                _core.FlagsVersion++;
            _trainable = value;
        }
    }

    /// <summary>Whether the optimiser's weight decay applies to it; true by default.</summary>
    public bool WeightDecay
    {
        get => _weightDecay;
        set
        {
            if (_weightDecay != value)
                _core.FlagsVersion++;
            _weightDecay = value;
        }
    }

    /// <summary>Where it lies in the model's flat buffers.</summary>
    internal PackedLayout Layout { get; }

    private protected override PackedLayout Locate(Access access, out AlignedBuffer buffer)
    {
        buffer = _core.Parameters;
        return Layout;
    }

    private protected override void Changed() => _core.ParametersChanged();
}
