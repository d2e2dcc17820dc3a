//HintName: Net.Lstm0.g.cs
    /// <summary>Computes h, c, o, tanh(c), i, g, f for one step of every sequence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Advance<V>(ref float parameters, ref float aRows, ref float keptRows, ref float c_prevRows, ref float cRows,
        ref float h_prevRows, ref float hRows, nint rows, nint tapeRows) where V : struct, ISimd<V>
    {
        unchecked
        {
            nint units = Padded<V>(Hidden);
            for (nint unit = 0; unit < units; unit += V.Lanes)
            {
                V p_o = At<V>(ref parameters, 4 * units + unit);
                for (nint row = 0; row < rows; row++)
                {
                    nint at = row * units + unit;
                    ref float aRow = ref Unsafe.Add(ref aRows, 4 * (unit * tapeRows + row * V.Lanes));
                    ref float keptRow = ref Unsafe.Add(ref keptRows, unit * tapeRows + row * V.Lanes);
                    V c_prev = At<V>(ref c_prevRows, at);
                    V a_i = At<V>(ref aRow, 0);
                    V a_f = At<V>(ref aRow, V.Lanes);
                    V a_g = At<V>(ref aRow, 2 * V.Lanes);
                    V a_o = At<V>(ref aRow, 3 * V.Lanes);
                    if (rows == 1)
                    {
                        // + R_i, R_f, R_g, R_o · h[t-1], of a single sequence
                        SingleRow.AddProducts<V>(ref h_prevRows, 4, ref Unsafe.Add(ref parameters, 17 * units + 16 * unit), ref a_i,
                            ref a_f, ref a_g, ref a_o);
                    }
                    // i = sigmoid(W_i x + R_i h[t-1] + b_i)
                    // f = sigmoid(W_f x + R_f h[t-1] + b_f)
                    Sigmoid(a_i, a_f, out V i, out V f);
                    // g = tanh(W_g x + R_g h[t-1] + b_g)
                    V g = Tanh(a_g);
                    // c = f * c[t-1] + i * g
                    V c = V.MultiplyAdd(f, c_prev, i * g);
                    // o = sigmoid(W_o x + R_o h[t-1] + b_o + p_o * c)
                    V o = Sigmoid(V.MultiplyAdd(p_o, c, a_o));
                    V tanh_c = Tanh(c);
                    // h = o * tanh(c)
                    V h = o * tanh_c;
                    At<V>(ref hRows, at) = h;
                    At<V>(ref cRows, at) = c;
                    At<V>(ref aRow, 3 * V.Lanes) = o;
                    At<V>(ref keptRow, 0) = tanh_c;
                    At<V>(ref aRow, 0) = i;
                    At<V>(ref aRow, 2 * V.Lanes) = g;
                    At<V>(ref aRow, V.Lanes) = f;
                }
            }
        }
    }
