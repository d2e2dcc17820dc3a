using System.Globalization;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>
/// A layer as it is printed: its plans, and where its parameters and its memory lie. Both plans have the same matrices and vectors, whatever masks the
/// equations have in training.
/// </summary>
internal sealed class LayerFrame
{
    public LayerFrame(string className, LayerKind kind, LayerOptions options, CellGraph graph)
    {
        ClassName = className;
        Kind = kind;
        Graph = graph;
        Training = LayerPlanner.Training(graph);
        Inference = LayerPlanner.Inference(graph.ForInference());
        Size = kind.Size is { } size ? options.Get(size) : graph.Output.Width;
        InitialStates = kind.LearnsInitialStates(options)
            ? [.. graph.States.Select(state => new Parameter(state.Name + "0", state.Next.Width, 0, Initial.Zero))]
            : [];
        var sizeName = kind.Size is null ? "Width" : char.ToUpperInvariant(kind.Size.Name[0]) + kind.Size.Name.Substring(1);
        Names = new WidthNames(new[] { Size }.Concat(Training.Buffers.Where(buffer => buffer.IsOwn).Select(buffer => buffer.Width)).Concat(Training.Spaces.Select(space => space.Width)), sizeName);
    }

    public string ClassName { get; }

    /// <summary>Its index among all layers.</summary>
    public int Index { get; init; }

    /// <summary>Whether sigmoid and tanh are the fastest within 4e-7, not the accurate ones.</summary>
    public bool HasFastActivations { get; init; }

    public LayerKind Kind { get; }

    public CellGraph Graph { get; }

    /// <summary>Learned initial states, one a state, where the layer has them.</summary>
    public IReadOnlyList<Parameter> InitialStates { get; }

    /// <summary>Every parameter of the layer.</summary>
    public IEnumerable<Parameter> Parameters => Graph.Parameters.Concat(InitialStates);

    public LayerPlan Training { get; }

    public LayerPlan Inference { get; }

    /// <summary>The size that the user wrote, or the width of what the layer gives where its kind has none.</summary>
    public int Size { get; }

    public WidthNames Names { get; }

    public bool IsToken => Graph.Input.Operation == Operation.Token;

    public int Inputs => Graph.Input.Width;

    public int Outputs => Graph.Output.Width;

    /// <summary>Where the biases of a width lie: <c>[block][slot][lane]</c>, from the start of the layer's parameters.</summary>
    public Lengths BiasOffset(Space space) => Offset(space, panel: null, stage: 0);

    /// <summary>Where the learned vectors of a width lie: <c>[block][slot][lane]</c>.</summary>
    public Lengths VectorOffset(Space space) => Offset(space, panel: null, stage: 1);

    /// <summary>Where a panel lies: <c>[block][k][column][lane]</c>.</summary>
    public Lengths PanelOffset(Panel panel) => Offset(panel.Space, panel, stage: 2);

    /// <summary>Where the weights of the block of <c>unit</c> begin in a panel.</summary>
    public string PanelBlock(Panel panel)
    {
        var offset = PanelOffset(panel);
        var block = string.Format(CultureInfo.InvariantCulture, "{0} * unit", panel.WeightsOfUnit);
        return offset.IsZero ? block : $"{offset} + {block}";
    }

    /// <summary>Floats of all parameters.</summary>
    public Lengths ParameterLength => InitialStateOffset(InitialStates.Count);

    /// <summary>Where a learned initial state lies: after everything else.</summary>
    public Lengths InitialStateOffset(int state)
    {
        var offset = Offset(null, null, 0);
        foreach (var before in InitialStates.Take(state))
            offset.Add(before.Rows, 1);
        return offset;
    }

    /// <summary>Floats a step of the sums that a run computes ahead.</summary>
    public Lengths HoistedLength => SumsLength(Inference.Hoisted.Select(panel => panel.Space).Distinct());

    /// <summary>Floats of the sums of some widths, for one row.</summary>
    public Lengths SumsLength(IEnumerable<Space> spaces) => spaces.Aggregate(new Lengths(Names), (length, space) => length.Add(space.Width, space.Sums.Count));

    /// <summary>Where a buffer lies in a stream's memory.</summary>
    public Lengths StreamOffset(Planning.Buffer? until)
    {
        var offset = new Lengths(Names);
        foreach (var buffer in Inference.Buffers.Where(buffer => buffer.IsOwn))
        {
            if (buffer == until)
                break;
            offset.Add(buffer.Width, buffer.Slots);
        }

        return offset;
    }

    /// <summary>Where a learned vector lies among those of its kind: its space, whether it is a bias, its slot and how many there are.</summary>
    public (Space Space, bool IsBias, int Slot, int Count) Find(Parameter vector)
    {
        foreach (var space in Training.Spaces)
        {
            var slot = space.Vectors.IndexOf(vector);
            if (slot >= 0)
                return (space, false, slot, space.Vectors.Count);
            if (space.Sums.Find(sum => sum.Node.Parameter == vector) is { } sum)
                return (space, true, sum.Slot, space.Sums.Count);
        }

        throw new ArgumentException($"{vector} is no vector of {ClassName}.", nameof(vector));
    }

    /// <summary>Where the vectors among which <paramref name="vector"/> stands begin.</summary>
    public Lengths GroupOffset(Parameter vector) => Find(vector) is var found && found.IsBias ? BiasOffset(found.Space) : VectorOffset(found.Space);

    /// <summary>Floats of one group's sums: all learned vectors without the panels between them, or nothing where no kernel sums.</summary>
    public Lengths GroupLength => SumOffset(null, isBias: true);

    /// <summary>Where the sums of the vectors of a width lie in a group's sums, in the order of the parameters.</summary>
    public Lengths SumOffset(Space? until, bool isBias)
    {
        var offset = new Lengths(Names);
        foreach (var space in Training.Spaces)
        {
            if (space == until && isBias)
                break;
            if (space.HasBias)
                offset.Add(space.Width, space.Sums.Count);
            if (space == until)
                break;
            if (space.Vectors.Count > 0)
                offset.Add(space.Width, space.Vectors.Count);
        }

        return offset;
    }

    /// <summary>Where the sums of the vectors among which <paramref name="vector"/> stands begin in a group's sums.</summary>
    public Lengths SumOffset(Parameter vector)
    {
        var (space, isBias, _, _) = Find(vector);
        return SumOffset(space, isBias);
    }

    private Lengths Offset(Space? until, Panel? panel, int stage)
    {
        var offset = new Lengths(Names);
        foreach (var space in Training.Spaces)
        {
            if (space.Width == until?.Width && stage == 0)
                return offset;
            if (space.HasBias)
                offset.Add(space.Width, space.Sums.Count);
            if (space.Width == until?.Width && stage == 1)
                return offset;
            if (space.Vectors.Count > 0)
                offset.Add(space.Width, space.Vectors.Count);
            foreach (var before in space.Panels)
            {
                if (panel is not null && before.Columns.SequenceEqual(panel.Columns))
                    return offset;
                offset.Add(space.Width, before.WeightsOfUnit);
            }
        }

        return offset;
    }
}
