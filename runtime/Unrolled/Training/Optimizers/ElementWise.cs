using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>The arithmetic of one optimiser for one vector of elements, with the numbers of one update as fields.</summary>
internal interface IUpdateRule
{
    /// <summary>The parameter's next value. Changes the moments in place; a moment that the optimiser does not name must be neither read nor written.</summary>
    /// <param name="value">The parameter.</param>
    /// <param name="gradient">Its gradient, clipped.</param>
    /// <param name="first">The optimiser's moment 0.</param>
    /// <param name="second">The optimiser's moment 1.</param>
    /// <param name="third">The optimiser's moment 2.</param>
    V Next<V>(V value, V gradient, ref V first, ref V second, ref V third) where V : struct, ISimd<V>;
}

/// <summary>Runs an update rule over a run of elements with the machine's widest vectors.</summary>
internal static class ElementWise
{
    /// <summary>Applies the rule to every element of the run.</summary>
    /// <param name="update">The run.</param>
    /// <param name="moments">How many moments the rule uses, at most 3.</param>
    /// <param name="rule">The arithmetic.</param>
    public static void Run<TRule>(in ParameterUpdate update, int moments, TRule rule)
        where TRule : struct, IUpdateRule
    {
        ref float values = ref MemoryMarshal.GetReference(update.Values);
        ref float gradients = ref MemoryMarshal.GetReference(update.Gradients);
        // A moment that the rule does not use is never dereferenced; the values stand in for it.
        ref float first = ref moments > 0 ? ref MemoryMarshal.GetReference(update.Moment(0)) : ref values;
        ref float second = ref moments > 1 ? ref MemoryMarshal.GetReference(update.Moment(1)) : ref values;
        ref float third = ref moments > 2 ? ref MemoryMarshal.GetReference(update.Moment(2)) : ref values;
        nint length = update.Values.Length;
        switch (SimdWidth.Lanes)
        {
            case 16: Run<Simd512, TRule>(ref values, ref gradients, ref first, ref second, ref third, length, update.GradientScale, rule); break;
            case 8: Run<Simd256, TRule>(ref values, ref gradients, ref first, ref second, ref third, length, update.GradientScale, rule); break;
            case 4: Run<Simd128, TRule>(ref values, ref gradients, ref first, ref second, ref third, length, update.GradientScale, rule); break;
            default: Run<Simd1, TRule>(ref values, ref gradients, ref first, ref second, ref third, length, update.GradientScale, rule); break;
        }
    }

    /// <summary>The run with vectors of one width; what is left over at its end goes element by element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<V, TRule>(ref float values, ref float gradients, ref float first, ref float second, ref float third, nint length, float gradientScale, TRule rule)
        where V : struct, ISimd<V>
        where TRule : struct, IUpdateRule
    {
        V scale = V.Broadcast(gradientScale);
        nint i = 0;
        for (; i <= length - V.Lanes; i += V.Lanes)
        {
            ref V value = ref Packed.At<V>(ref values, i);
            value = rule.Next(value, Packed.At<V>(ref gradients, i) * scale,
                ref Packed.At<V>(ref first, i), ref Packed.At<V>(ref second, i), ref Packed.At<V>(ref third, i));
        }

        Simd1 one = Simd1.Broadcast(gradientScale);
        for (; i < length; i++)
        {
            ref Simd1 value = ref Packed.At<Simd1>(ref values, i);
            value = rule.Next(value, Packed.At<Simd1>(ref gradients, i) * one,
                ref Packed.At<Simd1>(ref first, i), ref Packed.At<Simd1>(ref second, i), ref Packed.At<Simd1>(ref third, i));
        }
    }
}
