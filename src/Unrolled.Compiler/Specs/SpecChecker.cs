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
        if (!IsDefined(typeof(Activations), spec.Activations))
            problems.Add(Undefined(-1, "Activations", typeof(Activations), spec.Activations));

        // Widths are known as long as nothing below was wrong.
        int? width = spec.Vocabulary > 0 ? spec.Vocabulary : spec.Inputs;
        var parameters = 0m;
        for (var i = 0; i < spec.Layers.Count; i++)
        {
            var options = new CellOptions(spec.Layers[i]);
            switch (spec.Layers[i].Kind)
            {
                case "Dropout":
                    CheckDropout(spec, i, options, problems);
                    break;
                case "Residual":
                    CheckResidual(spec, i, width, problems);
                    break;
                case var kind when CellCatalog.Find(kind) is { } cell:
                    width = CheckCell(spec, i, width, cell, options, ref parameters, problems);
                    break;
                default:
                    problems.Add(new(SpecProblemCatalog.UnknownLayer, i, "", $"[{spec.Layers[i].Kind}] is no layer that this version can compile; it knows {string.Join(", ", CellCatalog.Kinds.Concat(["Dropout", "Residual"]))}"));
                    break;
            }
        }

        return problems;
    }

    private static void CheckDropout(ModelSpec spec, int i, CellOptions options, List<SpecProblem> problems)
    {
        var rate = options.Number("rate", 0);
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
    private static int? CheckCell(ModelSpec spec, int i, int? width, Cell cell, CellOptions options, ref decimal parameters, List<SpecProblem> problems)
    {
        var before = problems.Count;
        var size = options.Number(cell.SizeOption, 0);
        if (size < 1)
            problems.Add(new(SpecProblemCatalog.LayerSize, i, cell.SizeOption, $"[{cell.Kind}] has {size.ToString("R", CultureInfo.InvariantCulture)} {cell.SizeOption}; it needs at least 1"));
        if (cell.NeedsToken && (i > 0 || spec.Vocabulary == 0))
        {
            problems.Add(new(SpecProblemCatalog.EmbeddingPlace, i, "", spec.Vocabulary == 0
                ? $"[{cell.Kind}] looks tokens up, and this model reads features: write [Model(Vocabulary = …)] instead of Inputs"
                : $"[{cell.Kind}] looks tokens up, so it must be the first layer"));
        }

        var choices = cell.Choices.Concat(cell.IsRecurrent ? [new("Direction", typeof(Direction))] : Enumerable.Empty<KeyValuePair<string, Type>>());
        var known = true;
        foreach (var choice in choices)
        {
            if (options.Has(choice.Key) && !IsDefined(choice.Value, options.Integer(choice.Key)))
            {
                known = false;
                problems.Add(Undefined(i, choice.Key, choice.Value, options.Integer(choice.Key)));
            }
        }

        if (known && size >= 1 && width is { } inputs)
            problems.AddRange(cell.Check(options, inputs, i == 0 && spec.Vocabulary > 0).Select(problem => new SpecProblem(problem.Code, i, problem.Option, problem.Message)));
        if (problems.Count > before || width is null)
            return null;
        var graph = cell.Graph(width.Value, i == 0 && spec.Vocabulary > 0, options);
        var directions = cell.IsRecurrent && options.Direction == Direction.Both ? 2 : 1;
        var own = directions * graph.Parameters.Sum(parameter => (decimal)parameter.Count);
        parameters += own;
        if (parameters > Largest || directions * (long)graph.Output.Width > Widest)
        {
            problems.Add(new(SpecProblemCatalog.TooLarge, i, cell.SizeOption, $"[{cell.Kind}] would have {Text(own)} parameters and {Text(directions * (long)graph.Output.Width)} outputs; an array holds at most {Text(Largest)} parameters of all layers, and {Text(Widest)} outputs: take fewer units"));
            return null;
        }

        return directions * graph.Output.Width;
    }

    private static SpecProblem Undefined(int layer, string option, Type type, int value) =>
        new(SpecProblemCatalog.OptionValue, layer, option, $"{value.ToString(CultureInfo.InvariantCulture)} is no {type.Name}: write one of {string.Join(", ", Enum.GetNames(type).Select(name => type.Name + "." + name))}");

    private static string Text(decimal number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static bool IsDefined(Type type, int value)
    {
        if (!type.IsDefined(typeof(FlagsAttribute), inherit: false))
            return Enum.IsDefined(type, Enum.ToObject(type, value));
        var all = Enum.GetValues(type).Cast<object>().Aggregate(0, (sum, flag) => sum | Convert.ToInt32(flag, CultureInfo.InvariantCulture));
        return (value & ~all) == 0;
    }
}
