using Unrolled.Conversion;
using Unrolled.Declarations;

namespace Unrolled.Formats.Onnx;

/// <summary>Layers from the steps of the calculation that lead to the model's output.</summary>
internal static class LayerAssembly
{
    private const int MostParts = 4000;

    /// <summary>Features or tokens of the model and its layers.</summary>
    /// <exception cref="Refusal">The steps are no layers.</exception>
    public static (int Inputs, int Vocabulary, List<ModelFileLayer> Layers) Of(Signal output, List<string> notes)
    {
        RequireWhole(output);
        var links = new List<Link>();
        for (var link = output.Chain; link.Part is not null; link = link.Before!)
            links.Add(link);
        links.Reverse();
        if (links.Count > MostParts)
            throw new Refusal($"has {links.Count} operations one after another; expected at most {MostParts}");
        if (!links.Any(link => link.Part is RecurrentPart))
            throw new Refusal("has no recurrent layer between its input and its output");
        PickLast(links, output, notes);
        var parts = Fold([.. links.Select(link => link.Part!)], notes);
        int inputs = parts.Select(InputsOf).FirstOrDefault(width => width > 0);
        int vocabulary = parts[0] is TokenPart tokens ? tokens.Vocabulary : 0;
        return (vocabulary > 0 ? 0 : inputs, vocabulary, [.. parts.Where(part => part is not TokenPart { Table: null }).Select(Layer)]);
    }

    private static void RequireWhole(Signal output)
    {
        if (output.Half is not null || output.Channels is not null || output.IsReversed)
            throw new Refusal(output.IsReversed ? "gives the steps from last to first" : "gives one direction of a layer of both");
        var inner = output.Axes.SelectMany(axis => axis).Where(atom => atom.Kind != AtomKind.Outer).Select(atom => atom.Kind).ToArray();
        if (inner is not ([AtomKind.Features] or [AtomKind.Direction, AtomKind.Features]))
            throw new Refusal("gives the features of its last layer in another order");
    }

    /// <summary>Where the file goes on with a single step: of a layer, <see cref="Returns.Last"/> on it, or else a note.</summary>
    private static void PickLast(List<Link> links, Signal output, List<string> notes)
    {
        int at = 0;
        while (at < links.Count && links[at].Read == Pick.All)
            at++;
        var pick = at < links.Count ? links[at].Read : output.Pick;
        if (pick == Pick.All)
            return;
        int layer = at - 1;
        while (layer >= 0 && links[layer].Part is DropoutPart)
            layer--;
        if (layer >= 0 && links[layer].Part is RecurrentPart recurrent
            && (pick == Pick.Final || (pick, recurrent.Declaration.Direction) is (Pick.Last, Direction.Forward) or (Pick.First, Direction.Backward)))
        {
            recurrent.Declaration.Returns = Returns.Last;
            return;
        }

        if (pick != Pick.Last)
            throw new Refusal("goes on with the first step of what layers give");
        notes.Add("The file gives the output of the last step alone; the class gives one at every step, of which the last one is the file's.");
    }

