//HintName: Net.Lstm0.g.cs
// Lstm0.Hidden
// Lstm0.ParameterLength
// Lstm0.StreamLength
// Lstm0.SumsLength
// Lstm0.StreamOutput
// Lstm0.Layout
// Lstm0.Step
// Lstm0.Run
// Lstm0.StepAll
// Lstm0.StreamStep
// Lstm0.StreamStepOf2Wide
// Lstm0.StreamStepOf2
// Lstm0.StreamStepOf1
// Lstm0.StreamAdvance
// Lstm0.AdvanceUnits
// Lstm0.AdvanceUnitsOf2
// Lstm0.Forward
// Lstm0.Backward
// Lstm0.AddGradients
// Lstm0.Advance
// Lstm0.Retreat

    /// <summary>One step of one stream. Its states and its scratch memory are contiguous.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Step<V>(ref float parameters, ref float x, ref float memory) where V : struct, ISimd<V>
    {
        nint units = Padded<V>(Hidden);
        ref float aRows = ref memory;
        ref float hRows = ref Unsafe.Add(ref memory, 4 * units);
        ref float cRows = ref Unsafe.Add(ref memory, 5 * units);
        ref float h_nextRows = ref units == 2 * V.Lanes || V.Lanes < 16 ? ref hRows : ref memory;
        StreamStep<V>(ref parameters, ref x, ref hRows, ref aRows, ref cRows, ref cRows, ref h_nextRows);
        if (V.Lanes < 16)
        {
            StreamAdvance<V>(ref aRows, ref cRows, ref cRows, ref hRows);
        }
        if (V.Lanes >= 16 && units != 2 * V.Lanes)
        {
            Copy<V>(ref h_nextRows, ref hRows, units);
        }
    }

    /// <summary>One step of many streams, whose memories are a fixed number of floats apart. Each weight is read once for several streams,
    /// with vectors of 512 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void StepAll<V>(ref float parameters, ref float x, nint xStride, ref float memory, nint stride, nint streams)
        where V : struct, ISimd<V>
    {
        if (V.Lanes < 16)
        {
            for (nint stream = 0; stream < streams; stream++)
            {
                Step<V>(ref parameters, ref Unsafe.Add(ref x, stream * xStride), ref Unsafe.Add(ref memory, stream * stride));
            }
            return;
        }
        nint units = Padded<V>(Hidden);
        ref float aRows = ref memory;
        ref float hRows = ref Unsafe.Add(ref memory, 4 * units);
        ref float cRows = ref Unsafe.Add(ref memory, 5 * units);
        // W_i, W_f, W_g, W_o · x, plus biases
        Products.MultiplyFrom<V>(ref x, xStride, 3, ref Unsafe.Add(ref parameters, 4 * units), ref aRows, 4 * V.Lanes, stride, streams,
            units / V.Lanes, 4, ref parameters, 4 * V.Lanes);
        // + R_i, R_f, R_g, R_o · h[t-1]
        Products.MultiplyAdd<V>(ref hRows, stride, 40, ref Unsafe.Add(ref parameters, 16 * units), ref aRows, 4 * V.Lanes, stride, streams,
            units / V.Lanes, 4);
        for (nint stream = 0; stream < streams; stream++)
        {
            StreamAdvance<V>(ref Unsafe.Add(ref aRows, stream * stride), ref Unsafe.Add(ref cRows, stream * stride),
                ref Unsafe.Add(ref cRows, stream * stride), ref Unsafe.Add(ref hRows, stream * stride));
        }
    }

    /// <summary>Pre-activations, and the equations that follow from them: a_i = W_i x + R_i h[t-1] + b_i; a_f = W_f x + R_f h[t-1] + b_f;
    /// a_g = W_g x + R_g h[t-1] + b_g; a_o = W_o x + R_o h[t-1] + b_o.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StreamStep<V>(ref float parameters, ref float x, ref float hRows, ref float aRows, ref float c_prevRows,
        ref float cRows, ref float h_nextRows) where V : struct, ISimd<V>
    {
        unchecked
        {
            nint units = Padded<V>(Hidden);
            nint together = units / (2 * V.Lanes) * (2 * V.Lanes);
            for (nint unit = 0; unit < together; unit += 2 * V.Lanes)
            {
                if (V.Lanes < 16)
                {
                    StreamStepOf2<V>(ref parameters, ref x, ref hRows, ref aRows, ref c_prevRows, ref cRows, ref h_nextRows, unit);
                }
                else
                {
                    StreamStepOf2Wide<V>(ref parameters, ref x, ref hRows, ref aRows, ref c_prevRows, ref cRows, ref h_nextRows, unit);
                }
            }
            for (nint unit = together; unit < units; unit += V.Lanes)
            {
                StreamStepOf1<V>(ref parameters, ref x, ref hRows, ref aRows, ref c_prevRows, ref cRows, ref h_nextRows, unit);
            }
        }
    }

    /// <summary>The same of 2 blocks of units, with more accumulators.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StreamStepOf2Wide<V>(ref float parameters, ref float x, ref float hRows, ref float aRows, ref float c_prevRows,
        ref float cRows, ref float h_nextRows, nint unit) where V : struct, ISimd<V>
    {
        unchecked
        {
            nint units = Padded<V>(Hidden);
            Load(ref parameters, 4 * unit, out V a_i, out V a_f, out V a_g, out V a_o);
            V a_i_2 = V.Zero, a_f_2 = V.Zero, a_g_2 = V.Zero, a_o_2 = V.Zero;
            Load(ref parameters, 4 * unit + 4 * V.Lanes, out V a_i_b2, out V a_f_b2, out V a_g_b2, out V a_o_b2);
            V a_i_b2_2 = V.Zero, a_f_b2_2 = V.Zero, a_g_b2_2 = V.Zero, a_o_b2_2 = V.Zero;
            // + W_i, W_f, W_g, W_o · x
            ref float W = ref Unsafe.Add(ref parameters, 4 * units + 12 * unit);
            V W_0 = V.BroadcastAt(ref x, 0);
            Accumulate(ref a_i, ref a_f, ref a_g, ref a_o, ref W, 0, W_0);
            Accumulate(ref a_i_b2, ref a_f_b2, ref a_g_b2, ref a_o_b2, ref W, 12 * V.Lanes, W_0);
            V W_1 = V.BroadcastAt(ref x, 1);
            Accumulate(ref a_i_2, ref a_f_2, ref a_g_2, ref a_o_2, ref W, 4 * V.Lanes, W_1);
            Accumulate(ref a_i_b2_2, ref a_f_b2_2, ref a_g_b2_2, ref a_o_b2_2, ref W, 16 * V.Lanes, W_1);
            V W_2 = V.BroadcastAt(ref x, 2);
            Accumulate(ref a_i, ref a_f, ref a_g, ref a_o, ref W, 8 * V.Lanes, W_2);
            Accumulate(ref a_i_b2, ref a_f_b2, ref a_g_b2, ref a_o_b2, ref W, 20 * V.Lanes, W_2);
            // + R_i, R_f, R_g, R_o · h[t-1]
            ref float R = ref Unsafe.Add(ref parameters, 16 * units + 160 * unit);
            for (nint k = 0; k < 40; k += 2)
            {
                V R_v0 = V.BroadcastAt(ref hRows, k);
                Accumulate(ref a_i, ref a_f, ref a_g, ref a_o, ref R, 0, R_v0);
                Accumulate(ref a_i_b2, ref a_f_b2, ref a_g_b2, ref a_o_b2, ref R, 160 * V.Lanes, R_v0);
                V R_v1 = V.BroadcastAt(ref hRows, k + 1);
                Accumulate(ref a_i_2, ref a_f_2, ref a_g_2, ref a_o_2, ref R, 4 * V.Lanes, R_v1);
                Accumulate(ref a_i_b2_2, ref a_f_b2_2, ref a_g_b2_2, ref a_o_b2_2, ref R, 164 * V.Lanes, R_v1);
                R = ref Unsafe.Add(ref R, 8 * V.Lanes);
            }
            AdvanceUnitsOf2<V>(a_i + a_i_2, a_f + a_f_2, a_g + a_g_2, a_o + a_o_2, a_i_b2 + a_i_b2_2, a_f_b2 + a_f_b2_2, a_g_b2 + a_g_b2_2,
                a_o_b2 + a_o_b2_2, ref c_prevRows, ref cRows, ref h_nextRows, unit);
        }
    }
