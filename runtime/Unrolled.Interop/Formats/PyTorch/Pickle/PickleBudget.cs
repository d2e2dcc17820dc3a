namespace Unrolled.Formats.PyTorch.Pickle;

/// <summary>What a pickle may make of its bytes: a few of them can say a great many objects. Figures are bytes of memory, roughly.</summary>
internal sealed class PickleBudget(long fileLength)
{
    public const int Object = 48;
    public const int Dictionary = 200;
    public const int Slot = 16;
    public const int Entry = 80;

    /// <summary>The most values that may lie on the stack at once.</summary>
    public const int Stack = 1 << 20;

    private readonly long _most = (24L << 20) + fileLength;
    private long _spent;

    /// <summary>Spends; what is more than the budget is an <see cref="InvalidDataException"/>.</summary>
    public void Spend(long bytes)
    {
        _spent += bytes;
        if (_spent > _most)
            throw new InvalidDataException($"its pickle makes objects of more than {_most} bytes");
    }
}
