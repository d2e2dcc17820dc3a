namespace Unrolled.CompilerServices;

/// <summary>Allocation of a tape's buffers, with an error that says what was too much.</summary>
internal static class TapeMemory
{
    public static AlignedBuffer Allocate(long rows, long floatsPerRow, string what, int steps, int batch)
    {
        if ((Int128)rows * floatsPerRow > AlignedBuffer.MaximumLength)
        {
            throw new ArgumentException(
                $"A tape of {steps} steps × {batch} sequences needs {(Int128)rows * floatsPerRow} floats for {what}, and a buffer holds "
                    + $"{AlignedBuffer.MaximumLength}: use fewer steps or sequences.");
        }

        return new AlignedBuffer(rows * floatsPerRow);
    }
}
