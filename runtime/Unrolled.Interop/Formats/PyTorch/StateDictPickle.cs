using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Unrolled.Formats.StateDicts;

namespace Unrolled.Formats.PyTorch;

/// <summary>The pickle of a state_dict, in protocol 2: an OrderedDict of tensors, each the whole of a storage of its own.</summary>
internal sealed class StateDictPickle
{
    private readonly MemoryStream _stream = new();

    private StateDictPickle()
    {
    }

    /// <summary>The pickle; the tensor at an index is in the storage of that number.</summary>
    public static byte[] Write(StateDict state)
    {
        var pickle = new StateDictPickle();
        pickle.Bytes(0x80, 2);
        pickle.OrderedDict();
        pickle.Bytes('(');
        for (int index = 0; index < state.Tensors.Count; index++)
            pickle.Tensor(state.Tensors[index], index);
        pickle.Bytes('u');
        pickle.Metadata(state.Declaration ?? "");
        pickle.Bytes('.');
        return pickle._stream.ToArray();
    }

    private void Tensor(StateDictTensor tensor, int storage)
    {
        Text(tensor.Name);
        Global("torch._utils", "_rebuild_tensor_v2");
        Bytes('(', '(');
        Text("storage");
        Global("torch", "FloatStorage");
        Text(storage.ToString(CultureInfo.InvariantCulture));
        Text("cpu");
        Number((int)tensor.Shape.Count);
        Bytes('t', 'Q');
        Number(0);
        Tuple(tensor.Shape.Sizes);
        int[] strides = new int[tensor.Shape.Rank];
        for (int dimension = strides.Length - 1, stride = 1; dimension >= 0; stride *= tensor.Shape[dimension--])
            strides[dimension] = stride;
        Tuple(strides);
        Bytes(0x89);
        OrderedDict();
        Bytes('t', 'R');
    }

    /// <summary>What modules keep beside their parameters: load_state_dict reads the version and passes over the rest.</summary>
    private void Metadata(string declaration)
    {
        Bytes('}', '(');
        Text("_metadata");
        OrderedDict();
        Bytes('(');
        Text("");
        Bytes('}', '(');
        Text("version");
        Number(1);
        Text(StateDictWriter.DeclarationKey);
        Text(declaration);
        Bytes('u', 'u', 'u', 'b');
    }

    private void OrderedDict()
    {
        Global("collections", "OrderedDict");
        Bytes(')', 'R');
    }

    private void Tuple(ReadOnlySpan<int> numbers)
    {
        Bytes('(');
        foreach (int number in numbers)
            Number(number);
        Bytes('t');
    }

    private void Global(string module, string name) => _stream.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    private void Number(int number) => Sized('J', number);

    private void Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Sized('X', bytes.Length);
        _stream.Write(bytes);
    }

    private void Sized(char code, int number)
    {
        Span<byte> bytes = [(byte)code, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], number);
        _stream.Write(bytes);
    }

    private void Bytes(params ReadOnlySpan<int> codes)
    {
        foreach (int code in codes)
            _stream.WriteByte((byte)code);
    }
}
