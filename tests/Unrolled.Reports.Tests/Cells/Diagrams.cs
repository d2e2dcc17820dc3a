using System.Collections.Concurrent;
using System.Reflection;
using Unrolled.CompilerServices;

namespace Unrolled.Reports.Tests.Cells;

/// <summary>Every model of this project whose cells can be drawn.</summary>
internal static class Diagrams
{
    /// <summary>Model and layer.</summary>
    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var (name, layout) in Layouts.Where(pair => pair.Value.Equations.Length > 0))
            {
                foreach (string layer in Picture.CellNames(layout))
                    all.Add(name, layer);
            }

            return all;
        }
    }

    private static SortedDictionary<string, ModelLayout> Layouts { get; } = new(
        typeof(Diagrams).Assembly.GetTypes().Where(IsModel).ToDictionary(type => type.Name, LayoutOf), StringComparer.Ordinal);

    private static ConcurrentDictionary<(string Model, string Layer), Lazy<CellDiagram>> Known { get; } = [];

    public static ModelLayout Layout(string model) => Layouts[model];

    /// <summary>A diagram, which is laid out once for all tests.</summary>
    public static CellDiagram Of(string model, string? layer = null)
    {
        string name = layer ?? Assert.Single(Picture.CellNames(Layouts[model]));
        return Known.GetOrAdd((model, name), key => new(() => CellDiagram.Of(Layouts[key.Model], key.Layer))).Value;
    }

    /// <summary>What the boxes of a layer have in them, each with its name, from left to right.</summary>
    public static string Boxes(CellLayout layout) => Row(layout, shape => !shape.IsRound);

    /// <summary>What the circles have in them, those of a rail first, from left to right.</summary>
    public static string Circles(CellLayout layout) => Row(layout, shape => shape.IsRound);

    private static string Row(CellLayout layout, Func<CellShape, bool> isMeant) => string.Join(' ', layout.Shapes.Where(isMeant)
        .OrderBy(shape => shape.Part.Rail >= 0 ? shape.Part.Rail : 99).ThenBy(shape => shape.Outline.CentreX).ThenBy(shape => shape.Outline.CentreY)
        .Select(shape => (shape.Part.IsNormalized ? "LN-" : "") + shape.Part.Text + (shape.Part.Name.Length > 0 ? ":" + shape.Part.Name : "")));

    private static bool IsModel(Type type) =>
        !type.IsGenericType && Array.Exists(type.GetInterfaces(), face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IInferenceModel<>));

    private static ModelLayout LayoutOf(Type type) =>
        (ModelLayout)typeof(Diagrams).GetMethod(nameof(LayoutOfModel), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, null)!;

    private static ModelLayout LayoutOfModel<TModel>()
        where TModel : class, IInferenceModel<TModel> => TModel.Layout;
}
