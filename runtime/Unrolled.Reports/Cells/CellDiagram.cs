using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>The diagram of one cell, whole or step by step.</summary>
internal sealed class CellDiagram
{
    private readonly CellEquations _cell;
    private readonly CellText _text;

    public CellDiagram(CellEquations cell)
    {
        _cell = cell;
        Layout = CellLayout.Of(cell);
        _text = new CellText(cell);
        _text.Name(Layout.Order);
    }

    /// <summary>What stands where.</summary>
    public CellLayout Layout { get; }

    /// <summary>The diagram of a model's layer.</summary>
    /// <exception cref="ArgumentException">There is no such recurrent layer, or no equations.</exception>
    public static CellDiagram Of(ModelLayout layout, string? layer)
    {
        string text = TextOf(layout);
        var layers = CellEquations.Layers(text);
        string all = layers.Count == 0 ? "it has no recurrent layer" : "its recurrent layers are " + string.Join(", ", layers);
        if (layer is null && layers.Count != 1)
            throw new ArgumentException($"Say which layer of {layout.ModelName} is to be drawn: {all}.", nameof(layer));
        var cell = CellEquations.Read(text, layer ?? layers[0])
            ?? throw new ArgumentException($"{layout.ModelName} has no recurrent layer '{layer}': {all}.", nameof(layer));
        return new CellDiagram(cell);
    }

    /// <summary>The equations that a model was generated with.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static string TextOf(ModelLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.Equations.Length == 0)
            throw new ArgumentException(
                $"{layout.ModelName} was generated without its equations, from which cells are drawn: remove Training = false from its [Model], or draw a "
                + "class with the same layers that has no such option.", nameof(layout));
        return layout.Equations;
    }

    /// <summary>The whole cell.</summary>
    public Picture Whole() => CellDrawing.Draw(Layout, $"The cell {_cell.Layer}", [.. _text.All(Layout.Order)]);

    /// <summary>A picture a step.</summary>
    public IReadOnlyList<CellStep> Steps()
    {
        return [.. CellStages.Of(_cell, Layout).Select(Step)];

        CellStep Step(CellStage stage)
        {
            string[] equations = [.. _text.Equations(stage.Parts)];
            return new CellStep(stage.Caption, equations, CellDrawing.Draw(Layout, $"The cell {_cell.Layer}: {stage.Caption}", equations, stage));
        }
    }
}
