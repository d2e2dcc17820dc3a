using System.Globalization;
using Unrolled.Compiler.Layers;

namespace Unrolled.Compiler.Specs;

/// <summary>Finds what is wrong in a spec, before anything is planned.</summary>
internal static class SpecChecker
{
    // An array of .NET has fewer than 2^31 elements; padding to whole vectors and to cache lines takes its part.
    private const long Largest = 2_000_000_000;
    private const long Widest = 1_000_000_000;

    public static IReadOnlyList<SpecProblem> Check(ModelSpec spec)
    {
        var problems = new List<SpecProblem>();
        if (!Choices.IsDefined<Activations>(spec.Activations))
            problems.Add(new(SpecProblemCatalog.OptionValue, -1, "Activations", Choices.Undefined<Activations>(spec.Activations)));

        if (!Choices.IsDefined<WeightType>(spec.WeightType))
            problems.Add(new(SpecProblemCatalog.OptionValue, -1, "Weights", Choices.Undefined<WeightType>(spec.WeightType)));
        else if (spec.Training && spec.WeightType != (int)WeightType.Float32)
            problems.Add(new(SpecProblemCatalog.TrainedWeights, -1, "Weights",
                $"Weights = WeightType.{(WeightType)spec.WeightType} is for models that are not trained: small updates would vanish in the rounding. Set "
                + "Training = false here, train a class with the same layers and float32 weights, and load its file, or use CopyFrom"));

        // Widths are known as long as nothing below was wrong.
        int? width = spec.Vocabulary > 0 ? spec.Vocabulary : spec.Inputs;
        var parameters = 0m;
        for (var i = 0; i < spec.Layers.Count; i++)
        {
            if (LayerCatalog.Find(spec.Layers[i].Kind) is { } kind)
                width = CheckLayer(spec, i, width, kind, ref parameters, problems);
            else
                problems.Add(new(SpecProblemCatalog.UnknownLayer, i, "",
                    $"[{spec.Layers[i].Kind}] is not a supported layer. Supported layers: "
                    + $"{string.Join(", ", LayerCatalog.Kinds.Select(known => known.Name))}"));
        }

        return problems;
    }

    /// <returns>The width of what the layer gives, or null where that cannot be said.</returns>
    private static int? CheckLayer(ModelSpec spec, int i, int? width, LayerKind kind, ref decimal parameters, List<SpecProblem> problems)
    {
        var options = new LayerOptions(spec.Layers[i]);
        var place = new LayerPlace(spec, i, width ?? 0);
        var written = kind.Options.Where(option => option.IsConstructorParameter || options.Has(option));
        var found = written.Select(option => option.Check(kind, options.Number(option))).OfType<LayerProblem>().Concat(kind.CheckPlace(place)).ToList();
        if (found.Count == 0 && width is not null)
            found.AddRange(kind.Check(options, place));
        problems.AddRange(found.Select(problem => new SpecProblem(problem.Code, i, problem.Option, problem.Message)));
        if (found.Count > 0 || width is null)
            return kind.Size is null ? width : null;
        var graph = kind.Graph(options, place);
        var directions = kind.DirectionOf(options) == Direction.Both ? 2 : 1;
        var own = directions * graph.Parameters.Sum(parameter => (decimal)parameter.Count);
        parameters += own;
        if (parameters > Largest || directions * (long)graph.Output.Width > Widest)
        {
            problems.Add(new(SpecProblemCatalog.TooLarge, i, kind.Size?.Name ?? "",
                $"[{kind.Name}] would have {Text(own)} parameters and {Text(directions * (long)graph.Output.Width)} outputs; a model can have at "
                + $"most {Text(Largest)} parameters, and a layer {Text(Widest)} outputs: use fewer units"));
            return null;
        }

        return directions * graph.Output.Width;
    }

    private static string Text(decimal number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
