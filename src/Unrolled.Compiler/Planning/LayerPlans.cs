using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Planning;

/// <summary>
/// Everything that is decided about a layer that has code: a plan for training, one for inference, and where its memory lies. Both plans have the same
/// matrices and vectors, whatever masks the equations have in training.
/// </summary>
internal sealed class LayerPlans
{
    public LayerPlans(string className, LayerKind kind, LayerOptions options, CellGraph graph, ModelSpec spec, Interval input)
    {
        ClassName = className;
        Kind = kind;
        Graph = graph;
        var learnsStates = kind.LearnsInitialStates(options);
        Inference = LayerPlanner.Inference(graph.ForInference(), new((WeightType)spec.WeightType, input, StartsAtZero: !learnsStates));
        Size = kind.Size is { } size ? options.Get(size) : graph.Output.Width;

        // A kernel has its right-hand side as floats.
        Training = LayerPlanner.Training(graph).WithProducts(product => Inference.TypeOf(product.Panel) != WeightType.Int8);
        HasFastActivations = spec.Activations == (int)Activations.Fast;
        InitialStates = learnsStates
            ? [.. graph.States.Select(state => new Parameter(state.Name + "0", state.Next.Width, 0, Initial.Zero))]
            : [];
        Memory = LayerMemory.Plan(Training, Inference, InitialStates, spec.Training);
    }

    public string ClassName { get; }

    /// <summary>Its index among all layers.</summary>
    public int Index { get; init; }

    /// <summary>Whether sigmoid and tanh are the fastest within 4e-7, not the accurate ones.</summary>
    public bool HasFastActivations { get; }

    public LayerKind Kind { get; }

    public CellGraph Graph { get; }

    /// <summary>Learned initial states, one a state, where the layer has them.</summary>
    public IReadOnlyList<Parameter> InitialStates { get; }

    /// <summary>Every parameter of the layer.</summary>
    public IEnumerable<Parameter> Parameters => Graph.Parameters.Concat(InitialStates);

    public LayerPlan Training { get; }

    public LayerPlan Inference { get; }

    /// <inheritdoc cref="LayerPlan.Weights"/>
    public IReadOnlyDictionary<Parameter, WeightType> Weights => Inference.Weights;

    public bool HasPackedWeights => Weights.Count > 0;

    public LayerMemory Memory { get; }

    /// <summary>The size that the user wrote, or the width of what the layer gives where its kind has none.</summary>
    public int Size { get; }

    /// <summary>Every width of a buffer or a sum, the size first.</summary>
    public IEnumerable<int> Widths => new[] { Size }.Concat(Training.Buffers.Where(buffer => buffer.IsOwn).Select(buffer => buffer.Width))
        .Concat(Training.Spaces.Select(space => space.Width))
        .Concat(Inference.Buffers.Where(buffer => buffer.BytesOf is not null).Select(buffer => buffer.Width)).Distinct();

    public bool IsToken => Graph.Input.Operation == Operation.Token;

    public int Inputs => Graph.Input.Width;

    public int Outputs => Graph.Output.Width;

    /// <summary>Where a learned vector lies among those of its kind: its space, whether it is a bias, its slot and how many there are.</summary>
    public (Space Space, bool IsBias, int Slot, int Count) Find(Parameter vector)
    {
        foreach (var space in Training.Spaces)
        {
            var slot = space.Vectors.ToList().IndexOf(vector);
            if (slot >= 0)
                return (space, false, slot, space.Vectors.Count);
            if (space.Sums.FirstOrDefault(sum => sum.Node.Parameter == vector) is { } sum)
                return (space, true, sum.Slot, space.Sums.Count);
        }

        throw new ArgumentException($"{vector} is no vector of {ClassName}.", nameof(vector));
    }
}
