using System.Text;
using Unrolled.Formats.Onnx.Messages;

namespace Unrolled.Formats.Onnx;

/// <summary>A node of the graph with what its inputs are.</summary>
internal sealed class OnnxNode(NodeProto node, OnnxValue?[] inputs, TensorReader tensors, ConstantBudget budget)
{
    public string Operator => node.OpType;

    public ConstantBudget Budget => budget;

    public int InputCount => inputs.Length;

    public int OutputCount => node.Output.Count;

    /// <summary>What messages call a node: its operator and its name.</summary>
    public static string Title(NodeProto node)
    {
        string name = node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(output => output.Length > 0) ?? "";
        return $"the operator {node.OpType}{(node.Domain is "" or "ai.onnx" ? "" : $" of {node.Domain}")}{(name.Length > 0 ? $" '{name}'" : "")}";
    }

    /// <summary>An input; null where it is absent.</summary>
    public OnnxValue? Find(int index) => index < inputs.Length ? inputs[index] : null;

    public OnnxValue this[int index] => Find(index) ?? throw new Refusal($"has no input {index}");

    /// <summary>Whether the output is used; unused ones have no name.</summary>
    public bool HasOutput(int index) => index < node.Output.Count && node.Output[index].Length > 0;

    public bool Has(string attribute) => Attribute(attribute) is not null;

    public long Integer(string attribute, long absent) => Attribute(attribute)?.I ?? absent;

    public float Single(string attribute, float absent) => Attribute(attribute) is { } found ? found.F : absent;

    public string Text(string attribute, string absent) => Attribute(attribute) is { } found ? Encoding.UTF8.GetString(found.S.Span) : absent;

    public IReadOnlyList<string> Texts(string attribute) => Attribute(attribute) is { } found
        ? [.. found.Strings.Select(text => Encoding.UTF8.GetString(text.Span))] : [];

    public IReadOnlyList<float> Singles(string attribute) => Attribute(attribute) is { } found ? [.. found.Floats] : [];

    public long[]? Integers(string attribute) => Attribute(attribute) is { } found ? [.. found.Ints] : null;

    public OnnxValue? Tensor(string attribute) => Attribute(attribute)?.T is { } tensor ? tensors.Read(tensor) : null;

    /// <summary>Whole numbers that older operators have as an attribute and newer ones as an input; null where there are none.</summary>
    public int[]? Numbers(string attribute, int input)
    {
        if (Find(input) is { } value)
            return value is OnnxArray<Dimension> numbers ? [.. numbers.Values.Select(number => Clamp(number, attribute))]
                : throw new Refusal($"takes its {attribute} from what it reads");
        return Integers(attribute) is { } there ? [.. there.Select(number => Clamp(Dimension.Of(number), attribute))] : null;
    }

    /// <summary>An array of floats.</summary>
    public OnnxArray<float> Floats(int index, string what) => this[index] as OnnxArray<float>
        ?? throw new Refusal($"takes {what} from something that is not constant");

    /// <summary>Sizes or indices.</summary>
    public OnnxArray<Dimension> Dimensions(int index, string what) => this[index] as OnnxArray<Dimension>
        ?? throw new Refusal($"takes {what} from something that is not constant");

    /// <summary>An axis, counted from the end where it is negative.</summary>
    public static int Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis)
        : throw new Refusal($"has the axis {axis} of {rank}");

    // Ends of slices are as large as a number can be where they mean 'to the end'.
    private static int Clamp(Dimension number, string what) => number.IsKnown ? (int)Math.Clamp(number.Factor, int.MinValue, int.MaxValue)
        : number.Known($"its {what}");

    private AttributeProto? Attribute(string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);
}
