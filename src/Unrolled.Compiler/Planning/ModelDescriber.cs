using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Planning;

/// <summary>Reads from a model's plan what it has: names, shapes, sizes.</summary>
internal static class ModelDescriber
{
    /// <summary>Floats of the widest hardware vector, for which bytes are counted.</summary>
    public const int WidestLanes = 16;

    // Layers start at whole cache lines, in parameters and in states: ModelLayout.LayerAlignment.
    private const int LayerAlignment = 16;

    public static ModelDescription Describe(ModelPlan model) => new(
        new EquatableArray<TensorDescription>(Tensors(model, plans => plans.Parameters.Select(parameter => (parameter.Name, Shape(parameter))))),
        new EquatableArray<TensorDescription>(Tensors(model, States)),
        new EquatableArray<TensorDescription>(Tensors(model, Values)),
        model.Outputs,
        Figures(model, WidestLanes))
    {
        Output = Output(model),
    };

    private static OutputDescription Output(ModelPlan model)
    {
        var last = model.Layers[model.Layers.Count - 1];
        var recurrent = model.Layers.LastOrDefault(layer => layer.Kind is RecurrentLayer);
        var readsBackward = recurrent is { ReturnsLast: false } && recurrent.Direction != Direction.Forward;
        return new(last.Kind.Name, last.IsSigmoid, last.Kind is RecurrentLayer, readsBackward ? recurrent!.Kind.Name : "");
    }

    /// <summary>The sizes of a model whose vectors are padded to <paramref name="lanes"/> floats.</summary>
    public static ModelFigures Figures(ModelPlan model, int lanes)
    {
        var tracks = model.Layers.SelectMany(layer => layer.Tracks.Select(_ => layer.Plans!)).ToList();
        return new(
            tracks.Sum(plans => plans.Parameters.Sum(parameter => parameter.Count)),
            model.Layers.Sum(layer => (layer.Direction == Direction.Both ? 2 : 1) * PlanPrinter.Flops(layer.Graph)),
            sizeof(float) * tracks.Sum(plans =>
                Padded(plans.Inference.Buffers.Where(buffer => buffer.IsOwn).Sum(buffer => buffer.Slots * Padded(buffer.Width, lanes)), LayerAlignment)),
            !model.Spec.Training ? 0 : sizeof(float) * (TapeOfModel(model, lanes) + tracks.Sum(plans => TapeOfLayer(plans.Training, lanes))));
    }

    // Inputs (or tokens, twice: as given, and checked), outputs, gradients of outputs, weights, and the buffers between layers.
    private static long TapeOfModel(ModelPlan model, int lanes) =>
        (model.IsToken ? 2 : model.Spec.Inputs) + (2L * model.Outputs) + 1 + model.Boundaries.Sum(boundary => Padded(boundary.Width, lanes));

    private static long TapeOfLayer(LayerPlan plan, int lanes) => plan.Buffers
        .Where(buffer => buffer.IsOwn && buffer.Kind != BufferKind.SumAdjoints && buffer.Rows is RowCount.Steps or RowCount.StepsAndOne)
        .Sum(buffer => buffer.Slots * Padded(buffer.Width, lanes));

    private static long Padded(long width, int lanes) => (width + lanes - 1) / lanes * lanes;

    private static IEnumerable<TensorDescription> Tensors(ModelPlan model, Func<LayerPlans, IEnumerable<(string Name, int[] Shape)>> of) =>
        from layer in model.Layers
        from track in layer.Tracks
        from tensor in of(layer.Plans!)
        select new TensorDescription($"{track.Name}.{tensor.Name}", new EquatableArray<int>(tensor.Shape));

    private static IEnumerable<(string Name, int[] Shape)> States(LayerPlans plans) =>
        plans.Graph.States.Select(state => (state.Name, new[] { state.Next.Width }));

    /// <summary>A parameter's shape as users see it: <c>[64, 28]</c>.</summary>
    public static string ShapeText(Parameter parameter) => $"[{string.Join(", ", Shape(parameter))}]";

    // States first, as the tape has them; then every value with a name, whether it is kept or computed when it is read.
    private static IEnumerable<(string Name, int[] Shape)> Values(LayerPlans plans) => States(plans)
        .Concat(plans.Graph.Named().Select(node => (Name: node.Label!, Shape: new[] { node.Width })))
        .GroupBy(value => value.Name)
        .Select(values => values.First());

    private static int[] Shape(Parameter parameter) =>
        !parameter.IsMatrix ? [parameter.Rows] : parameter.IsTable ? [parameter.Columns, parameter.Rows] : [parameter.Rows, parameter.Columns];
}
