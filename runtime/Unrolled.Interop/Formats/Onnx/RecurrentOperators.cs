using Unrolled.Conversion;

namespace Unrolled.Formats.Onnx;

/// <summary>The operators LSTM, GRU and RNN.</summary>
internal sealed class RecurrentOperators(List<string> notes, bool isFromTf2Onnx)
{
    // A layer is more than its weights.
    private const int LayerCost = 1000;

    /// <summary>Whether an input of an operator is the lengths of sequences or an initial state.</summary>
    public static bool IsState(string name, int index) => name is "LSTM" or "GRU" or "RNN" && index is 4 or 5 or 6;

    /// <summary>The outputs of such an operator: at all steps, the final ones, and the cell state, which is none.</summary>
    public OnnxValue[] Read(OnnxNode node)
    {
        int gates = node.Operator switch { "LSTM" => 4, "GRU" => 3, _ => 1 };
        if (node[0] is not Signal x)
            throw new Refusal("reads something that does not come from the model's input");
        if (node.Has("clip"))
            throw new Refusal("clips its gates (clip), which no layer does: export the model without it");
        string text = node.Text("direction", "forward");
        var direction = text switch
        {
            "forward" => Direction.Forward,
            "reverse" => Direction.Backward,
            "bidirectional" => Direction.Both,
            _ => throw new Refusal($"has the direction '{text}'"),
        };
        int count = direction == Direction.Both ? 2 : 1;
        var (w, r) = (node.Floats(1, "input weights"), node.Floats(2, "recurrent weights"));
        var b = node.Find(3) is null ? null : node.Floats(3, "biases");
        var p = gates != 4 || node.Find(7) is null ? null : node.Floats(7, "peepholes");
        if (r.Dims.Length != 3 || w.Dims.Length != 3)
            throw new Refusal("has weights that do not have three axes");
        var (hidden, inputs) = (r.Dims[2], w.Dims[2]);
        if (hidden == 0 || inputs == 0 || hidden > r.Values.Length || node.Integer("hidden_size", hidden) != hidden)
            throw new Refusal($"has {hidden} hidden units and {inputs} inputs in its weights, and hidden_size {node.Integer("hidden_size", hidden)}");
        Require(w, "W", count, gates * hidden, inputs);
        Require(r, "R", count, gates * hidden, hidden);
        Require(b, "B", count, 2 * gates * hidden);
        Require(p, "P", count, 3 * hidden);
        node.Budget.Take(w.Values.Length + r.Values.Length + LayerCost);
        bool batchFirst = node.Integer("layout", 0) != 0;
        var (steps, batch) = Place(x, batchFirst);
        x.RequireFeatures(inputs, "weights");
        if (x.IsReversed)
            direction = direction == Direction.Both ? throw new Refusal("reads in both directions what runs from last to first") : 1 - direction;
        Lengths(node, x);

        var tensors = new DirectionTensors[count];
        for (int k = 0; k < count; k++)
        {
            tensors[k] = new DirectionTensors();
            var weights = new OperatorWeights(Part(w, k), Part(r, k), b is null ? null : RowOf(b, k), p is null ? null : RowOf(p, k), gates);
            weights.AddTo(tensors[k], node);
        }

        var declaration = RecurrentDeclarations.Of(node, hidden, count, tensors, b is not null);
        if (isFromTf2Onnx && node.Operator == "GRU" && node.Integer("linear_before_reset", 0) == 0 && b is not null
            && Enumerable.Range(0, count).Any(k => RowOf(b, k).AsSpan(5 * hidden).ContainsAnyExcept(0f)))
            Note("A GRU that tf2onnx wrote has a recurrent bias and linear_before_reset = 0, which is wrong for layers of cuDNN: compare its outputs.");
        string[] states = gates == 4 ? ["h0", "c0"] : ["h0"];
        bool[] given = [.. states.Select((state, k) => State(node, 5 + k, state, batchFirst, tensors, hidden, x))];
        declaration.LearnInitialState = given.Any(there => there);
        for (int k = 0; k < states.Length && declaration.LearnInitialState; k++)
        {
            foreach (var direct in tensors.Where(_ => !given[k]))
                direct.Add(states[k], new float[hidden]);
        }

        declaration.Direction = direction;
        return Outputs(node, x, new RecurrentPart(declaration, inputs, tensors), steps, batch, batchFirst, hidden, count);
    }

    private static OnnxValue[] Outputs(OnnxNode node, Signal x, RecurrentPart part, Atom[] steps, Atom[] batch, bool batchFirst, int hidden, int count)
    {
        var link = new Link(x.Chain, x.Chain.Input, part, x.Pick);
        Atom[] directions = count == 2 ? [new(AtomKind.Direction, 0, Dimension.Of(2))] : [];
        Atom[] features = [new(AtomKind.Features, 0, Dimension.Of(hidden))];

        // A model of a single step, which a program calls step by step: the final output is the only one.
        var pick = steps.All(atom => atom.Size.Is(1)) ? Pick.All : Pick.Final;
        return
        [
            new Signal(link, batchFirst ? [batch, steps, directions, features] : [steps, directions, batch, features]) { IsReversed = x.IsReversed },
            new Signal(link, batchFirst ? [batch, directions, features] : [directions, batch, features]) { Pick = pick },
            new OnnxUnknown($"{node.Operator} gives its cell state as an output, which no layer does"),
        ];
    }

