using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>The diagram of one cell, whole or step by step.</summary>
internal sealed class CellDiagram
{
    /// <summary>The diagrams so far, by the equations of a model and the layer: to find ways for lines takes long.</summary>
    private static readonly ConditionalWeakTable<string, ConcurrentDictionary<string, CellDiagram>> s_known = [];

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
        var known = s_known.GetOrCreateValue(text);
        if (layer is not null && known.TryGetValue(layer, out var diagram))
            return diagram;
        var layers = CellEquations.Layers(text);
        string all = layers.Count == 0 ? "it has no recurrent layer" : "its recurrent layers are " + string.Join(", ", layers);
        if (layer is null && layers.Count != 1)
            throw new ArgumentException($"Say which layer of {layout.ModelName} is to be drawn: {all}.", nameof(layer));
        var cell = CellEquations.Read(text, layer ?? layers[0])
            ?? throw new ArgumentException($"{layout.ModelName} has no recurrent layer '{layer}': {all}.", nameof(layer));
        return known.GetOrAdd(layer ?? layers[0], _ => new CellDiagram(cell));
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

    /// <summary>The cell at a step of a sequence.</summary>
    /// <param name="tape">A tape with that sequence alone, after Forward.</param>
    /// <param name="layer">The layer, with its direction or without; null: the only one.</param>
    /// <param name="step">The step.</param>
    /// <param name="unit">The only unit that is shown; null: all.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step or unit.</exception>
    public Picture At<TModel>(Tape<TModel> tape, string? layer, int step, int? unit)
        where TModel : class, IModel<TModel>
    {
        if (step < 0 || step >= tape.Steps)
            throw new ArgumentOutOfRangeException(nameof(step), step, $"Expected one of the steps 0 to {tape.Steps - 1}; found {step}.");
        var shown = LayerValue.Of(tape, layer ?? _cell.Layer);
        if (unit is { } one && (one < 0 || one >= shown[0].Units))
            throw new ArgumentOutOfRangeException(nameof(unit), unit, $"Expected one of the units 0 to {shown[0].Units - 1}; found {unit}.");
        var lights = new CellLights(CellValues.Of(_cell, tape, shown[0].Track), Layout, step, unit);
        string of = unit is null ? "" : $", unit {unit}";
        return CellDrawing.Draw(Layout, $"The cell {shown[0].Track} at step {step}{of}", lights);
    }

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
