using System.Buffers.Binary;
using Google.Protobuf;
using Unrolled.Conversion;
using Unrolled.Formats.Onnx.Messages;

namespace Unrolled.Formats.Onnx;

/// <summary>The numbers of tensors: in one run of bytes, in a list a type, or in another file.</summary>
internal sealed class TensorReader(FileContent content, ConstantBudget budget)
{
    private const int Single = 1, UInt8 = 2, Int8 = 3, UInt16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, Boolean = 9, Half = 10, Double = 11, UInt32 = 12,
        BFloat16 = 16;
    private const int External = 1;
    private readonly ExternalData _external = new(content, budget);

    /// <summary>An array of floats or of whole numbers.</summary>
    /// <exception cref="ModelFileException">Its bytes do not fit its sizes.</exception>
    /// <exception cref="Refusal">It has another type, or is too large.</exception>
    public OnnxValue Read(TensorProto tensor)
    {
        int size = tensor.DataType switch
        {
            UInt8 or Int8 or Boolean => 1,
            UInt16 or Int16 or Half or BFloat16 => 2,
            Single or Int32 or UInt32 => 4,
            Int64 or Double => 8,
            _ => throw new Refusal($"reads the tensor {tensor.Name} of type {tensor.DataType}; expected floats or whole numbers"),
        };
        if (tensor.Dims.Count > 16)
            throw content.Error($"the tensor {tensor.Name} has {tensor.Dims.Count} axes.");
        int[] dims = [.. tensor.Dims.Select(dim =>
            dim is >= 0 and <= int.MaxValue ? (int)dim : throw content.Error($"the tensor {tensor.Name} has the size {dim}."))];
        return tensor.DataType is Single or Half or BFloat16 or Double
            ? new OnnxArray<float>(dims, Floats(tensor, budget.TakeArray<float>(dims), size))
            : new OnnxArray<Dimension>(dims, Array.ConvertAll(Integers(tensor, budget.TakeArray<Dimension>(dims), size), Dimension.Of));
    }

    private float[] Floats(TensorProto tensor, int count, int size)
    {
        if (tensor.DataLocation != External && tensor.RawData.Length == 0 && count > 0)
        {
            return tensor.DataType switch
            {
                Single => [.. Listed(tensor, tensor.FloatData, count)],
                Double => [.. Listed(tensor, tensor.DoubleData, count).Select(value => (float)value)],
                Half => [.. Listed(tensor, tensor.Int32Data, count).Select(value => (float)BitConverter.UInt16BitsToHalf((ushort)value))],
                _ => [.. Listed(tensor, tensor.Int32Data, count).Select(value => BitConverter.Int32BitsToSingle(value << 16))],
            };
        }

        return Elements.ToSingles(tensor.DataType switch
        {
            Single => ElementType.Float32,
            Double => ElementType.Float64,
            Half => ElementType.Float16,
            _ => ElementType.BFloat16,
        }, Bytes(tensor, count, size), 0, count);
    }

    private long[] Integers(TensorProto tensor, int count, int size)
    {
        if (tensor.DataLocation != External && tensor.RawData.Length == 0 && count > 0)
            return tensor.DataType == Int64 ? [.. Listed(tensor, tensor.Int64Data, count)]
                : [.. Listed(tensor, tensor.Int32Data, count).Select(value => (long)value)];
        var bytes = Bytes(tensor, count, size);
        long[] values = new long[count];
        for (int k = 0; k < count; k++)
        {
            var one = bytes.Slice(k * size, size);
            values[k] = tensor.DataType switch
            {
                UInt8 or Boolean => one[0],
                Int8 => (sbyte)one[0],
                UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(one),
                Int16 => BinaryPrimitives.ReadInt16LittleEndian(one),
                Int32 => BinaryPrimitives.ReadInt32LittleEndian(one),
                UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(one),
                _ => BinaryPrimitives.ReadInt64LittleEndian(one),
            };
        }

        return values;
    }

    private Google.Protobuf.Collections.RepeatedField<T> Listed<T>(TensorProto tensor, Google.Protobuf.Collections.RepeatedField<T> values, int count) =>
        values.Count == count ? values
            : throw content.Error($"the tensor {tensor.Name} [{string.Join(", ", tensor.Dims)}] has {values.Count} numbers; its sizes need {count}.");

    /// <summary>The bytes, which the message then lets go of: they are read once.</summary>
    private ReadOnlySpan<byte> Bytes(TensorProto tensor, int count, int size)
    {
        long length = (long)count * size;
        if (tensor.DataLocation == External)
            return length <= Array.MaxLength ? _external.Read(tensor, length) : throw content.Error($"the tensor {tensor.Name} is too large.");
        var raw = tensor.RawData;
        if (raw.Length != length)
            throw content.Error($"the tensor {tensor.Name} [{string.Join(", ", tensor.Dims)}] has {raw.Length} bytes; its sizes need {length}.");
        tensor.RawData = ByteString.Empty;
        return raw.Span;
    }
}
