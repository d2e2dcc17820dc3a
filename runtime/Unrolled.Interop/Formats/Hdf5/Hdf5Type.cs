using System.Buffers.Binary;

namespace Unrolled.Formats.Hdf5;

/// <summary>What the bytes of a value mean.</summary>
internal enum Hdf5Class
{
    Integer,
    Float,
    BFloat16,
    Text,
    VariableText,
    Other,
}

/// <summary>The type of a data set's or attribute's values.</summary>
/// <param name="Class">What the bytes mean.</param>
/// <param name="Size">Bytes of a value; of a variable text, those of its reference.</param>
/// <param name="IsBigEndian">The order of a number's bytes.</param>
/// <param name="IsSigned">Whether an integer has a sign.</param>
/// <param name="Found">What the file says, for messages.</param>
internal readonly record struct Hdf5Type(Hdf5Class Class, int Size, bool IsBigEndian, bool IsSigned, string Found)
{
    private const int Integer = 0, Float = 1, Text = 3, Opaque = 5, Variable = 9;

    /// <summary>Reads it.</summary>
    public static Hdf5Type Read(Hdf5File file, Hdf5Cursor cursor)
    {
        int start = cursor.Position;
        int first = cursor.Byte();
        int bits = (int)cursor.Unsigned(3);
        uint size = cursor.UInt32();
        if (first >> 4 is 0 or > 5 || size is 0 or > int.MaxValue)
            throw file.Damaged(start, "expected a type");
        bool isBigEndian = (bits & 1) != 0;
        switch (first & 15)
        {
            case Integer when size is 1 or 2 or 4 or 8 && Whole(ref cursor, size):
                return new(Hdf5Class.Integer, (int)size, isBigEndian, (bits & 8) != 0, $"integers of {size} bytes");
            case Float when size is 2 or 4 or 8 && Whole(ref cursor, size):
                cursor.Skip(1);
                int exponent = cursor.Byte();
                var kind = (size, exponent) switch
                {
                    (2, 5) or (4, 8) or (8, 11) => Hdf5Class.Float,
                    (2, 8) => Hdf5Class.BFloat16,
                    _ => Hdf5Class.Other,
                };
                // A VAX order would be told by the sixth bit.
                return new((bits & 0x40) == 0 ? kind : Hdf5Class.Other, (int)size, isBigEndian, true, $"floats of {size} bytes");
            case Text:
                return new(Hdf5Class.Text, (int)size, false, false, "texts");
            case Variable when (bits & 15) == 1 && size == 8 + file.AddressBytes:
                return new(Hdf5Class.VariableText, (int)size, false, false, "texts");
            case var kindNumber:
                string found = kindNumber == Opaque ? $"bytes without a meaning, {size} each" : $"values of type {kindNumber}";
                return new(Hdf5Class.Other, (int)size, false, false, found);
        }
    }

    /// <summary>The same bytes as bfloat16, where an attribute says so.</summary>
    public Hdf5Type AsBFloat16(Hdf5File file) => Size == 2
        ? this with { Class = Hdf5Class.BFloat16 }
        : throw file.Error($"a data set should hold bfloat16, but has {Found}.");

    /// <summary>The same, where it is one of numbers.</summary>
    public Hdf5Type Number(Hdf5File file) => Class is Hdf5Class.Integer or Hdf5Class.Float or Hdf5Class.BFloat16
        ? this
        : throw file.Error($"a data set has {Found}, expected numbers.");

    /// <summary>The number that some bytes are.</summary>
    public float Value(ReadOnlySpan<byte> bytes)
    {
        if (Class == Hdf5Class.Float && Size == sizeof(float) && !IsBigEndian)
            return BinaryPrimitives.ReadSingleLittleEndian(bytes);
        ulong bits = Size switch
        {
            1 => bytes[0],
            2 => IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            4 => IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };
        return (Class, Size, IsSigned) switch
        {
            (Hdf5Class.BFloat16, _, _) => BitConverter.UInt32BitsToSingle((uint)bits << 16),
            (Hdf5Class.Float, 2, _) => (float)BitConverter.UInt16BitsToHalf((ushort)bits),
            (Hdf5Class.Float, 4, _) => BitConverter.UInt32BitsToSingle((uint)bits),
            (Hdf5Class.Float, _, _) => (float)BitConverter.UInt64BitsToDouble(bits),
            (_, 1, true) => (sbyte)bits,
            (_, 2, true) => (short)bits,
            (_, 4, true) => (int)bits,
            (_, 8, true) => (long)bits,
            _ => bits,
        };
    }

    // No bits are left out at either end.
    private static bool Whole(ref Hdf5Cursor cursor, uint size) => cursor.UInt16() == 0 & cursor.UInt16() == 8 * size;
}
