using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

// What dies away over many steps becomes 0 instead of subnormal.
public static partial class Sequences
{
    /// <summary>After step <paramref name="step"/> of Forward: values of the states that have died away (below 1e-30) become 0; looks at them once in 16
    /// steps.</summary>
    /// <param name="tape">The track's memory.</param>
    /// <param name="sequences">Which sequences.</param>
    /// <param name="step">The step, from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FlushStates(LayerTape tape, Share sequences, int step)
    {
        if (Subnormals.IsDue(step))
            FlushStatesNow(tape, sequences, step);
    }

    /// <summary>After step <paramref name="step"/> of Backward: values of the states' gradients that have died away (below 1e-30) become 0; looks at them
    /// once in 16 steps.</summary>
    /// <param name="tape">The track's memory.</param>
    /// <param name="sequences">Which sequences.</param>
    /// <param name="step">The step, from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FlushStateGradients(LayerTape tape, Share sequences, int step)
    {
        if (Subnormals.IsDue(step))
            FlushStateGradientsNow(tape, sequences);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FlushStatesNow(LayerTape tape, Share sequences, int step)
    {
        nint first = ((tape.Reversed ? step : step + 1) * (nint)tape.Batch) + sequences.First;
        foreach (var state in tape.Layout.StateSpan)
            Flush(ref tape[state.Region].Reference, first, sequences, state.PaddedWidth);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FlushStateGradientsNow(LayerTape tape, Share sequences)
    {
        foreach (var state in tape.Layout.StateSpan)
            Flush(ref tape[state.GradientRegion].Reference, sequences.First, sequences, state.PaddedWidth);
    }

    private static void Flush(ref float rows, nint first, Share sequences, int paddedWidth) =>
        Subnormals.Flush(ref Unsafe.Add(ref rows, first * paddedWidth), checked((int)(sequences.Count * paddedWidth)));
}