    /// <summary>Parts that are one layer together: product, sum and activation; differences and quotients at the beginning, products and sums at the
    /// end.</summary>
    private static List<LayerPart> Fold(List<LayerPart> parts, List<string> notes)
    {
        var result = new List<LayerPart>();
        var diagonals = new ConstantBudget(0);
        for (int at = 0; at < parts.Count; at++)
        {
            switch (parts[at])
            {
                case ElementPart { Operation: '+' } sum when at > 0 && parts[at - 1] is ProductPart && result[^1] is ProductPart product:
                    float[] bias = ElementRun.Spread(sum.Values, product.Weights.Rows);
                    result[^1] = product with { Bias = product.Bias is null ? bias : [.. product.Bias.Zip(bias, (a, b) => a + b)] };
                    break;
                case ElementPart:
                    int end = at;
                    while (end < parts.Count && parts[end] is ElementPart)
                        end++;
                    ElementPart[] run = [.. parts.Skip(at).Take(end - at).Cast<ElementPart>()];
                    int width = result.Count > 0 ? OutputsOf(result) : parts.Skip(at).Select(InputsOf).FirstOrDefault(found => found > 0);
                    result.Add(new ElementRun(run, width).ToPart(isFirst: result.Count == 0, isLast: end == parts.Count, notes, diagonals));
                    at = end - 1;
                    break;
                case ActivationPart activation when result.LastOrDefault() is ProductPart product:
                    result[^1] = new DensePart(product, activation.Activation);
                    break;
                case ActivationPart activation:
                    int outputs = result.Count > 0 ? OutputsOf(result) : parts.Skip(at).Select(InputsOf).FirstOrDefault(found => found > 0);
                    notes.Add($"The activation {activation.Activation} after {(result.Count == 0 ? "the input" : "another layer")} is a dense layer "
                        + "whose weights are those of the identity.");
                    result.Add(new DensePart(new ProductPart(ElementRun.Diagonal(Enumerable.Repeat(1f, outputs).ToArray(), diagonals), null),
                        activation.Activation));
                    break;
                case DropoutPart when result.Count is 0 || !parts.Skip(at + 1).Any(part => part is RecurrentPart or ProductPart):
                    notes.Add("A dropout layer at the beginning or the end is left out.");
                    break;
                case ResidualPart when at < parts.Count - 1:
                    throw new Refusal("adds the model's inputs before the last layer, which [Residual] does after it");
                default:
                    result.Add(parts[at]);
                    break;
            }
        }

        return result;
    }

    private static int InputsOf(LayerPart part) => part switch
    {
        RecurrentPart recurrent => recurrent.Inputs,
        ProductPart product => product.Weights.Columns,
        DensePart dense => dense.Product.Weights.Columns,
        StandardizePart standardize => standardize.Mean.Length,
        ElementPart { Values.Length: > 1 } element => element.Values.Length,
        _ => 0,
    };

    private static int OutputsOf(List<LayerPart> parts) => parts.AsEnumerable().Reverse().Select(part => part switch
    {
        RecurrentPart recurrent => HiddenOf(recurrent) * recurrent.Directions.Length,
        ProductPart product => product.Weights.Rows,
        DensePart dense => dense.Product.Weights.Rows,
        StandardizePart standardize => standardize.Mean.Length,
        TokenPart tokens => tokens.Table?.Columns ?? tokens.Vocabulary,
        _ => 0,
    }).FirstOrDefault(width => width > 0);

    private static int HiddenOf(RecurrentPart part) => part.Declaration switch
    {
        EquationsLayer cell => cell.Hidden,
        LstmAttribute lstm => lstm.Hidden,
        GruAttribute gru => gru.Hidden,
        var rnn => ((RnnAttribute)rnn).Hidden,
    };

    private static ModelFileLayer Layer(LayerPart part)
    {
        var tensors = new DirectionTensors();
        switch (part)
        {
            case RecurrentPart recurrent:
                return new(recurrent.Declaration, recurrent.Directions);
            case TokenPart { Table: { } table }:
                tensors.Add("W", table);
                return new(new EmbeddingAttribute(table.Columns), tensors);
            case ProductPart product:
                return Layer(new DensePart(product, Activation.Identity));
            case DensePart { Product: var product } dense:
                tensors.Add("W", product.Weights);
                if (product.Bias is not null)
                    tensors.Add("b", product.Bias);
                return new(new DenseAttribute(product.Weights.Rows) { Activation = dense.Activation, Bias = product.Bias is not null }, tensors);
            case StandardizePart standardize:
                tensors.Add("mean", standardize.Mean);
                tensors.Add("deviation", standardize.Deviation);
                return new(standardize.IsOfOutputs ? new RescaleAttribute() : new StandardizeAttribute(), tensors);
            case DropoutPart dropout:
                return new(new DropoutAttribute(dropout.Rate));
            default:
                return new(new ResidualAttribute { Channels = ((ResidualPart)part).Channels ?? 0 });
        }
    }
}
