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

    /// <summary>Floats a step of the sums that Run computes ahead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static nint SumsLength<V>() where V : struct, ISimd<V>
    {
        nint units = Padded<V>(Hidden);
        return Aligned(4 * units);
    }

    /// <summary>One step of one stream. Its states and its scratch memory are contiguous.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Step<V>(ref float parameters, ref float x, ref float memory) where V : struct, ISimd<V>
    {
        nint units = Padded<V>(Hidden);
        ref float aRows = ref memory;
        ref float hRows = ref Unsafe.Add(ref memory, 4 * units);
        ref float cRows = ref Unsafe.Add(ref memory, 5 * units);
        ref float turnRows = ref Unsafe.Add(ref memory, 6 * units);
        turnRows = 1f - turnRows;
        bool backwards = turnRows != 0f;
        ref float h_nextRows = ref units == 2 * V.Lanes || V.Lanes < 16 ? ref hRows : ref memory;
        StreamStep<V, FromBiases>(ref parameters, ref x, ref hRows, ref aRows, ref cRows, ref cRows, ref h_nextRows, backwards);
        if (V.Lanes < 16)
        {
            StreamAdvance<V>(ref aRows, ref cRows, ref cRows, ref hRows);
        }
        if (V.Lanes >= 16 && units != 2 * V.Lanes)
        {
            Copy<V>(ref h_nextRows, ref hRows, units);
        }
    }

    /// <summary>Many steps of one stream. The products with the input come first, all steps at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<V>(ref float parameters, ref float x, nint xStride, ref float memory, ref float sums, ref float y,
        nint yStride, nint steps) where V : struct, ISimd<V>
    {
        nint units = Padded<V>(Hidden);
        ref float hRows = ref Unsafe.Add(ref memory, 4 * units);
        ref float cRows = ref Unsafe.Add(ref memory, 5 * units);
        ref float aRows = ref sums;
        // W_i, W_f, W_g, W_o · x, plus biases, all steps at once
        Products.MultiplyFrom<V>(ref x, xStride, 30, ref Unsafe.Add(ref parameters, 4 * units), ref aRows, 4 * V.Lanes, 4 * units, steps,
            units / V.Lanes, 4, ref parameters, 4 * V.Lanes);
        bool backwards = false;
        ref float h_placeRows = ref hRows;
        ref float h_nextRows = ref units == 2 * V.Lanes || V.Lanes < 16 ? ref hRows : ref memory;
        for (nint step = 0; step < steps; step++)
        {
            StreamStep<V, FromInput>(ref parameters, ref x, ref hRows, ref aRows, ref cRows, ref cRows, ref h_nextRows, backwards);
            if (V.Lanes < 16)
            {
                StreamAdvance<V>(ref aRows, ref cRows, ref cRows, ref hRows);
            }
            // The next step reads the memory that this one wrote, and writes the memory that this one read.
            ref float h_oldRows = ref hRows;
            hRows = ref h_nextRows;
            h_nextRows = ref h_oldRows;
            CopyRow<V>(ref hRows, ref y, Hidden);
            aRows = ref Unsafe.Add(ref aRows, 4 * units);
            y = ref Unsafe.Add(ref y, yStride);
            backwards = !backwards;
        }
        if (!Unsafe.AreSame(ref hRows, ref h_placeRows))
        {
            Copy<V>(ref hRows, ref h_placeRows, units);
        }
    }

    /// <summary>One step of many streams, whose memories are a fixed number of floats apart. Each weight is read once for several
    /// streams.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void StepAll<V>(ref float parameters, ref float x, nint xStride, ref float memory, nint stride, nint streams)
        where V : struct, ISimd<V>
    {
        nint units = Padded<V>(Hidden);
        ref float aRows = ref memory;
        ref float hRows = ref Unsafe.Add(ref memory, 4 * units);
        ref float cRows = ref Unsafe.Add(ref memory, 5 * units);
        // W_i, W_f, W_g, W_o · x, plus biases
        Products.MultiplyFrom<V>(ref x, xStride, 30, ref Unsafe.Add(ref parameters, 4 * units), ref aRows, 4 * V.Lanes, stride, streams,
            units / V.Lanes, 4, ref parameters, 4 * V.Lanes);
        // + R_i, R_f, R_g, R_o · h[t-1]
        Products.MultiplyAdd<V>(ref hRows, stride, 64, ref Unsafe.Add(ref parameters, 124 * units), ref aRows, 4 * V.Lanes, stride,
            streams, units / V.Lanes, 4);
        for (nint stream = 0; stream < streams; stream++)
        {
            StreamAdvance<V>(ref Unsafe.Add(ref aRows, stream * stride), ref Unsafe.Add(ref cRows, stream * stride),
                ref Unsafe.Add(ref cRows, stream * stride), ref Unsafe.Add(ref hRows, stream * stride));
        }
    }

    /// <summary>Pre-activations, and the equations that follow from them: a_i = W_i x + R_i h[t-1] + b_i; a_f = W_f x + R_f h[t-1] + b_f;
    /// a_g = W_g x + R_g h[t-1] + b_g; a_o = W_o x + R_o h[t-1] + b_o; products with x may be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StreamStep<V, S>(ref float parameters, ref float x, ref float hRows, ref float aRows, ref float c_prevRows,
        ref float cRows, ref float h_nextRows, bool backwards) where V : struct, ISimd<V> where S : struct, IStart
    {
        unchecked
        {
            nint units = Padded<V>(Hidden);
            // Where registers are few, one block after another.
            nint together = V.Lanes < 16 ? 0 : units / (2 * V.Lanes) * (2 * V.Lanes);
            // In the opposite order of the previous step: the weights read last are still in the cache.
            if (backwards)
            {
                for (nint unit = units - V.Lanes; unit >= together; unit -= V.Lanes)
                {
                    StreamStepOf1<V, S>(ref parameters, ref x, ref hRows, ref aRows, ref c_prevRows, ref cRows, ref h_nextRows, unit);
                }
                for (nint unit = together - 2 * V.Lanes; unit >= 0; unit -= 2 * V.Lanes)
                {
                    StreamStepOf2<V, S>(ref parameters, ref x, ref hRows, ref aRows, ref c_prevRows, ref cRows, ref h_nextRows, unit);
                }
                return;
            }
            for (nint unit = 0; unit < together; unit += 2 * V.Lanes)
            {
                StreamStepOf2<V, S>(ref parameters, ref x, ref hRows, ref aRows, ref c_prevRows, ref cRows, ref h_nextRows, unit);
            }
            for (nint unit = together; unit < units; unit += V.Lanes)
            {
                StreamStepOf1<V, S>(ref parameters, ref x, ref hRows, ref aRows, ref c_prevRows, ref cRows, ref h_nextRows, unit);
            }
        }
    }

    /// <summary>The same of 2 blocks of units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StreamStepOf2<V, S>(ref float parameters, ref float x, ref float hRows, ref float aRows, ref float c_prevRows,
        ref float cRows, ref float h_nextRows, nint unit) where V : struct, ISimd<V> where S : struct, IStart
    {
        unchecked
        {
            nint units = Padded<V>(Hidden);
            V a_i, a_f, a_g, a_o;
            V a_i_2 = V.Zero, a_f_2 = V.Zero, a_g_2 = V.Zero, a_o_2 = V.Zero;
            V a_i_b2, a_f_b2, a_g_b2, a_o_b2;
            V a_i_b2_2 = V.Zero, a_f_b2_2 = V.Zero, a_g_b2_2 = V.Zero, a_o_b2_2 = V.Zero;
            if (S.HasInput)
            {
                Load(ref aRows, 4 * unit, out a_i, out a_f, out a_g, out a_o);
                Load(ref aRows, 4 * unit + 4 * V.Lanes, out a_i_b2, out a_f_b2, out a_g_b2, out a_o_b2);
            }
            else
            {
                Load(ref parameters, 4 * unit, out a_i, out a_f, out a_g, out a_o);
                Load(ref parameters, 4 * unit + 4 * V.Lanes, out a_i_b2, out a_f_b2, out a_g_b2, out a_o_b2);
                // + W_i, W_f, W_g, W_o · x
                ref float W = ref Unsafe.Add(ref parameters, 4 * units + 120 * unit);
                for (nint k = 0; k < 30; k += 2)
                {
                    V W_v0 = V.BroadcastAt(ref x, k);
                    Accumulate(ref a_i, ref a_f, ref a_g, ref a_o, ref W, 0, W_v0);
                    Accumulate(ref a_i_b2, ref a_f_b2, ref a_g_b2, ref a_o_b2, ref W, 120 * V.Lanes, W_v0);
                    V W_v1 = V.BroadcastAt(ref x, k + 1);
                    Accumulate(ref a_i_2, ref a_f_2, ref a_g_2, ref a_o_2, ref W, 4 * V.Lanes, W_v1);
                    Accumulate(ref a_i_b2_2, ref a_f_b2_2, ref a_g_b2_2, ref a_o_b2_2, ref W, 124 * V.Lanes, W_v1);
                    W = ref Unsafe.Add(ref W, 8 * V.Lanes);
                }
            }
            // + R_i, R_f, R_g, R_o · h[t-1]
            ref float R = ref Unsafe.Add(ref parameters, 124 * units + 256 * unit);
            for (nint k = 0; k < 64; k += 4)
            {
                ref float R_k = ref Unsafe.Add(ref hRows, k);
                V R_four = V.Four(ref R_k);
                V R_v0 = V.Element(R_four, ref R_k, 0);
                Accumulate(ref a_i, ref a_f, ref a_g, ref a_o, ref R, 0, R_v0);
                Accumulate(ref a_i_b2, ref a_f_b2, ref a_g_b2, ref a_o_b2, ref R, 256 * V.Lanes, R_v0);
                V R_v1 = V.Element(R_four, ref R_k, 1);
                Accumulate(ref a_i_2, ref a_f_2, ref a_g_2, ref a_o_2, ref R, 4 * V.Lanes, R_v1);
                Accumulate(ref a_i_b2_2, ref a_f_b2_2, ref a_g_b2_2, ref a_o_b2_2, ref R, 260 * V.Lanes, R_v1);
                V R_v2 = V.Element(R_four, ref R_k, 2);
                Accumulate(ref a_i, ref a_f, ref a_g, ref a_o, ref R, 8 * V.Lanes, R_v2);
                Accumulate(ref a_i_b2, ref a_f_b2, ref a_g_b2, ref a_o_b2, ref R, 264 * V.Lanes, R_v2);
                V R_v3 = V.Element(R_four, ref R_k, 3);
                Accumulate(ref a_i_2, ref a_f_2, ref a_g_2, ref a_o_2, ref R, 12 * V.Lanes, R_v3);
                Accumulate(ref a_i_b2_2, ref a_f_b2_2, ref a_g_b2_2, ref a_o_b2_2, ref R, 268 * V.Lanes, R_v3);
                R = ref Unsafe.Add(ref R, 16 * V.Lanes);
            }
            AdvanceUnitsOf2<V>(a_i + a_i_2, a_f + a_f_2, a_g + a_g_2, a_o + a_o_2, a_i_b2 + a_i_b2_2, a_f_b2 + a_f_b2_2, a_g_b2 + a_g_b2_2,
                a_o_b2 + a_o_b2_2, ref c_prevRows, ref cRows, ref h_nextRows, unit);
        }
    }
