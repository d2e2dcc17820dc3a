using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>Runs an update rule over a run of elements with the machine's widest vectors.</summary>
internal static class ElementWise
{
    private const int MomentsOnTheStack = 64;

    /// <summary>Applies the rule to every element of the run.</summary>
    /// <param name="update">The run.</param>
    /// <param name="moments">The run's elements in the first moment; anything where there is none.</param>
    /// <param name="stride">Floats from one moment to the next.</param>
    /// <param name="count">How many moments there are.</param>
    /// <param name="rule">The arithmetic.</param>
    /// <exception cref="InvalidOperationException">The rule does not leave 0 at 0.</exception>
    public static void Run<TRule>(in ParameterUpdate update, ref float moments, nint stride, int count, TRule rule)
        where TRule : struct, IUpdateRule
    {
        if (BitOperations.IsPow2(update.Count))
            RequireZero(count, rule);
        ref float values = ref MemoryMarshal.GetReference(update.Values);
        ref float gradients = ref MemoryMarshal.GetReference(update.Gradients);
        nint length = update.Values.Length;
        switch (SimdWidth.Lanes)
        {
            case 16: Run<Simd512, TRule>(ref values, ref gradients, ref moments, stride, count, length, update.GradientScale, rule); break;
            case 8: Run<Simd256, TRule>(ref values, ref gradients, ref moments, stride, count, length, update.GradientScale, rule); break;
            case 4: Run<Simd128, TRule>(ref values, ref gradients, ref moments, stride, count, length, update.GradientScale, rule); break;
            default: Run<Simd1, TRule>(ref values, ref gradients, ref moments, stride, count, length, update.GradientScale, rule); break;
        }
    }

    /// <summary>The run with vectors of one width; what is left over at its end goes element by element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<V, TRule>(
        ref float values, ref float gradients, ref float moments, nint stride, int count, nint length, float gradientScale, TRule rule)
        where V : struct, ISimd<V>
        where TRule : struct, IUpdateRule
    {
        V scale = V.Broadcast(gradientScale);
        nint i = 0;
        for (; i <= length - V.Lanes; i += V.Lanes)
        {
            ref V value = ref Packed.At<V>(ref values, i);
            value = rule.Next(value, Packed.At<V>(ref gradients, i) * scale, new Moments<V>(ref Unsafe.Add(ref moments, i), stride, count));
        }

        Simd1 one = Simd1.Broadcast(gradientScale);
        for (; i < length; i++)
        {
            ref Simd1 value = ref Packed.At<Simd1>(ref values, i);
            value = rule.Next(value, Packed.At<Simd1>(ref gradients, i) * one, new Moments<Simd1>(ref Unsafe.Add(ref moments, i), stride, count));
        }
    }

    /// <summary>The lanes that pad parameters are such elements, and everything relies on their being 0. Asked at updates 1, 2, 4, 8, …: a rule's numbers
    /// change from one to the next.</summary>
    private static void RequireZero<TRule>(int count, TRule rule)
        where TRule : struct, IUpdateRule
    {
        Span<float> moments = count <= MomentsOnTheStack ? stackalloc float[MomentsOnTheStack] : new float[count];
        moments.Clear();
        float value = Simd1.Sum(rule.Next(Simd1.Zero, Simd1.Zero, new Moments<Simd1>(ref MemoryMarshal.GetReference(moments), 1, count)));
        int moment = moments.IndexOfAnyExcept(0f);
        if (value == 0 && moment < 0)
            return;
        string found = value != 0 ? $"the value {value}" : $"{moments[moment]} as moment {moment}";
        throw new InvalidOperationException(
            $"An update must leave an element at 0 whose value, gradient and moments are 0; {typeof(TRule)} gives it {found}. " +
            "A division by a moment needs an epsilon.");
    }
}
