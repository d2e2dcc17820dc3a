namespace Unrolled.Compiler.Planning;

/// <summary>What a buffer between layers holds, rows of all steps and sequences.</summary>
internal enum BoundaryUse
{
    /// <summary>What a layer gives, where no track of its own has it: a layer without code of its own, both directions side by side, the last step
    /// alone.</summary>
    Output,

    /// <summary>dLoss/d(what a layer reads); of the place after the last layer: dLoss/d(the model's outputs).</summary>
    InputGradient,

    /// <summary>dLoss/d(what the forward direction gives).</summary>
    ForwardGradient,

    /// <summary>dLoss/d(what the backward direction gives).</summary>
    BackwardGradient,

    /// <summary>What the backward direction adds to <see cref="InputGradient"/>.</summary>
    MoreInputGradient,
}

/// <summary>A buffer between layers.</summary>
/// <param name="Layer">The layer's index; the number of layers for the place after the last.</param>
/// <param name="Use">What it holds.</param>
/// <param name="Width">Units, before padding.</param>
internal sealed record Boundary(int Layer, BoundaryUse Use, int Width);

/// <summary>Decides which buffers the passes of a model need between its layers, in the order in which they use them.</summary>
internal static class BoundaryPlanner
{
    public static IReadOnlyList<Boundary> Plan(ModelPlan model)
    {
        if (!model.HasForwardPass)
            return [];
        var forward = model.Layers.SelectMany(layer => Forward(model, layer));
        return [.. model.Spec.Training ? forward.Append(new(model.Layers.Count, BoundaryUse.InputGradient, model.Outputs))
            .Concat(model.Layers.Reverse().SelectMany(layer => Backward(model, layer))) : forward];
    }

    private static IEnumerable<Boundary> Forward(ModelPlan model, ModelLayer layer)
    {
        if ((layer.Connection?.Forward is not null && model.Spec.Training) || layer.HasOwnRows)
            yield return new(layer.Index, BoundaryUse.Output, layer.Outputs);
    }

    private static IEnumerable<Boundary> Backward(ModelPlan model, ModelLayer layer)
    {
        // A layer without code of its own may hand the gradient on as it is; tokens have none.
        var isToken = layer.Index == 0 && model.IsToken;
        if (!isToken && (layer.Plans is not null || layer.Connection?.Backward is not null))
            yield return new(layer.Index, BoundaryUse.InputGradient, layer.Inputs);
        if (layer.HasOwnRows)
            yield return new(layer.Index, BoundaryUse.ForwardGradient, layer.Graph.Output.Width);
        if (layer.Direction != Layers.Direction.Both)
            yield break;
        yield return new(layer.Index, BoundaryUse.BackwardGradient, layer.Outputs / 2);
        if (!isToken)
            yield return new(layer.Index, BoundaryUse.MoreInputGradient, layer.Inputs);
    }
}
