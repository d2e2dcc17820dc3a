using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;

namespace Unrolled.Compiler.Planning;

/// <summary>Where everything of a layer lies. Each list is one memory, in the order of its places.</summary>
internal sealed class LayerMemory
{
    private LayerMemory(
        IReadOnlyList<Placement> parameters, IReadOnlyList<Placement> weights, IReadOnlyList<Placement> sums, IReadOnlyList<Placement> stream,
            IReadOnlyList<Region> regions) =>
        (Parameters, Weights, GroupSums, Stream, Regions) = (parameters, weights, sums, stream, regions);

    /// <summary>All parameters: of each width its biases, its learned vectors and its panels; then the learned initial states.</summary>
    public IReadOnlyList<Placement> Parameters { get; }

    /// <summary>Copies of the panels with weights of fewer bytes, in words of four bytes; empty where weights are float32.</summary>
    public IReadOnlyList<Placement> Weights { get; }

    /// <summary>The learned vectors alone, without the panels between them: one group's sums of their gradients.</summary>
    public IReadOnlyList<Placement> GroupSums { get; }

    /// <summary>What one stream needs: its states, and scratch memory of a step.</summary>
    public IReadOnlyList<Placement> Stream { get; }

    /// <summary>The regions of the tape.</summary>
    public IReadOnlyList<Region> Regions { get; }

    /// <summary>Places a layer's memory. Both plans have the same spaces, whatever masks the equations have in training.</summary>
    public static LayerMemory Plan(LayerPlan training, LayerPlan inference, IReadOnlyList<Parameter> initialStates, bool isTrained)
    {
        var (parameters, weights, sums, stream) = (new List<Placement>(), new List<Placement>(), new List<Placement>(), new List<Placement>());
        foreach (var space in training.Spaces)
        {
            foreach (var memory in new[] { parameters, sums })
            {
                Add(memory, PlacementKind.Biases, space.Width, space.HasBias ? space.Sums.Count : 0);
                Add(memory, PlacementKind.Vectors, space.Width, space.Vectors.Count);
            }

            foreach (var panel in space.Panels)
                parameters.Add(Next(parameters, PlacementKind.Panel, space.Width, panel.WeightsOfUnit) with { Panel = panel });
            foreach (var panel in space.Panels)
            {
                var place = inference.TypeOf(panel) switch
                {
                    WeightType.Float32 => null,
                    WeightType.BFloat16 => Next(weights, PlacementKind.PackedPanel, space.Width, panel.PairsOfUnit),
                    _ => Next(weights, PlacementKind.BytePanel, space.Width, panel.WordsOfUnit),
                };
                if (place is not null)
                    weights.Add(place with { Panel = panel });
            }
        }

        foreach (var state in initialStates)
            parameters.Add(Next(parameters, PlacementKind.InitialState, state.Rows, 1) with { State = state });
        foreach (var buffer in inference.Buffers.Where(buffer => buffer.IsOwn))
            stream.Add(Next(stream, PlacementKind.Buffer, buffer.Width, buffer.Slots) with { Buffer = buffer });
        return new(parameters, weights, sums, stream, [.. Tape(training, isTrained)]);
    }

    /// <summary>Elements of a memory.</summary>
    public static Length LengthOf(IReadOnlyList<Placement> memory) => memory.Count == 0 ? Length.Zero : memory[memory.Count - 1].End;

    /// <summary>Where the biases or the learned vectors of a width begin.</summary>
    public static Length OffsetOf(IReadOnlyList<Placement> memory, PlacementKind kind, int width) =>
        memory.First(place => place.Kind == kind && place.Width == width).Offset;

    /// <summary>The place of a panel, or null where it is not in a memory. Training and inference have panels of their own, of the same matrices.</summary>
    public static Placement? Find(IReadOnlyList<Placement> memory, Panel panel) =>
        memory.FirstOrDefault(place => place.Panel is { } placed && placed.Columns.SequenceEqual(panel.Columns));

    /// <summary>Where the weights of a panel are read: its copy, where there is one.</summary>
    public Placement PlaceOf(Panel panel) => Find(Weights, panel) ?? Find(Parameters, panel)!;

    /// <summary>Where a buffer lies in a stream's memory.</summary>
    public Length OffsetOf(Buffer buffer) => Stream.First(place => place.Buffer == buffer).Offset;

    /// <summary>Where a learned initial state lies.</summary>
    public Length OffsetOf(Parameter initialState) => Parameters.First(place => place.State == initialState).Offset;

    /// <summary>The region of a buffer.</summary>
    public int RegionOf(Buffer buffer) => Find(region => region.Buffer == buffer);

    /// <summary>The region of a panel's transposed copy.</summary>
    public int RegionOf(Panel transposed) => Find(region => region.Transposed == transposed);

    /// <summary>The region of the groups' sums.</summary>
    public int GroupRegion => Find(region => region is { Buffer: null, Transposed: null });

    private int Find(Predicate<Region> isWanted) => Regions.ToList().FindIndex(isWanted);

    private static IEnumerable<Region> Tape(LayerPlan plan, bool isTrained)
    {
        foreach (var buffer in plan.Buffers.Where(buffer => buffer.IsOwn))
            yield return new(buffer, null);
        if (!isTrained)
            yield break;
        if (plan.HasGroups)
            yield return new(null, null);
        foreach (var panel in plan.TransposedPanels)
            yield return new(null, panel);
    }

    private static void Add(List<Placement> memory, PlacementKind kind, int width, long slots) => memory.Add(Next(memory, kind, width, slots));

    private static Placement Next(List<Placement> memory, PlacementKind kind, int width, long slots) => new(kind, width, slots, LengthOf(memory));
}