    /// <summary>Which axes are steps and batch, which must be the same for all layers.</summary>
    private static (Atom[] Steps, Atom[] Batch) Place(Signal x, bool batchFirst)
    {
        if (x.Axes.Count != 3 || x.Pick != Pick.All)
            throw new Refusal(x.Pick == Pick.All ? $"reads {x.Axes.Count} axes; expected 3" : "reads a single step of the layer before it");
        var (steps, batch) = batchFirst ? (x.Axes[1], x.Axes[0]) : (x.Axes[0], x.Axes[1]);
        if (steps.Count(atom => !atom.Size.Is(1)) > 1 || steps.Concat(batch).Any(atom => atom.Kind != AtomKind.Outer))
            throw new Refusal("reads steps that are mixed with sequences or features");
        if (steps is [var atom])
        {
            if (x.Chain.Input.Steps is { } known && known != atom.Index)
                throw new Refusal("reads as steps what another layer reads as sequences");
            x.Chain.Input.Steps = atom.Index;
        }

        return (steps, batch);
    }

    private void Lengths(OnnxNode node, Signal x)
    {
        switch (node.Find(4))
        {
            case null:
                break;
            case Signal or OnnxUnknown when InputOf(node.Find(4)) is { } input && !ReferenceEquals(input, x.Chain.Input):
                Note($"The input '{input.Name}' has the lengths of the sequences, which are those that Run gets, or the tape's.");
                break;
            case OnnxArray<Dimension> lengths when x.Axes.FirstOrDefault(axis => axis is [var atom] && atom.Index == x.Chain.Input.Steps) is [var steps]
                && lengths.Values.All(length => length == steps.Size):
                break;
            default:
                throw new Refusal("has lengths of sequences (sequence_lens) that are neither an input of the model nor all its steps");
        }
    }

    /// <summary>Adds constant initial states; false where they are 0 or an input of the model.</summary>
    private bool State(OnnxNode node, int index, string name, bool batchFirst, DirectionTensors[] tensors, int hidden, Signal x)
    {
        switch (node.Find(index))
        {
            case null or OnnxFill { Value: 0 }:
                return false;
            case OnnxFill fill:
                foreach (var direction in tensors)
                    direction.Add(name, Enumerable.Repeat(fill.Value, hidden).ToArray());
                return true;
            case OnnxArray<float> { Dims.Length: 3 } array when !array.Values.AsSpan().ContainsAnyExcept(0f):
                return false;
            case OnnxArray<float> { Dims.Length: 3 } array:
                int batch = array.Dims[batchFirst ? 0 : 1];
                if (array.Dims[2] != hidden || array.Dims[batchFirst ? 1 : 0] != tensors.Length || batch == 0)
                    throw new Refusal($"has the initial state {name} of [{string.Join(", ", array.Dims)}]");
                for (int k = 0; k < tensors.Length; k++)
                {
                    ReadOnlySpan<float> Row(int sequence) =>
                        array.Values.AsSpan((batchFirst ? sequence * tensors.Length + k : k * batch + sequence) * hidden, hidden);
                    for (int sequence = 1; sequence < batch; sequence++)
                    {
                        if (!Row(sequence).SequenceEqual(Row(0)))
                            throw new Refusal($"has another initial state {name} for each sequence");
                    }

                    tensors[k].Add(name, Row(0).ToArray());
                }

                return true;
            case Signal or OnnxUnknown when InputOf(node.Find(index)) is { } input && !ReferenceEquals(input, x.Chain.Input):
                Note($"The input '{input.Name}' has initial states, which are those of the class's State.");
                return false;
            default:
                throw new Refusal($"has the initial state {name} from other layers; expected zeros, a constant or an input of the model");
        }
    }

    /// <summary>The graph's input that a value is, or is a part of; null for others.</summary>
    private static GraphInput? InputOf(OnnxValue? value) => value is Signal { IsInput: true } signal ? signal.Chain.Input : (value as OnnxUnknown)?.Input;

    private void Note(string text)
    {
        if (!notes.Contains(text))
            notes.Add(text);
    }

    private static void Require(OnnxArray<float>? array, string name, params int[] dims)
    {
        if (array is not null && !array.Dims.AsSpan().SequenceEqual(dims))
            throw new Refusal($"has {name} [{string.Join(", ", array.Dims)}]; expected [{string.Join(", ", dims)}]");
    }

    private static Matrix Part(OnnxArray<float> array, int direction)
    {
        var (rows, columns) = (array.Dims[1], array.Dims[2]);
        return new(array.Dims[0] == 1 ? array.Values : array.Values.AsSpan(direction * rows * columns, rows * columns).ToArray(), rows, columns);
    }

    private static float[] RowOf(OnnxArray<float> array, int direction) => array.Values.AsSpan(direction * array.Dims[1], array.Dims[1]).ToArray();
}
