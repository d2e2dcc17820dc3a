using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>
/// Writes a model's equations as text that the runtime can evaluate in double precision: the other side of its gradient check. A line a value, in an order
/// in which
/// each comes after its arguments; values of a layer have the numbers 0, 1, 2 … of their lines. Values with a name that no tape keeps are named too: they
/// are computed when someone reads them. What follows # is a name that the evaluation does not need.
/// </summary>
internal static class ReferenceText
{
    public static IEnumerable<string> Lines(ModelPlan model)
    {
        foreach (var layer in model.Layers)
        {
            yield return string.Join(" ", layer.Tracks.Select(track => track.Name).Prepend("layer"));
            if (layer.ReturnsLast)
                yield return "last";
            var kept = layer.Plans is { } plans ? layer.Graph.Named().Where(plans.Training.IsReadable) : layer.Graph.Named();
            foreach (var line in Lines(layer, kept))
                yield return line;
        }
    }

    private static IEnumerable<string> Lines(ModelLayer layer, IEnumerable<Node> kept)
    {
        var graph = layer.Graph;
        var numbers = new Dictionary<Node, int>();
        foreach (var node in graph.Nodes())
        {
            yield return Line(layer, node, numbers) + Comment(node);
            numbers.Add(node, numbers.Count);
        }

        foreach (var state in graph.States)
            yield return $"next {state.Name} {Text(numbers[state.Next])}";
        yield return $"output {Text(numbers[graph.Output])}";
        var readable = new HashSet<string>(kept.Select(node => node.Label).OfType<string>()
            .Concat(graph.States.Select(state => state.Name)), StringComparer.Ordinal);
        foreach (var node in graph.Named().Where(node => readable.Add(node.Label!)))
            yield return $"name {node.Label} {Text(node.Width)} {Text(numbers[node])}";
    }

    private static string Line(ModelLayer layer, Node node, Dictionary<Node, int> numbers) => node.Operation switch
    {
        Operation.Input => $"Input {Text((int)node.Value)} {Text(node.Width)}",
        Operation.Token => "Token",
        Operation.State => $"State {node.Name} {Text(node.Width)}",
        Operation.ModelInputs => $"ModelInputs {GraphPrinter.Number(node.Value)} {Text(node.Width)}",
        Operation.Mask => Mask(layer, node),
        Operation.Parameter => $"Vector {node.Name}",
        Operation.Constant => $"Constant {GraphPrinter.Number(node.Value)}",
        Operation.Affine => $"Affine {Text(node.Width)} {node.Parameter?.Name ?? "-"}"
            + string.Concat(node.Terms.Select(term => $" {Kind(term)} {term.Matrix.Name} {Text(numbers[term.Operand])}")),
        _ => node.Operation + string.Concat(node.Arguments.Select(argument => " " + Text(numbers[argument]))),
    };

    /// <summary>What the equations call the value, for who draws them.</summary>
    private static string Comment(Node node)
    {
        var isNamedLeaf = node.Operation == Operation.Mask || (node.Operation == Operation.Input && node.Name != "x");
        return (isNamedLeaf ? node.Name : node.Label) is { } name ? " # " + name : "";
    }

    /// <summary>Inverted dropout says no more than its rate; other masks say what they are made of.</summary>
    private static string Mask(ModelLayer layer, Node node)
    {
        var mask = node.Mask!;
        var line = $"Mask {Text(layer.Index)} {GraphPrinter.Number(mask.Rate)} {GraphPrinter.Number(mask.Expectation)} {Text(node.Width)}";
        return mask.Number == 0 ? line
            : $"{line} {Text(mask.Number)} {GraphPrinter.Number(mask.Dropped)} {GraphPrinter.Number(mask.Kept)} {(mask.IsOfSequence ? "sequence" : "step")}";
    }

    /// <summary>How a product is taken: a matrix times a vector, a column of it, or a row of a table, which users see a row a token.</summary>
    private static string Kind(Term term) => term.Matrix.IsTable ? "row" : term.Operand.Operation == Operation.Token ? "column" : "product";
}
