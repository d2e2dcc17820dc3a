//HintName: Net.Gru0.g.cs
// Gru0.Hidden
// Gru0.ParameterLength
// Gru0.StreamLength
// Gru0.SumsLength
// Gru0.StreamOutput
// Gru0.Layout
// Gru0.Step
// Gru0.Run
// Gru0.StepAll
// Gru0.StreamSums1
// Gru0.StreamSums1Of2
// Gru0.StreamSums1Of1
// Gru0.StreamSums2
// Gru0.StreamSums2Of4Wide
// Gru0.StreamSums2Of4
// Gru0.StreamSums2Of1
// Gru0.RunSums1
// Gru0.RunSums1Of4Wide
// Gru0.RunSums1Of4
// Gru0.RunSums1Of1
// Gru0.RunSums2
// Gru0.RunSums2Of4Wide
// Gru0.RunSums2Of4
// Gru0.RunSums2Of1
// Gru0.StreamAdvance1
// Gru0.StreamAdvance2
// Gru0.Forward
// Gru0.Backward
// Gru0.AddGradients
// Gru0.Advance1
// Gru0.Advance2
// Gru0.Retreat1
// Gru0.Retreat2

    /// <summary>Floats a step of the sums that Run computes ahead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static nint SumsLength<V>() where V : struct, ISimd<V>
    {
        nint units = Padded<V>(Hidden);
        return Aligned(3 * units);
    }

    /// <summary>One step of one stream. Its states and its scratch memory are contiguous.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Step<V>(ref float parameters, ref float x, ref float memory) where V : struct, ISimd<V>
    {
        nint units = Padded<V>(Hidden);
        ref float aRows = ref memory;
        ref float hRows = ref Unsafe.Add(ref memory, 3 * units);
        ref float rhRows = ref Unsafe.Add(ref memory, 4 * units);
        ref float turnRows = ref Unsafe.Add(ref memory, 5 * units);
        turnRows = 1f - turnRows;
        bool backwards = turnRows != 0f;
        StreamSums1<V>(ref parameters, ref x, ref hRows, ref aRows, backwards);
        StreamAdvance1<V>(ref aRows, ref hRows, ref rhRows);
        StreamSums2<V>(ref parameters, ref rhRows, ref aRows);
        StreamAdvance2<V>(ref aRows, ref hRows, ref hRows);
    }

    /// <summary>Many steps of one stream. The products with the input come first, all steps at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<V>(ref float parameters, ref float x, nint xStride, ref float memory, ref float sums, ref float y,
        nint yStride, nint steps) where V : struct, ISimd<V>
    {
        nint units = Padded<V>(Hidden);
        ref float hRows = ref Unsafe.Add(ref memory, 3 * units);
        ref float rhRows = ref Unsafe.Add(ref memory, 4 * units);
        ref float aRows = ref sums;
        // W_r, W_z, W_n · x, plus biases, all steps at once
        Products.MultiplyFrom<V>(ref x, xStride, 28, ref Unsafe.Add(ref parameters, 3 * units), ref aRows, 3 * V.Lanes, 3 * units, steps,
            units / V.Lanes, 3, ref parameters, 3 * V.Lanes);
        for (nint step = 0; step < steps; step++)
        {
            RunSums1<V>(ref parameters, ref hRows, ref aRows);
            StreamAdvance1<V>(ref aRows, ref hRows, ref rhRows);
            RunSums2<V>(ref parameters, ref rhRows, ref aRows);
            StreamAdvance2<V>(ref aRows, ref hRows, ref hRows);
            CopyRow<V>(ref hRows, ref y, Hidden);
            aRows = ref Unsafe.Add(ref aRows, 3 * units);
            y = ref Unsafe.Add(ref y, yStride);
        }
    }

    /// <summary>The same of 2 blocks of units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StreamSums1Of2<V>(ref float parameters, ref float x, ref float hRows, ref float aRows, nint unit)
        where V : struct, ISimd<V>
    {
        unchecked
        {
            nint units = Padded<V>(Hidden);
            Load(ref parameters, 3 * unit, out V a_r, out V a_z, out V a_n);
            V a_r_2 = V.Zero, a_z_2 = V.Zero, a_n_2 = V.Zero, a_r_3 = V.Zero, a_z_3 = V.Zero, a_n_3 = V.Zero;
            Load(ref parameters, 3 * unit + 3 * V.Lanes, out V a_r_b2, out V a_z_b2, out V a_n_b2);
            V a_r_b2_2 = V.Zero, a_z_b2_2 = V.Zero, a_n_b2_2 = V.Zero, a_r_b2_3 = V.Zero, a_z_b2_3 = V.Zero, a_n_b2_3 = V.Zero;
            // + W_r, W_z, W_n · x
            ref float W = ref Unsafe.Add(ref parameters, 3 * units + 84 * unit);
            for (nint k = 0; k < 28; k += 4)
            {
                ref float W_k = ref Unsafe.Add(ref x, k);
                V W_four = V.Four(ref W_k);
                V W_v0 = V.Element(W_four, ref W_k, 0);
                Accumulate(ref a_r, ref a_z, ref a_n, ref W, 0, W_v0);
                Accumulate(ref a_r_b2, ref a_z_b2, ref a_n_b2, ref W, 84 * V.Lanes, W_v0);
                V W_v1 = V.Element(W_four, ref W_k, 1);
                Accumulate(ref a_r_2, ref a_z_2, ref a_n_2, ref W, 3 * V.Lanes, W_v1);
                Accumulate(ref a_r_b2_2, ref a_z_b2_2, ref a_n_b2_2, ref W, 87 * V.Lanes, W_v1);
                V W_v2 = V.Element(W_four, ref W_k, 2);
                Accumulate(ref a_r_3, ref a_z_3, ref a_n_3, ref W, 6 * V.Lanes, W_v2);
                Accumulate(ref a_r_b2_3, ref a_z_b2_3, ref a_n_b2_3, ref W, 90 * V.Lanes, W_v2);
                V W_v3 = V.Element(W_four, ref W_k, 3);
                Accumulate(ref a_r, ref a_z, ref a_n, ref W, 9 * V.Lanes, W_v3);
                Accumulate(ref a_r_b2, ref a_z_b2, ref a_n_b2, ref W, 93 * V.Lanes, W_v3);
                W = ref Unsafe.Add(ref W, 12 * V.Lanes);
            }
            // + R_r, R_z · h[t-1]
            ref float R = ref Unsafe.Add(ref parameters, 87 * units + 128 * unit);
            for (nint k = 0; k < 64; k += 8)
            {
                ref float R_k = ref Unsafe.Add(ref hRows, k);
                V R_four = V.Four(ref R_k);
                V R_v0 = V.Element(R_four, ref R_k, 0);
                Accumulate(ref a_r, ref a_z, ref R, 0, R_v0);
                Accumulate(ref a_r_b2, ref a_z_b2, ref R, 128 * V.Lanes, R_v0);
                V R_v1 = V.Element(R_four, ref R_k, 1);
                Accumulate(ref a_r_2, ref a_z_2, ref R, 2 * V.Lanes, R_v1);
                Accumulate(ref a_r_b2_2, ref a_z_b2_2, ref R, 130 * V.Lanes, R_v1);
                V R_v2 = V.Element(R_four, ref R_k, 2);
                Accumulate(ref a_r_3, ref a_z_3, ref R, 4 * V.Lanes, R_v2);
                Accumulate(ref a_r_b2_3, ref a_z_b2_3, ref R, 132 * V.Lanes, R_v2);
                V R_v3 = V.Element(R_four, ref R_k, 3);
                Accumulate(ref a_r, ref a_z, ref R, 6 * V.Lanes, R_v3);
                Accumulate(ref a_r_b2, ref a_z_b2, ref R, 134 * V.Lanes, R_v3);
                ref float R_k2 = ref Unsafe.Add(ref hRows, k + 4);
                V R_four2 = V.Four(ref R_k2);
                V R_v4 = V.Element(R_four2, ref R_k2, 0);
                Accumulate(ref a_r_2, ref a_z_2, ref R, 8 * V.Lanes, R_v4);
                Accumulate(ref a_r_b2_2, ref a_z_b2_2, ref R, 136 * V.Lanes, R_v4);
                V R_v5 = V.Element(R_four2, ref R_k2, 1);
                Accumulate(ref a_r_3, ref a_z_3, ref R, 10 * V.Lanes, R_v5);
                Accumulate(ref a_r_b2_3, ref a_z_b2_3, ref R, 138 * V.Lanes, R_v5);
                V R_v6 = V.Element(R_four2, ref R_k2, 2);
                Accumulate(ref a_r, ref a_z, ref R, 12 * V.Lanes, R_v6);
                Accumulate(ref a_r_b2, ref a_z_b2, ref R, 140 * V.Lanes, R_v6);
                V R_v7 = V.Element(R_four2, ref R_k2, 3);
                Accumulate(ref a_r_2, ref a_z_2, ref R, 14 * V.Lanes, R_v7);
                Accumulate(ref a_r_b2_2, ref a_z_b2_2, ref R, 142 * V.Lanes, R_v7);
                R = ref Unsafe.Add(ref R, 16 * V.Lanes);
            }
            Store(ref aRows, 3 * unit, (a_r + a_r_2) + a_r_3, (a_z + a_z_2) + a_z_3, (a_n + a_n_2) + a_n_3);
            Store(ref aRows, 3 * unit + 3 * V.Lanes, (a_r_b2 + a_r_b2_2) + a_r_b2_3, (a_z_b2 + a_z_b2_2) + a_z_b2_3,
                (a_n_b2 + a_n_b2_2) + a_n_b2_3);
        }
    }

    /// <summary>a_n = W_n x + R_n rh + b_n; products with x are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StreamSums2<V>(ref float parameters, ref float rhRows, ref float aRows) where V : struct, ISimd<V>
    {
        unchecked
        {
            nint units = Padded<V>(Hidden);
            nint together = units / (4 * V.Lanes) * (4 * V.Lanes);
            for (nint unit = 0; unit < together; unit += 4 * V.Lanes)
            {
                if (V.Lanes < 16)
                {
                    StreamSums2Of4<V>(ref parameters, ref rhRows, ref aRows, unit);
                }
                else
                {
                    StreamSums2Of4Wide<V>(ref parameters, ref rhRows, ref aRows, unit);
                }
            }
            for (nint unit = together; unit < units; unit += V.Lanes)
            {
                StreamSums2Of1<V>(ref parameters, ref rhRows, ref aRows, unit);
            }
        }
    }

    /// <summary>The same of 4 blocks of units, with more accumulators.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StreamSums2Of4Wide<V>(ref float parameters, ref float rhRows, ref float aRows, nint unit) where V : struct, ISimd<V>
    {
        unchecked
        {
            nint units = Padded<V>(Hidden);
            V a_n = At<V>(ref aRows, 3 * unit + 2 * V.Lanes);
            V a_n_2 = V.Zero, a_n_3 = V.Zero;
            V a_n_b2 = At<V>(ref aRows, 3 * unit + 5 * V.Lanes);
            V a_n_b2_2 = V.Zero, a_n_b2_3 = V.Zero;
            V a_n_b3 = At<V>(ref aRows, 3 * unit + 8 * V.Lanes);
            V a_n_b3_2 = V.Zero, a_n_b3_3 = V.Zero;
            V a_n_b4 = At<V>(ref aRows, 3 * unit + 11 * V.Lanes);
            V a_n_b4_2 = V.Zero, a_n_b4_3 = V.Zero;
            // + R_n · rh
            ref float R_rh = ref Unsafe.Add(ref parameters, 215 * units + 64 * unit);
            for (nint k = 0; k < 64; k += 8)
            {
                ref float R_rh_k = ref Unsafe.Add(ref rhRows, k);
                V R_rh_four = V.Four(ref R_rh_k);
                V R_rh_v0 = V.Element(R_rh_four, ref R_rh_k, 0);
                V.Accumulate(ref a_n, ref R_rh, 0, R_rh_v0);
                V.Accumulate(ref a_n_b2, ref R_rh, 64 * V.Lanes, R_rh_v0);
                V.Accumulate(ref a_n_b3, ref R_rh, 128 * V.Lanes, R_rh_v0);
                V.Accumulate(ref a_n_b4, ref R_rh, 192 * V.Lanes, R_rh_v0);
                V R_rh_v1 = V.Element(R_rh_four, ref R_rh_k, 1);
                V.Accumulate(ref a_n_2, ref R_rh, V.Lanes, R_rh_v1);
                V.Accumulate(ref a_n_b2_2, ref R_rh, 65 * V.Lanes, R_rh_v1);
                V.Accumulate(ref a_n_b3_2, ref R_rh, 129 * V.Lanes, R_rh_v1);
                V.Accumulate(ref a_n_b4_2, ref R_rh, 193 * V.Lanes, R_rh_v1);
                V R_rh_v2 = V.Element(R_rh_four, ref R_rh_k, 2);
                V.Accumulate(ref a_n_3, ref R_rh, 2 * V.Lanes, R_rh_v2);
                V.Accumulate(ref a_n_b2_3, ref R_rh, 66 * V.Lanes, R_rh_v2);
                V.Accumulate(ref a_n_b3_3, ref R_rh, 130 * V.Lanes, R_rh_v2);
                V.Accumulate(ref a_n_b4_3, ref R_rh, 194 * V.Lanes, R_rh_v2);
                V R_rh_v3 = V.Element(R_rh_four, ref R_rh_k, 3);
                V.Accumulate(ref a_n, ref R_rh, 3 * V.Lanes, R_rh_v3);
                V.Accumulate(ref a_n_b2, ref R_rh, 67 * V.Lanes, R_rh_v3);
                V.Accumulate(ref a_n_b3, ref R_rh, 131 * V.Lanes, R_rh_v3);
                V.Accumulate(ref a_n_b4, ref R_rh, 195 * V.Lanes, R_rh_v3);
                ref float R_rh_k2 = ref Unsafe.Add(ref rhRows, k + 4);
                V R_rh_four2 = V.Four(ref R_rh_k2);
                V R_rh_v4 = V.Element(R_rh_four2, ref R_rh_k2, 0);
                V.Accumulate(ref a_n_2, ref R_rh, 4 * V.Lanes, R_rh_v4);
                V.Accumulate(ref a_n_b2_2, ref R_rh, 68 * V.Lanes, R_rh_v4);
                V.Accumulate(ref a_n_b3_2, ref R_rh, 132 * V.Lanes, R_rh_v4);
                V.Accumulate(ref a_n_b4_2, ref R_rh, 196 * V.Lanes, R_rh_v4);
                V R_rh_v5 = V.Element(R_rh_four2, ref R_rh_k2, 1);
                V.Accumulate(ref a_n_3, ref R_rh, 5 * V.Lanes, R_rh_v5);
                V.Accumulate(ref a_n_b2_3, ref R_rh, 69 * V.Lanes, R_rh_v5);
                V.Accumulate(ref a_n_b3_3, ref R_rh, 133 * V.Lanes, R_rh_v5);
                V.Accumulate(ref a_n_b4_3, ref R_rh, 197 * V.Lanes, R_rh_v5);
                V R_rh_v6 = V.Element(R_rh_four2, ref R_rh_k2, 2);
                V.Accumulate(ref a_n, ref R_rh, 6 * V.Lanes, R_rh_v6);
                V.Accumulate(ref a_n_b2, ref R_rh, 70 * V.Lanes, R_rh_v6);
                V.Accumulate(ref a_n_b3, ref R_rh, 134 * V.Lanes, R_rh_v6);
                V.Accumulate(ref a_n_b4, ref R_rh, 198 * V.Lanes, R_rh_v6);
                V R_rh_v7 = V.Element(R_rh_four2, ref R_rh_k2, 3);
                V.Accumulate(ref a_n_2, ref R_rh, 7 * V.Lanes, R_rh_v7);
                V.Accumulate(ref a_n_b2_2, ref R_rh, 71 * V.Lanes, R_rh_v7);
                V.Accumulate(ref a_n_b3_2, ref R_rh, 135 * V.Lanes, R_rh_v7);
                V.Accumulate(ref a_n_b4_2, ref R_rh, 199 * V.Lanes, R_rh_v7);
                R_rh = ref Unsafe.Add(ref R_rh, 8 * V.Lanes);
            }
            At<V>(ref aRows, 3 * unit + 2 * V.Lanes) = (a_n + a_n_2) + a_n_3;
            At<V>(ref aRows, 3 * unit + 5 * V.Lanes) = (a_n_b2 + a_n_b2_2) + a_n_b2_3;
            At<V>(ref aRows, 3 * unit + 8 * V.Lanes) = (a_n_b3 + a_n_b3_2) + a_n_b3_3;
            At<V>(ref aRows, 3 * unit + 11 * V.Lanes) = (a_n_b4 + a_n_b4_2) + a_n_b4_3;
        }
    }
