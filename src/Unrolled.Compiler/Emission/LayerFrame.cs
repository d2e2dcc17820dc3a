using System.Globalization;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>A layer's plans with the names that its generated code has for widths: places in memory as C#.</summary>
internal sealed class LayerFrame(LayerPlans plans)
{
    private LayerMemory Memory => plans.Memory;

    public LayerPlans Plans => plans;

    public string ClassName => plans.ClassName;

    /// <inheritdoc cref="LayerPlans.Index"/>
    public int Index => plans.Index;

    /// <inheritdoc cref="LayerPlans.HasFastActivations"/>
    public bool HasFastActivations => plans.HasFastActivations;

    public LayerKind Kind => plans.Kind;

    public CellGraph Graph => plans.Graph;

    /// <inheritdoc cref="LayerPlans.InitialStates"/>
    public IReadOnlyList<Parameter> InitialStates => plans.InitialStates;

    public LayerPlan Training => plans.Training;

    public LayerPlan Inference => plans.Inference;

    /// <inheritdoc cref="LayerPlans.Size"/>
    public int Size => plans.Size;

    public WidthNames Names { get; } =
        new(plans.Widths, plans.Kind.Size is null ? "Width" : char.ToUpperInvariant(plans.Kind.Size.Name[0]) + plans.Kind.Size.Name.Substring(1));

    public bool IsToken => plans.IsToken;

    public int Inputs => plans.Inputs;

    public int Outputs => plans.Outputs;

    /// <summary>Where the biases of a width lie: <c>[block][slot][lane]</c>, from the start of the layer's parameters.</summary>
    public Lengths BiasOffset(Space space) => Text(LayerMemory.OffsetOf(Memory.Parameters, PlacementKind.Biases, space.Width));

    /// <summary>Where the learned vectors of a width lie: <c>[block][slot][lane]</c>.</summary>
    public Lengths VectorOffset(Space space) => Text(LayerMemory.OffsetOf(Memory.Parameters, PlacementKind.Vectors, space.Width));

    /// <summary>Where the matrices of a panel lie among the parameters: <c>[block][k][column][lane]</c>.</summary>
    public Lengths ParameterOffset(Panel panel) => Text(LayerMemory.Find(Memory.Parameters, panel)!.Offset);

    /// <summary>Where the weights of a panel are read, in <see cref="MemoryOf"/>.</summary>
    public Lengths PanelOffset(Panel panel) => Text(Memory.PlaceOf(panel).Offset);

    /// <summary>Whether the weights of a panel lie in pairs.</summary>
    public bool IsPacked(Panel panel) => Memory.PlaceOf(panel).Kind == PlacementKind.PackedPanel;

    /// <summary>Whether they are bytes.</summary>
    public bool IsInt8(Panel panel) => Memory.PlaceOf(panel).Kind == PlacementKind.BytePanel;

    /// <summary>The variable with the memory that the weights of a panel are read from.</summary>
    public string MemoryOf(Panel panel) => IsPacked(panel) || IsInt8(panel) ? "weights" : "parameters";

    /// <summary>The type of an element of a panel.</summary>
    public string TypeOf(Panel panel) => IsInt8(panel) ? ByteType : IsPacked(panel) ? PackedType : "float";

    /// <summary>A reference to an element of <see cref="MemoryOf"/>, as one to an element of the panel.</summary>
    public string Reference(Panel panel, string place) => IsInt8(panel) ? $"ref Unsafe.As<{PackedType}, {ByteType}>(ref {place})" : $"ref {place}";

    /// <summary>The weights of a panel, for a call.</summary>
    public string Argument(Panel panel)
    {
        var offset = PanelOffset(panel);
        return Reference(panel, offset.IsZero ? MemoryOf(panel) : $"Unsafe.Add(ref {MemoryOf(panel)}, {offset})");
    }

    /// <summary>Whether the layer has packed weights.</summary>
    public bool HasPackedWeights => plans.HasPackedWeights;

    /// <summary>How a method declares its learned values.</summary>
    public IEnumerable<string> ParameterDeclarations => HasPackedWeights ? ["ref float parameters", $"ref {PackedType} weights"] : ["ref float parameters"];

    /// <summary>How a call passes them on.</summary>
    public string ParameterArguments => HasPackedWeights ? "ref parameters, ref weights" : "ref parameters";

    /// <summary>The type of two weights in a word: that of the memory of all packed weights.</summary>
    public const string PackedType = "BFloat16Pair";

    /// <summary>The type of four weights in a word.</summary>
    private const string ByteType = "Int8Quad";

    /// <summary>Words of all packed weights.</summary>
    public Lengths WeightLength => Text(LayerMemory.LengthOf(Memory.Weights));

    /// <summary>Where the weights of the block of <c>unit</c> begin in a panel.</summary>
    public string PanelBlock(Panel panel)
    {
        var offset = PanelOffset(panel);
        var block = string.Format(CultureInfo.InvariantCulture, "{0} * unit", Memory.PlaceOf(panel).Slots);
        return offset.IsZero ? block : $"{offset} + {block}";
    }

    /// <summary>Floats of all parameters.</summary>
    public Lengths ParameterLength => Text(LayerMemory.LengthOf(Memory.Parameters));

    /// <summary>Where a learned initial state lies: after everything else.</summary>
    public Lengths InitialStateOffset(Parameter state) => Text(Memory.OffsetOf(state));

    /// <summary>Floats a step of the sums that a run computes ahead.</summary>
    public Lengths HoistedLength => SumsLength(Inference.Streams.Hoisted.Select(panel => panel.Space).Distinct());

    /// <summary>Floats of the sums of some widths, for one row.</summary>
    public Lengths SumsLength(IEnumerable<Space> spaces) => Text(spaces.Aggregate(Length.Zero, (length, space) => length.Plus(space.Width, space.Sums.Count)));

    /// <summary>Floats of a stream's memory.</summary>
    public Lengths StreamLength => Text(LayerMemory.LengthOf(Memory.Stream));

    /// <summary>Where a buffer lies in a stream's memory.</summary>
    public Lengths StreamOffset(Planning.Buffer buffer) => Text(Memory.OffsetOf(buffer));

    /// <inheritdoc cref="LayerPlans.Find"/>
    public (Space Space, bool IsBias, int Slot, int Count) Find(Parameter vector) => plans.Find(vector);

    /// <summary>Where the vectors among which <paramref name="vector"/> stands begin.</summary>
    public Lengths GroupOffset(Parameter vector) => Find(vector) is var found && found.IsBias ? BiasOffset(found.Space) : VectorOffset(found.Space);

    /// <summary>Floats of one group's sums: all learned vectors without the panels between them.</summary>
    public Lengths GroupLength => Text(LayerMemory.LengthOf(Memory.GroupSums));

    /// <summary>Where the sums of the biases and the other learned vectors of a width begin in a group's sums.</summary>
    public Lengths SumOffset(Space space, bool isBias = true) =>
        Text(LayerMemory.OffsetOf(Memory.GroupSums, isBias ? PlacementKind.Biases : PlacementKind.Vectors, space.Width));

    /// <summary>Where the sums of the vectors among which <paramref name="vector"/> stands begin in a group's sums.</summary>
    public Lengths SumOffset(Parameter vector)
    {
        var (space, isBias, _, _) = Find(vector);
        return SumOffset(space, isBias);
    }

    /// <summary>A length as C#, in the names of this layer.</summary>
    public Lengths Text(Length length) => new(Names, length);
}
