using System.ComponentModel;

namespace Unrolled.CompilerServices;

/// <summary>The memory and the names of a whole model, for one vector width.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ModelLayout
{
    /// <summary>Layers start at multiples of this many floats, one cache line, in parameters and in states.</summary>
    public const int LayerAlignment = 16;

    private readonly LayerLayout[] _tracks;
    private readonly int[] _boundaryWidths;

    /// <summary>Puts the tracks one after another.</summary>
    /// <param name="modelName">The class's name, for messages and files.</param>
    /// <param name="inputs">Features per step; 0 for a token model.</param>
    /// <param name="vocabulary">Number of tokens; 0 for a model over features.</param>
    /// <param name="outputs">Outputs per step.</param>
    /// <param name="tracks">The tracks in the order of declaration, of one vector width; a layer of both directions has two.</param>
    /// <param name="boundaryWidths">Logical widths of the row-major buffers [T·B][padded width] between layers that <see cref="Tape{TModel}.Boundary"/>
    /// hands out.</param>
    public ModelLayout(string modelName, int inputs, int vocabulary, int outputs, LayerLayout[] tracks, params int[] boundaryWidths)
    {
        ArgumentNullException.ThrowIfNull(modelName);
        ArgumentNullException.ThrowIfNull(tracks);
        if (inputs > 0 == vocabulary > 0 || inputs < 0 || vocabulary < 0 || outputs < 1 || tracks.Length == 0)
            throw new ArgumentException($"{modelName}: expected inputs or a vocabulary (got {inputs} and {vocabulary}), at least one output (got {outputs}) "
                + $"and at least one layer (got {tracks.Length}).");
        ModelName = modelName;
        Inputs = inputs;
        Vocabulary = vocabulary;
        Outputs = outputs;
        Lanes = tracks[0].Lanes;
        _tracks = [.. tracks];
        _boundaryWidths = [.. boundaryWidths];

        var parameters = new List<ParameterLayout>();
        foreach (var track in _tracks)
        {
            if (track.Lanes != Lanes)
                throw new ArgumentException($"{modelName}: {track.Name} is laid out for {track.Lanes} lanes, {_tracks[0].Name} for {Lanes}.", nameof(tracks));
            track.Place(ParameterFloats, StreamFloats, WeightWords);
            foreach (var parameter in track.Parameters)
                parameters.Add(parameter with { Layout = parameter.Layout.Shift(track.ParameterOffset) });
            ParameterFloats = Aligned(ParameterFloats + track.ParameterFloats);
            WeightWords = Aligned(WeightWords + track.WeightWords);
            StreamFloats = Aligned(StreamFloats + track.StreamFloats);
            HasBackwardDirection |= track.Reversed;
        }

        ParameterLayouts = [.. parameters];

        // A table is looked up: one row of it is read.
        MultiplyAdds = parameters.Where(parameter => parameter.Shape.Rank == 2)
            .Sum(parameter => vocabulary > 0 && parameter.Layout.Others == vocabulary ? parameter.Layout.Units : parameter.Shape.Count);
        IsRecurrent = _tracks.Any(track => track.States.Count > 0);
    }

    /// <summary>The class's name.</summary>
    public string ModelName { get; }

    /// <summary>Features per step; 0 for a token model.</summary>
    public int Inputs { get; }

    /// <summary>Number of tokens; 0 for a model over features.</summary>
    public int Vocabulary { get; }

    /// <summary>Outputs per step.</summary>
    public int Outputs { get; }

    /// <summary>Floats in one hardware vector.</summary>
    public int Lanes { get; }

    /// <summary>Whether any track runs from the last step to the first, so that the model cannot step.</summary>
    public bool HasBackwardDirection { get; }

    /// <summary>Floats of all packed parameters, padding included.</summary>
    public long ParameterFloats { get; }

    /// <summary>Words of four bytes of all packed weights, padding included; 0 where all weights are float32.</summary>
    public long WeightWords { get; }

    /// <summary>Floats of a whole state.</summary>
    public long StreamFloats { get; }

    /// <summary>The tracks in the order of declaration.</summary>
    public ReadOnlySpan<LayerLayout> Tracks => _tracks;

    /// <summary>Logical widths of the buffers between layers.</summary>
    public ReadOnlySpan<int> BoundaryWidths => _boundaryWidths;

    /// <summary>The attributes that the model was declared with, as C# has them.</summary>
    public string Declaration { get; init; } = "";

    /// <summary>The equations of all layers as text, which <see cref="GradientCheck"/> evaluates in double precision and from which cells are drawn; empty
    /// where there are none.</summary>
    public string Equations { get; init; } = "";

    /// <summary>Whether the model has a backward pass.</summary>
    public bool Training { get; init; } = true;

    /// <summary>Floats that Run keeps for each step that it computes at once, for a state of one stream; 0 where it runs over a tape.</summary>
    public long RunFloats { get; init; }

    /// <summary>The most steps that Run computes at once.</summary>
    public int RunSteps { get; init; }

    /// <summary>Multiply-adds with weights in one step of one sequence.</summary>
    internal long MultiplyAdds { get; }

    /// <summary>Whether any layer goes through the steps one after another.</summary>
    internal bool IsRecurrent { get; }

    /// <summary>Every parameter, placed in the model's buffers.</summary>
    internal ParameterLayout[] ParameterLayouts { get; }

    /// <summary><paramref name="width"/> rounded up to whole vectors.</summary>
    public int Padded(int width) => checked((int)(((long)width + Lanes - 1) / Lanes * Lanes));

    private static long Aligned(long floats) => (floats + LayerAlignment - 1) / LayerAlignment * LayerAlignment;
}
