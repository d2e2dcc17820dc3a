using System.Buffers;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>The memory of every model: its packed parameters, their gradients, and the number of updates.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ModelCore
{
    private readonly object _gate = new();
    private readonly nint[] _trackOffsets, _weightOffsets;
    private readonly AlignedBuffer? _weights;
    private AlignedBuffer? _gradients;
    private AlignedBuffer? _sums;
    private GradientSet? _gradientSet;
    private ParameterRun[] _runs = [];
    private long _runsVersion = -1;

    /// <summary>Allocates the parameters and sets their initial values.</summary>
    /// <param name="layout">The model's layout.</param>
    /// <param name="seed">Same seed, same bits.</param>
    public ModelCore(ModelLayout layout, int seed)
        : this(layout)
    {
        Seed = seed;
        foreach (var declaration in layout.ParameterLayouts)
            Initialize(declaration);
        PackWeights(0, layout.ParameterFloats);
    }

    /// <summary>Allocates parameters that are all 0, to be replaced at once: first values, which may take seconds, are not computed for them.</summary>
    /// <param name="layout">The model's layout.</param>
    internal ModelCore(ModelLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.ParameterFloats > AlignedBuffer.MaximumLength)
            throw new ArgumentException($"{layout.ModelName} has {layout.ParameterFloats} packed parameters; a model holds at most "
                + $"{AlignedBuffer.MaximumLength}.", nameof(layout));
        Layout = layout;
        Parameters = new AlignedBuffer(layout.ParameterFloats);
        ParameterSet = new ParameterSet([.. layout.ParameterLayouts.Select(declaration => new Parameter(this, declaration))]);
        _trackOffsets = [.. layout.Tracks.ToArray().Select(track => (nint)track.ParameterOffset)];
        _weightOffsets = [.. layout.Tracks.ToArray().Select(track => (nint)track.WeightOffset)];
        _weights = layout.WeightWords == 0 ? null : new AlignedBuffer(layout.WeightWords);
    }

    /// <summary>The memory of a model, for passes that sum gradients elsewhere while others do: the same parameters, seen through
    /// <see cref="Sums"/> of its own.</summary>
    /// <param name="model">The memory.</param>
    internal ModelCore(ModelCore model)
    {
        (Layout, Parameters, ParameterSet) = (model.Layout, model.Parameters, model.ParameterSet);
        (_trackOffsets, _weightOffsets, _weights) = (model._trackOffsets, model._weightOffsets, model._weights);
    }

    /// <summary>The model's memory and names.</summary>
    public ModelLayout Layout { get; }

    /// <summary>The seed of the initial values and of dropout.</summary>
    public int Seed { get; set; }

    /// <summary>The user's strings in the file that the model was loaded from; empty for a new model.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; internal set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Optimiser updates so far; dropout's counter.</summary>
    public long Updates { get; set; }

    /// <summary>How often parameters were set, loaded or updated: what was made from them is stale when this has changed.</summary>
    public long Version { get; private set; }

    /// <summary>All packed parameters.</summary>
    public AlignedBuffer Parameters { get; }

    /// <summary>The packed copies of matrices, where the model has them.</summary>
    public ref BFloat16Pair Weights => ref Unsafe.As<float, BFloat16Pair>(ref _weights!.Reference);

    /// <summary>All gradients, laid out as the parameters; allocated when first asked for.</summary>
    public AlignedBuffer Gradients
    {
        get
        {
            if (_gradients is { } gradients)
                return gradients;
            lock (_gate)
                return _gradients ??= new AlignedBuffer(Layout.ParameterFloats);
        }
    }

    /// <summary>The parameters by name.</summary>
    public ParameterSet ParameterSet { get; }

    /// <summary>The gradients by name.</summary>
    public GradientSet GradientSet
    {
        get
        {
            if (_gradientSet is { } set)
                return set;
            var made = NewGradientSet();
            lock (_gate)
                return _gradientSet ??= made;
        }
    }

    /// <summary>
    /// The ranges of the flat buffers that belong to trainable parameters, in ascending order; padding, which is always 0, goes with its neighbours.
    /// One range over everything when every parameter is trainable and decays. Allocates only after a flag has changed.
    /// </summary>
    public ReadOnlySpan<ParameterRun> Runs
    {
        get
        {
            if (_runsVersion != FlagsVersion)
            {
                _runs = ParameterRun.Of(this);
                _runsVersion = FlagsVersion;
            }

            return _runs;
        }
    }

    /// <summary>Grows whenever a parameter's <see cref="Parameter.Trainable"/> or <see cref="Parameter.WeightDecay"/> changes.</summary>
    internal long FlagsVersion { get; set; }

    /// <summary>The packed parameters of a track start here.</summary>
    public ref float TrackParameters(int track) => ref Unsafe.Add(ref Parameters.Reference, _trackOffsets[track]);

    /// <summary>The packed copies of a track's matrices start here.</summary>
    public ref BFloat16Pair TrackWeights(int track) => ref Unsafe.Add(ref Weights, _weightOffsets[track]);

    /// <summary>Where passes sum gradients up: the <see cref="Gradients"/>, or other memory of their length, as long as it is that of a part of a
    /// batch.</summary>
    internal AlignedBuffer Sums
    {
        get => _sums ?? Gradients;
        set => _sums = value;
    }

    /// <summary>The packed gradients of a track start here.</summary>
    public ref float TrackGradients(int track) => ref Unsafe.Add(ref Sums.Reference, _trackOffsets[track]);

    /// <summary>A method of its own: a closure in the getter would be allocated at every call.</summary>
    private GradientSet NewGradientSet()
    {
        var buffer = Gradients;
        return new GradientSet([.. Layout.ParameterLayouts.Select(p => new BufferTensor(p.Name, p.Shape, buffer, p.Layout))], buffer);
    }

    /// <summary>Call this once after parameters were changed in place, by an update or while loading.</summary>
    public void ParametersChanged()
    {
        Version++;
        PackWeights(0, Layout.ParameterFloats);
    }

    /// <summary>The same after one parameter was changed.</summary>
    internal void ParameterChanged(in PackedLayout place)
    {
        Version++;
        PackWeights(place.Offset, place.End);
    }

    /// <summary>Makes the copies anew of the panels that have floats in a range of the parameters.</summary>
    private void PackWeights(long first, long end)
    {
        if (_weights is null)
            return;
        foreach (var track in Layout.Tracks)
        {
            foreach (var panel in track.PackedPanels)
            {
                long offset = track.ParameterOffset + panel.Offset;
                if (offset < end && offset + panel.Floats > first)
                    panel.Pack(Parameters.Span[(int)track.ParameterOffset..], _weights.Span[(int)track.WeightOffset..]);
            }
        }
    }

    private void Initialize(ParameterLayout declaration)
    {
        int count = checked((int)declaration.Shape.Count);
        float[] logical = ArrayPool<float>.Shared.Rent(count);
        Initialization.Fill(declaration.Initial, declaration.Name, declaration.Shape, Seed, logical.AsSpan(0, count));
        declaration.Layout.Pack(logical.AsSpan(0, count), Parameters.Span);
        ArrayPool<float>.Shared.Return(logical);
    }
}
