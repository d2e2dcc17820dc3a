namespace Unrolled.Formats.Onnx;

/// <summary>
/// How many numbers reading may make, all in all: so many that each weight can be read and rearranged four times, and some. A few bytes can ask for an
/// array of any size, and a chain of nodes for any number of copies.
/// </summary>
internal sealed class ConstantBudget(long fileBytes)
{
    private const long Slack = 4_000_000;
    private const int MostSizes = 4096;
    private const int SizeCost = 64;
    private long _left = Share(fileBytes) + Slack;

    /// <summary>Another file whose numbers are read.</summary>
    public void AddFile(long bytes) => _left += Share(bytes);

    /// <summary>Takes as many numbers, before they are allocated.</summary>
    /// <exception cref="Refusal">That is more than is left.</exception>
    public void Take(long numbers)
    {
        if (numbers > _left)
            throw new Refusal("asks for more numbers than a file of this size can mean");
        _left -= numbers;
    }

    /// <summary>The product of sizes, which is taken from the budget.</summary>
    public int TakeArray<T>(ReadOnlySpan<int> dims)
    {
        bool isOfSizes = typeof(T) == typeof(Dimension);
        long count = 1;
        foreach (int size in dims)
        {
            if (size < 0)
                throw new Refusal($"makes an array of size {size}");
            count *= size;
            if (count > _left)
                break;
        }

        if (isOfSizes && count > MostSizes)
            throw new Refusal($"makes {count} sizes or indices; expected at most {MostSizes}");
        Take(isOfSizes ? count * SizeCost : count);
        return (int)count;
    }

    private static long Share(long bytes) => bytes + bytes / 4;
}
