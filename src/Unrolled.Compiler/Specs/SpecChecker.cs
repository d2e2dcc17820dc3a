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

        // Widths are known as long as nothing below was wrong.
        int? width = spec.Vocabulary > 0 ? spec.Vocabulary : spec.Inputs;
        var parameters = 0m;
        for (var i = 0; i < spec.Layers.Count; i++)
        {
            var options = new LayerOptions(spec.Layers[i]);
            switch (spec.Layers[i].Kind)
            {
                case "Dropout":
                    CheckDropout(spec, i, problems);
                    break;
                case "Residual":
                    CheckResidual(spec, i, width, problems);
                    break;
                case var name when LayerCatalog.Find(name) is { } kind:
                    width = CheckLayer(spec, i, width, kind, options, ref parameters, problems);
                    break;
                default:
                    problems.Add(new(SpecProblemCatalog.UnknownLayer, i, "", $"[{spec.Layers[i].Kind}] is no layer that this version can compile; it knows {string.Join(", ", LayerCatalog.Kinds.Select(kind => kind.Name).Concat(["Dropout", "Residual"]))}"));
                    break;
            }
        }

        return problems;
    }

    private static void CheckDropout(ModelSpec spec, int i, List<SpecProblem> problems)
    {
        var rate = spec.Layers[i].Options.FirstOrDefault(option => option.Name == "rate")?.Value ?? 0;
        if (!(rate >= 0 && rate < 1))
            problems.Add(new(SpecProblemCatalog.DropoutRate, i, "rate", $"The dropout rate is {rate.ToString("R", CultureInfo.InvariantCulture)}; it is the share of units to drop, from 0 up to but not including 1"));
        if (i == 0 || spec.Layers.Skip(i + 1).All(layer => layer.Kind == "Residual"))
            problems.Add(new(SpecProblemCatalog.DropoutPlace, i, "", $"[Dropout] stands {(i == 0 ? "first" : "last")}; it drops what one layer gives to the next, so put it between two layers"));
    }

    private static void CheckResidual(ModelSpec spec, int i, int? outputs, List<SpecProblem> problems)
    {
        if (spec.Vocabulary > 0)
        {
            problems.Add(new(SpecProblemCatalog.Residual, i, "", "[Residual] adds the inputs to the outputs, and tokens cannot be added: remove it, or use Inputs instead of Vocabulary"));
            return;
        }

        if (i != spec.Layers.Count - 1)
            problems.Add(new(SpecProblemCatalog.Residual, i, "", "[Residual] adds the model's inputs to its outputs, so it is the last layer: move it to the end"));
        else if (outputs is not null && outputs != spec.Inputs)
            problems.Add(new(SpecProblemCatalog.Residual, i, "", $"[Residual] adds the model's {spec.Inputs} inputs to its {outputs} outputs: their numbers must be equal, for example with [Dense({spec.Inputs})] before it"));
    }

    /// <returns>The width of what the layer gives, or null where that cannot be said.</returns>
    private static int? CheckLayer(ModelSpec spec, int i, int? width, LayerKind kind, LayerOptions options, ref decimal parameters, List<SpecProblem> problems)
    {
        var place = new LayerPlace(spec, i, width ?? 0);
        var found = kind.Options.Where(option => option.IsConstructorParameter || options.Has(option)).Select(option => option.Check(kind, options.Number(option))).OfType<LayerProblem>()
            .Concat(kind.CheckPlace(place)).ToList();
        if (found.Count == 0 && width is not null)
            found.AddRange(kind.Check(options, place));
        problems.AddRange(found.Select(problem => new SpecProblem(problem.Code, i, problem.Option, problem.Message)));
        if (found.Count > 0 || width is null)
            return null;
        var graph = kind.Graph(options, place);
        var directions = kind.DirectionOf(options) == Direction.Both ? 2 : 1;
        var own = directions * graph.Parameters.Sum(parameter => (decimal)parameter.Count);
        parameters += own;
        if (parameters > Largest || directions * (long)graph.Output.Width > Widest)
        {
            problems.Add(new(SpecProblemCatalog.TooLarge, i, kind.Size?.Name ?? "", $"[{kind.Name}] would have {Text(own)} parameters and {Text(directions * (long)graph.Output.Width)} outputs; an array holds at most {Text(Largest)} parameters of all layers, and {Text(Widest)} outputs: take fewer units"));
            return null;
        }

        return directions * graph.Output.Width;
    }

    private static string Text(decimal number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
