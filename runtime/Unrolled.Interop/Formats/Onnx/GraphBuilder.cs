using System.Text;
using Google.Protobuf;
using Unrolled.Formats.Onnx.Messages;

namespace Unrolled.Formats.Onnx;

/// <summary>A graph that is written, node by node.</summary>
internal sealed class GraphBuilder
{
    private const int Single = 1, Int64 = 7;
    private readonly GraphProto _graph = new() { Name = "model" };
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public GraphProto Graph => _graph;

    /// <summary>A node with one output, whose name is returned.</summary>
    public string Add(string operation, string name, string[] inputs, params AttributeProto[] attributes)
    {
        string output = Unique(name);
        Add(operation, output, inputs, [output], attributes);
        return output;
    }

    /// <summary>A node.</summary>
    public void Add(string operation, string name, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = name };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes);
        _graph.Node.Add(node);
    }

    /// <summary>Constant floats.</summary>
    public string Constant(string name, float[] values, params int[] dims)
    {
        byte[] bytes = new byte[values.Length * sizeof(float)];
        for (int k = 0; k < values.Length; k++)
            System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(k * sizeof(float)), values[k]);
        return Constant(name, Single, bytes, dims);
    }

    /// <summary>Constant whole numbers, in one axis.</summary>
    public string Constant(string name, params long[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(long)];
        for (int k = 0; k < values.Length; k++)
            System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(k * sizeof(long)), values[k]);
        return Constant(name, Int64, bytes, [values.Length]);
    }

    /// <summary>A constant whole number.</summary>
    public string Scalar(string name, long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Constant(name, Int64, bytes, []);
    }

    /// <summary>An input or output, of floats or whole numbers; sizes are numbers or names.</summary>
    public static ValueInfoProto Value(string name, bool isWhole, params object[] sizes)
    {
        var shape = new TensorShapeProto();
        foreach (object size in sizes)
            shape.Dim.Add(size is int number ? new TensorShapeProto.Types.Dimension { DimValue = number }
                : new TensorShapeProto.Types.Dimension { DimParam = (string)size });
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = isWhole ? Int64 : Single, Shape = shape } } };
    }

    public static AttributeProto Integer(string name, long value) => new() { Name = name, I = value, Type = 2 };

    public static AttributeProto Text(string name, string value) => new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = 3 };

    public static AttributeProto Singles(string name, params float[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = 6 };
        attribute.Floats.AddRange(values);
        return attribute;
    }

    public static AttributeProto Integers(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = 7 };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public static AttributeProto Texts(string name, params string[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = 8 };
        attribute.Strings.AddRange(values.Select(value => ByteString.CopyFrom(value, Encoding.UTF8)));
        return attribute;
    }

    private string Constant(string name, int type, byte[] bytes, int[] dims)
    {
        name = Unique(name);
        var tensor = new TensorProto { Name = name, DataType = type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        tensor.Dims.AddRange(dims.Select(size => (long)size));
        _graph.Initializer.Add(tensor);
        return name;
    }

    private string Unique(string name)
    {
        string unique = name;
        for (int k = 2; !_names.Add(unique); k++)
            unique = $"{name}.{k}";
        return unique;
    }
}
