using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Unrolled.Conversion;

/// <summary>The types of numbers in model files.</summary>
internal enum ElementType
{
    Float16,
    BFloat16,
    Float32,
    Float64,

    /// <summary>Whole numbers and truth values: counters and masks, never weights.</summary>
    Other,
}

/// <summary>Numbers of model files as floats.</summary>
internal static class Elements
{
    /// <summary>Bytes of one number.</summary>
    public static int Size(ElementType type) => type switch
    {
        ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 => 4,
        ElementType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>Numbers of a piece of a file, rounded to float where they are doubles.</summary>
    /// <param name="type">Their type.</param>
    /// <param name="bytes">The piece.</param>
    /// <param name="first">The first number wanted.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="bigEndian">Whether the most significant byte comes first.</param>
    public static float[] ToSingles(ElementType type, ReadOnlySpan<byte> bytes, int first, int count, bool bigEndian = false)
    {
        int size = Size(type);
        bytes = bytes.Slice(checked(first * size), checked(count * size));
        float[] values = new float[count];
        if (type == ElementType.Float32 && bigEndian != BitConverter.IsLittleEndian)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        for (int index = 0; index < values.Length; index++)
            values[index] = ToSingle(type, bytes.Slice(index * size, size), bigEndian);
        return values;
    }

    /// <summary>One number.</summary>
    public static float ToSingle(ElementType type, ReadOnlySpan<byte> bytes, bool bigEndian) => type switch
    {
        ElementType.Float16 => (float)(bigEndian ? BinaryPrimitives.ReadHalfBigEndian(bytes) : BinaryPrimitives.ReadHalfLittleEndian(bytes)),
        ElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)UInt16(bytes, bigEndian) << 16),
        ElementType.Float32 => bigEndian ? BinaryPrimitives.ReadSingleBigEndian(bytes) : BinaryPrimitives.ReadSingleLittleEndian(bytes),
        ElementType.Float64 => (float)(bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
