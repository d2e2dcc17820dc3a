using System.Globalization;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Planning;

/// <summary>One layer of a model.</summary>
/// <param name="Index">Its index among all layers.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Inputs">Width of what it reads.</param>
/// <param name="Graph">Its equations.</param>
/// <param name="Direction">Which way it runs.</param>
internal sealed record ModelLayer(int Index, LayerKind Kind, int Inputs, CellGraph Graph, Direction Direction)
{
    /// <summary>Its plans; null where it has no code of its own.</summary>
    public LayerPlans? Plans { get; init; }

    /// <summary>How it is carried out where it has no code of its own; else null.</summary>
    public Connection? Connection { get; init; }

    /// <summary>Whether it gives its final output at the last step of a sequence, and 0 at all others.</summary>
    public bool ReturnsLast { get; init; }

    /// <summary>Whether it gives sigmoids.</summary>
    public bool IsSigmoid { get; init; }

    /// <summary>In what range its output lies, where that follows from its equations; known only where weights of one byte ask for it.</summary>
    public Interval Range { get; init; } = Interval.Any;

    /// <summary>Whether what it gives is no track's own rows.</summary>
    public bool HasOwnRows => Direction == Direction.Both || ReturnsLast;

    /// <summary>Width of what it gives.</summary>
    public int Outputs => Graph.Output.Width * (Direction == Direction.Both ? 2 : 1);

    /// <summary>Whether it has parameters that are trained.</summary>
    public bool IsTrained => Plans is not null && Plans.Parameters.Any(parameter => parameter.IsTrained);

    /// <summary>The first part of its parameters' names.</summary>
    public string Name => Kind.LayerName + Index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Its tracks: one, or one a direction; none where it has no code of its own.</summary>
    public IReadOnlyList<(string Name, bool Reversed)> Tracks => (Plans, Direction) switch
    {
        (null, _) => [],
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
            layers.Add(Plan(spec, index, width, layers.Count == 0 ? Interval.Any : layers[index - 1].Range));
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

    /// <summary>Whether any layer has packed weights.</summary>
    public bool HasPackedWeights => Layers.Any(layer => layer.Plans is { HasPackedWeights: true });

    public bool HasBackwardDirection => Layers.Any(layer => layer.Direction != Direction.Forward);

    /// <summary>Whether it has a pass over a tape: to be trained, or to run a direction that streams do not have.</summary>
    public bool HasForwardPass => Spec.Training || HasBackwardDirection;

    /// <summary>Whether training needs the gradient of what <paramref name="layer"/> reads: some layer below it learns.</summary>
    public bool LearnsBelow(ModelLayer layer) => Layers.Take(layer.Index).Any(below => below.IsTrained);

    /// <summary>What is done to the model's outputs once all layers have run.</summary>
    public IEnumerable<RuntimeCall> OutputCalls => Layers.Select(layer => layer.Connection?.OfOutputs).OfType<RuntimeCall>();

    /// <summary>What is done to the gradients of the model's inputs once all layers have run backward.</summary>
    public IEnumerable<RuntimeCall> InputGradientCalls => Layers.Select(layer => layer.Connection?.OfInputGradients).OfType<RuntimeCall>();

    /// <summary>The index on the tape of a buffer between layers, or -1 where there is none.</summary>
    public int IndexOf(int layer, BoundaryUse use) => Boundaries.ToList().FindIndex(boundary => (boundary.Layer, boundary.Use) == (layer, use));

    /// <summary>Where a layer gives its output at the last step alone, it gives zeros elsewhere.</summary>
    private static Interval RangeOf(ModelLayer layer, Interval input, bool startsAtZero)
    {
        var graph = layer.Graph.ForInference();
        var range = new Ranges(graph, input, startsAtZero).Of(graph.Output);
        return layer.ReturnsLast ? range.Union(Interval.Zero) : range;
    }

    private static ModelLayer Plan(ModelSpec spec, int index, int width, Interval input)
    {
        var kind = LayerCatalog.Find(spec.Layers[index].Kind)!;
        var (options, place) = (new LayerOptions(spec.Layers[index]), new LayerPlace(spec, index, width));
        var graph = kind.Graph(options, place);
        var layer = new ModelLayer(index, kind, width, spec.Training ? graph : graph.ForInference(), kind.DirectionOf(options))
        {
            ReturnsLast = kind.ReturnsLast(options),
            IsSigmoid = kind.IsSigmoid(options),
        };
        if (spec.WeightType == (int)WeightType.Int8)
            layer = layer with { Range = RangeOf(layer, input, startsAtZero: !kind.LearnsInitialStates(options)) };
        if (kind is StructuralLayer structural)
            return layer with { Connection = structural.Connect(options, place) };
        var className = kind.Name + index.ToString(CultureInfo.InvariantCulture);
        return layer with { Plans = new LayerPlans(className, kind, options, layer.Graph, spec, input) { Index = index } };
    }
}
