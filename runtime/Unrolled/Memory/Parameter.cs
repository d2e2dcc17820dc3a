using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>A matrix or vector of a model: learned, or stored with it and never trained.</summary>
public sealed class Parameter : NamedTensor
{
    private readonly ModelCore _core;
    private readonly ParameterLayout _declaration;
    private bool _trainable;
    private bool _weightDecay = true;

    internal Parameter(ModelCore core, ParameterLayout declaration)
        : base(declaration.Name, declaration.Shape)
    {
        _core = core;
        _declaration = declaration;
        _trainable = declaration.Trainable;
    }

    /// <summary>
    /// Whether updates change it; true by default. Always false for one that its layer never trains, such as the mean of <c>[Standardize]</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is set to true for a parameter that is never trained.</exception>
    public bool Trainable
    {
        get => _trainable;
        set
        {
            if (value && !HasGradient)
                throw new InvalidOperationException($"{Name} is never trained: Backward computes no gradient for it. Its values are what Set gives it.");
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

    /// <summary>Its place in the model's flat buffers.</summary>
    internal PackedLayout Layout => _declaration.Layout;

    /// <summary>Whether Backward computes its gradient.</summary>
    internal bool HasGradient => _declaration.Trainable;

    /// <summary>Whether all values have to be greater than 0.</summary>
    internal bool IsPositive => _declaration.Positive;

    private protected override string? Problem(ReadOnlySpan<float> values) => _declaration.Problem(values);

    private protected override PackedLayout Locate(Access access, out AlignedBuffer buffer)
    {
        buffer = _core.Parameters;
        return Layout;
    }

    private protected override void Changed() => _core.ParameterChanged(Layout);
}
