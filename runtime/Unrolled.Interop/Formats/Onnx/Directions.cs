using Unrolled.Declarations;

namespace Unrolled.Formats.Onnx;

/// <summary>The two directions of a layer, which some exporters write as two layers that read the same.</summary>
internal static class Directions
{
    /// <summary>A layer of both directions from the outputs of each, the forward one first.</summary>
    public static (Link Chain, Pick Pick) Join(Signal a, Signal b)
    {
        if (a.IsReversed != b.IsReversed || a.Channels is not null || b.Channels is not null)
            throw new Refusal("joins outputs of which one runs from last to first");
        var pick = (a.Pick, b.Pick) switch
        {
            (Pick.All, Pick.All) => Pick.All,
            (Pick.Last, Pick.Last) when a.Half is not null => Pick.Last,
            (Pick.Last or Pick.Final, Pick.First or Pick.Final) => Pick.Final,
            _ => throw new Refusal("joins outputs of different steps"),
        };
        if (a.Half is not null || b.Half is not null)
        {
            return ReferenceEquals(a.Chain, b.Chain) && a.Half == 0 && b.Half == 1
                ? (a.Chain, pick)
                : throw new Refusal("joins directions of different layers, or in another order");
        }

        if (a.Chain is not { Part: RecurrentPart forward } || b.Chain is not { Part: RecurrentPart backward }
            || !ReferenceEquals(a.Chain.Before, b.Chain.Before)
            || a.Chain.Read != b.Chain.Read || forward.Declaration.Direction != Direction.Forward || backward.Declaration.Direction != Direction.Backward)
            throw new Refusal("joins outputs that are not the two directions of a layer, the forward one first");
        var both = Of(forward, Direction.Both);
        if (Text(both) != Text(Of(backward, Direction.Both)))
            throw new Refusal("joins the outputs of layers with different options");
        return (a.Chain with { Part = both with { Directions = [.. forward.Directions, .. backward.Directions] } }, pick);
    }

    private static RecurrentPart Of(RecurrentPart part, Direction direction) => part with { Declaration = Declared(part.Declaration, direction) };

    private static RecurrentLayerAttribute Declared(RecurrentLayerAttribute layer, Direction direction)
    {
        RecurrentLayerAttribute copy = layer is EquationsLayer cell ? new EquationsLayer(cell.Hidden, cell.Equations, cell.Summary) : Copy(layer);
        copy.Direction = direction;
        copy.LearnInitialState = layer.LearnInitialState;
        return copy;
    }

    private static RecurrentLayerAttribute Copy(RecurrentLayerAttribute layer)
    {
        var type = LayerType.Of(layer);
        var copy = type.Create(type.Argument(layer));
        foreach (var option in type.Options)
            option.Set(copy, option.Text(layer));
        return (RecurrentLayerAttribute)copy;
    }

    private static string Text(RecurrentPart part) =>
        part.Declaration is EquationsLayer cell ? $"{cell.Hidden} {cell.LearnInitialState} {cell.Equations}" : DeclarationWriter.Attribute(part.Declaration);
}
