using Unrolled.Conversion;
using Unrolled.Formats.PyTorch.Pickle;

namespace Unrolled.Formats.PyTorch;

/// <summary>A tensor as a pickle describes it: a view of a storage, by an offset and a stride a dimension, in elements.</summary>
internal sealed class TorchTensor
{
    private const int MaximumRank = 16;

    private const int LongestKey = 100;

    /// <summary>Calls around calls around a tensor: a parameter with attributes is two.</summary>
    private const int MaximumWrappers = 8;

    private static readonly Dictionary<string, ElementType> s_types = new(StringComparer.Ordinal)
    {
        ["FloatStorage"] = ElementType.Float32,
        ["float32"] = ElementType.Float32,
        ["float"] = ElementType.Float32,
        ["DoubleStorage"] = ElementType.Float64,
        ["float64"] = ElementType.Float64,
        ["double"] = ElementType.Float64,
        ["HalfStorage"] = ElementType.Float16,
        ["float16"] = ElementType.Float16,
        ["half"] = ElementType.Float16,
        ["BFloat16Storage"] = ElementType.BFloat16,
        ["bfloat16"] = ElementType.BFloat16,
    };

    /// <summary>The name of its storage in the archive.</summary>
    public string StorageKey { get; private init; } = "";

    /// <summary>Bytes of the storage; null where the pickle does not say it.</summary>
    public long? StorageBytes { get; private init; }

    public ElementType Type { get; private init; }

    public long Offset { get; private init; }

    public Shape Shape { get; private init; }

    public long[] Strides { get; private init; } = [];

    /// <summary>Number of elements; beyond all bounds where it does not fit.</summary>
    public double Count { get; private init; }

    /// <summary>Equal for two tensors that are the same elements of the same storage in the same order.</summary>
    public object View => (StorageKey, Offset, Shape, string.Join(",", Strides));

    /// <summary>Why its numbers cannot be read, after its name; null where they can.</summary>
    public string? Problem { get; private init; }

    /// <summary>Whether it is row-major without gaps.</summary>
    public bool IsContiguous { get; private init; }

    /// <summary>The furthest element of the storage that it has; −1 where that is beyond all bounds.</summary>
    public long Last { get; private init; }

    /// <summary>The tensor that a value describes; null where it describes none.</summary>
    public static TorchTensor? Of(object? value)
    {
        for (int wrapper = 0; wrapper < MaximumWrappers && value is PickleObject { Callable: PickleGlobal global } call; wrapper++)
        {
            object?[] arguments = call.Positional;
            switch (global.Module, global.Name)
            {
                case ("torch._utils", "_rebuild_parameter" or "_rebuild_parameter_with_state") when arguments.Length > 0:
                case ("torch.nn.parameter", "Parameter" or "Buffer") when arguments.Length > 0:
                    value = arguments[0];
                    break;
                case ("torch._tensor", "_rebuild_from_type" or "_rebuild_from_type_v2") when arguments is [var function, _, PickleTuple inner, ..]:
                    value = new PickleObject(function, inner);
                    break;
                case ("torch._utils", "_rebuild_tensor" or "_rebuild_tensor_v2") when arguments.Length >= 4:
                    return Described(arguments, null);
                case ("torch._utils", "_rebuild_tensor_v3") when arguments.Length >= 7:
                    return Described(arguments, arguments[6] as PickleGlobal);
                case ("torch._utils", var name) when name.StartsWith("_rebuild_", StringComparison.Ordinal):
                    return new TorchTensor { Problem = $"is quantised, sparse or without values ({name}). Save the model before it is converted" };
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Some of its numbers, row-major, from the bytes of its storage.</summary>
    public float[] Read(ReadOnlySpan<byte> storage, bool bigEndian, int first, int count)
    {
        if (IsContiguous)
            return Elements.ToSingles(Type, storage, checked((int)Offset + first), count, bigEndian);
        int size = Elements.Size(Type);
        float[] values = new float[count];
        long[] index = new long[Shape.Rank];
        long at = Offset;
        for (int dimension = index.Length - 1, rest = first; dimension >= 0; rest /= Shape[dimension--])
        {
            index[dimension] = rest % Shape[dimension];
            at += index[dimension] * Strides[dimension];
        }

        for (int element = 0; element < values.Length; element++)
        {
            values[element] = Elements.ToSingle(Type, storage.Slice((int)(at * size), size), bigEndian);
            for (int dimension = index.Length - 1; dimension >= 0; dimension--)
            {
                at += Strides[dimension];
                if (++index[dimension] < Shape[dimension])
                    break;
                at -= Strides[dimension] * index[dimension];
                index[dimension] = 0;
            }
        }

        return values;
    }

    private static TorchTensor Described(object?[] arguments, PickleGlobal? type)
    {
        if (arguments is not [PicklePersistent { Id: PickleTuple { Items: ["storage", PickleGlobal storage, string key, _, long count, ..] } }, ..]
            || arguments is not [_, long offset, var sizes, var strides, ..] || Whole(sizes) is not { } shape || Whole(strides) is not { } steps
            || shape.Length != steps.Length || offset is < 0 or > int.MaxValue || count < 0 || key.Length > LongestKey
            || shape.Concat(steps).Any(size => size is < 0 or > int.MaxValue))
            return new TorchTensor { Problem = "is not described as PyTorch describes tensors" };
        string name = (type ?? storage).Name;
        bool isFloating = s_types.TryGetValue(name, out var element);
        if (name.Contains("complex", StringComparison.OrdinalIgnoreCase) || name.Contains("float8", StringComparison.OrdinalIgnoreCase))
            return new TorchTensor { Problem = $"is of the type {name}; expected half, bfloat16, single or double" };
        bool isUntyped = storage.Name == "UntypedStorage";
        var whole = new Shape([.. shape.Select(size => (int)size)]);
        return new TorchTensor
        {
            StorageKey = key,
            StorageBytes = isUntyped ? count : isFloating ? checked(count * Elements.Size(element)) : null,
            Type = isFloating ? element : ElementType.Other,
            Offset = offset,
            Shape = whole,
            Strides = steps,
            Count = shape.Aggregate(1d, (count, size) => count * size),
            Last = Furthest(offset, shape, steps),
            IsContiguous = Contiguous(shape, steps),
        };
    }

    private static long Furthest(long offset, long[] shape, long[] strides)
    {
        Int128 last = offset;
        for (int dimension = 0; dimension < shape.Length; dimension++)
            last += (Int128)Math.Max(0, shape[dimension] - 1) * strides[dimension];
        return last > long.MaxValue ? -1 : (long)last;
    }

    private static bool Contiguous(long[] shape, long[] strides)
    {
        Int128 expected = 1;
        for (int dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            if (shape[dimension] != 1 && strides[dimension] != expected)
                return false;
            expected *= shape[dimension];
        }

        return true;
    }

    /// <summary>The whole numbers of a tuple or a list (torch.Size is a call around one).</summary>
    private static long[]? Whole(object? value)
    {
        if (value is PickleObject { Arguments: PickleTuple { Items: [var inner] } })
            value = inner;
        IReadOnlyList<object?>? items = value is PickleTuple tuple ? tuple.Items : (value as PickleList)?.Items;
        return items is { Count: <= MaximumRank } && items.All(item => item is long) ? [.. items.Select(item => (long)item!)] : null;
    }
}
