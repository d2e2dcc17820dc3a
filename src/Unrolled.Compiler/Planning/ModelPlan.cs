using System.Globalization;
using Unrolled.Compiler.Layers;
using Unrolled.Compiler.Emission;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Planning;

/// <summary>What stands at one place of a model's stack.</summary>
internal enum LayerRole
{
    /// <summary>A layer with equations.</summary>
    Cell,

    /// <summary>Dropout of what the layer below gives.</summary>
    Dropout,

    /// <summary>The model's inputs added to its outputs.</summary>
    Residual,
}

/// <summary>One layer of a model.</summary>
/// <param name="Index">Its index among all layers.</param>
/// <param name="Role">What it is.</param>
/// <param name="Inputs">Width of what it reads.</param>
/// <param name="Outputs">Width of what it gives.</param>
/// <param name="Frame">Its plans; null for what has no equations.</param>
/// <param name="Direction">Which way it runs.</param>
/// <param name="Rate">The share that dropout drops.</param>
internal sealed record ModelLayer(int Index, LayerRole Role, int Inputs, int Outputs, LayerFrame? Frame, Direction Direction, double Rate)
{
    /// <summary>The first part of its parameters' names.</summary>
    public string Name => Frame is null ? "" : Frame.Kind.LayerName + Index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Its tracks: one, or one a direction.</summary>
    public IReadOnlyList<(string Name, bool Reversed)> Tracks => (Role, Direction) switch
    {
        (not LayerRole.Cell, _) => [],
        (_, Direction.Both) => [(Name + ".forward", false), (Name + ".backward", true)],
        _ => [(Name, Direction == Direction.Backward)],
    };
}

/// <summary>A model's layers, with the widths between them.</summary>
internal sealed class ModelPlan
{
    public ModelPlan(ModelSpec spec)
    {
        Spec = spec;
        var width = spec.Vocabulary > 0 ? spec.Vocabulary : spec.Inputs;
        var layers = new List<ModelLayer>();
        for (var index = 0; index < spec.Layers.Count; index++)
        {
            layers.Add(Plan(spec, index, width));
            width = layers[index].Outputs;
        }

        Layers = layers;
        Outputs = width;
        Boundaries = BoundaryPlanner.Plan(this);
    }

    public ModelSpec Spec { get; }

    public IReadOnlyList<ModelLayer> Layers { get; }

    public int Outputs { get; }

    /// <summary>The buffers between layers, in the order of their indices on a tape.</summary>
    public IReadOnlyList<Boundary> Boundaries { get; }

    public bool IsToken => Spec.Vocabulary > 0;

    public bool HasBackwardDirection => Layers.Any(layer => layer.Direction != Direction.Forward);

    /// <summary>Whether it has a pass over a tape: to be trained, or to run a direction that streams do not have.</summary>
    public bool HasForwardPass => Spec.Training || HasBackwardDirection;

    public bool HasResidual => Layers.Any(layer => layer.Role == LayerRole.Residual);

    private static ModelLayer Plan(ModelSpec spec, int index, int width)
    {
        var layer = spec.Layers[index];
        var options = new LayerOptions(layer);
        if (layer.Kind == "Dropout")
            return new(index, LayerRole.Dropout, width, width, null, Direction.Forward, layer.Options.FirstOrDefault(option => option.Name == "rate")?.Value ?? 0);
        if (layer.Kind == "Residual")
            return new(index, LayerRole.Residual, width, width, null, Direction.Forward, 0);
        var kind = LayerCatalog.Find(layer.Kind)!;
        var frame = new LayerFrame(layer.Kind + index.ToString(CultureInfo.InvariantCulture), kind, options, kind.Graph(options, new(spec, index, width)))
        {
            HasFastActivations = spec.Activations == (int)Activations.Fast,
        };
        var direction = kind.DirectionOf(options);
        var outputs = frame.Outputs * (direction == Direction.Both ? 2 : 1);
        return new(index, LayerRole.Cell, width, outputs, frame, direction, 0);
    }
}
