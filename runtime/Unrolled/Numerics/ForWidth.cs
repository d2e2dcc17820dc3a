using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>Calls a network with this machine's vector type: the one choice between machine codes that each call of a model makes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ForWidth
{
    /// <summary>Floats that a run keeps for each step, with vectors of <paramref name="lanes"/> floats.</summary>
    /// <param name="lanes">Floats in a vector.</param>
    public static nint RunLength<TNetwork, TElement>(int lanes)
        where TNetwork : struct, IStreamNetwork<TElement> => lanes switch
        {
            16 => TNetwork.RunLength<Simd512>(),
            8 => TNetwork.RunLength<Simd256>(),
            4 => TNetwork.RunLength<Simd128>(),
            _ => TNetwork.RunLength<Simd1>(),
        };

    /// <inheritdoc cref="IFeatureNetwork.Step"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<TNetwork>(ModelCore core, ReadOnlySpan<float> x, ref float memory, Span<float> y)
        where TNetwork : struct, IFeatureNetwork
    {
        if (SimdWidth.Lanes == 16)
            TNetwork.Step<Simd512>(core, x, ref memory, y);
        else if (SimdWidth.Lanes == 8)
            TNetwork.Step<Simd256>(core, x, ref memory, y);
        else if (SimdWidth.Lanes == 4)
            TNetwork.Step<Simd128>(core, x, ref memory, y);
        else
            TNetwork.Step<Simd1>(core, x, ref memory, y);
    }

    /// <inheritdoc cref="ITokenNetwork.Step"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<TNetwork>(ModelCore core, int token, ref float memory, Span<float> y)
        where TNetwork : struct, ITokenNetwork
    {
        if (SimdWidth.Lanes == 16)
            TNetwork.Step<Simd512>(core, token, ref memory, y);
        else if (SimdWidth.Lanes == 8)
            TNetwork.Step<Simd256>(core, token, ref memory, y);
        else if (SimdWidth.Lanes == 4)
            TNetwork.Step<Simd128>(core, token, ref memory, y);
        else
            TNetwork.Step<Simd1>(core, token, ref memory, y);
    }

    /// <inheritdoc cref="IStreamNetwork{TElement}.StepAll"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StepAll<TNetwork, TElement>(ModelCore core, ReadOnlySpan<TElement> x, ref float memory, Span<float> y, int streams, nint stride)
        where TNetwork : struct, IStreamNetwork<TElement>
    {
        if (SimdWidth.Lanes == 16)
            TNetwork.StepAll<Simd512>(core, x, ref memory, y, streams, stride);
        else if (SimdWidth.Lanes == 8)
            TNetwork.StepAll<Simd256>(core, x, ref memory, y, streams, stride);
        else if (SimdWidth.Lanes == 4)
            TNetwork.StepAll<Simd128>(core, x, ref memory, y, streams, stride);
        else
            TNetwork.StepAll<Simd1>(core, x, ref memory, y, streams, stride);
    }

    /// <inheritdoc cref="IStreamNetwork{TElement}.Run"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TNetwork, TElement, TModel>(ModelCore core, ReadOnlySpan<TElement> x, State<TModel> state, Span<float> y, int steps)
        where TNetwork : struct, IStreamNetwork<TElement>
        where TModel : class, IInferenceModel<TModel>
    {
        if (SimdWidth.Lanes == 16)
            TNetwork.Run<Simd512, TModel>(core, x, state, y, steps);
        else if (SimdWidth.Lanes == 8)
            TNetwork.Run<Simd256, TModel>(core, x, state, y, steps);
        else if (SimdWidth.Lanes == 4)
            TNetwork.Run<Simd128, TModel>(core, x, state, y, steps);
        else
            TNetwork.Run<Simd1, TModel>(core, x, state, y, steps);
    }

    /// <inheritdoc cref="INetwork.Pass"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pass<TNetwork, TModel>(ModelCore core, Tape<TModel> tape, in Pass pass, Worker worker)
        where TNetwork : struct, INetwork
        where TModel : class, IInferenceModel<TModel>
    {
        if (SimdWidth.Lanes == 16)
            TNetwork.Pass<Simd512, TModel>(core, tape, in pass, worker);
        else if (SimdWidth.Lanes == 8)
            TNetwork.Pass<Simd256, TModel>(core, tape, in pass, worker);
        else if (SimdWidth.Lanes == 4)
            TNetwork.Pass<Simd128, TModel>(core, tape, in pass, worker);
        else
            TNetwork.Pass<Simd1, TModel>(core, tape, in pass, worker);
    }
}
