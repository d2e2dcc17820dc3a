//HintName: Net.g.cs
        internal static ModelLayout Describe(int lanes)
        {
            return new ModelLayout("Net", 3, 0, 4,
                [
                    Standardize0.Layout("standardize0", lanes, reversed: false),
                    Gru1.Layout("gru1", lanes, reversed: false),
                ], 4, 3, 3)
            {
                Declaration = "[Model(Inputs = 3)] [Standardize] [Gru(4)]",
                RunSteps = 64, RunFloats = ForWidth.RunLength<Network, float>(lanes),
                Equations = """
                    layer standardize0
                    Input 0 3
                    Vector mean
                    Subtract 0 1
                    Vector deviation
                    Divide 2 3 # y
                    output 4
                    layer gru1
                    Constant 1
                    Input 0 3
                    State h 4
                    Affine 4 b_z product W_z 1 product R_z 2
                    Sigmoid 3 # z
                    Subtract 0 4
                    Affine 4 b_n product W_n 1
                    Affine 4 b_r product W_r 1 product R_r 2
                    Sigmoid 7 # r
                    Affine 4 bR_n product R_n 2
                    Multiply 8 9
                    Add 6 10
                    Tanh 11 # n
                    Multiply 5 12
                    Multiply 4 2
                    Add 13 14 # h
                    next h 15
                    output 15
                    """,
            };
        }

        /// <summary>One step of one stream.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Step<V>(ModelCore core, global::System.ReadOnlySpan<float> x, ref float memory, global::System.Span<float> y)
            where V : struct, ISimd<V>
        {
            ref float parameters = ref core.Parameters.Reference;
            ref float x0 = ref MemoryMarshal.GetReference(x);
            // Half a vector of 512 bits holds the layer.
            if (V.Lanes == Simd512Lower.Lanes)
            {
                Standardize0.Step<Simd512Lower>(ref parameters, ref x0, ref memory);
            }
            else
            {
                Standardize0.Step<V>(ref parameters, ref x0, ref memory);
            }
            ref float x1 = ref Standardize0.StreamOutput<V>(ref memory);
            parameters = ref Unsafe.Add(ref parameters, Standardize0.ParameterLength<V>());
            memory = ref Unsafe.Add(ref memory, Standardize0.StreamLength<V>());
            // Half a vector of 512 bits holds the layer.
            if (V.Lanes == Simd512Lower.Lanes)
            {
                Gru1.Step<Simd512Lower>(ref parameters, ref x1, ref memory);
            }
            else
            {
                Gru1.Step<V>(ref parameters, ref x1, ref memory);
            }
            ref float x2 = ref Gru1.StreamOutput<V>(ref memory);
            Packed.CopyRow<V>(ref x2, ref MemoryMarshal.GetReference(y), 4);
        }

        private static void Forward<V, TModel>(ModelCore core, Tape<TModel> tape, in Pass pass, Worker worker) where V : struct, ISimd<V>
            where TModel : class, IInferenceModel<TModel>
        {
            Share rows = worker.Share(tape.Rows);
            ref float x0 = ref tape.LayerInput;
            nint x0Stride = 3;
            Standardize0.Forward<V>(tape.Track(0), worker, ref core.TrackParameters(0), ref x0, x0Stride);
            ref float x1 = ref tape.Track(0).Output;
            nint x1Stride = tape.Track(0).OutputStride;
            Gru1.Forward<V>(tape.Track(1), worker, ref core.TrackParameters(1), ref x1, x1Stride);
            ref float x2 = ref tape.Track(1).Output;
            nint x2Stride = tape.Track(1).OutputStride;
            tape.CollectOutputs(ref x2, x2Stride, rows);
        }

        private static void Backward<V, TModel>(ModelCore core, Tape<TModel> tape, in Pass pass, Worker worker) where V : struct, ISimd<V>
            where TModel : class, IInferenceModel<TModel>
        {
            Share rows = worker.Share(tape.Rows);
            ref float x1 = ref tape.Track(0).Output;
            nint x1Stride = tape.Track(0).OutputStride;
            ref float dx2 = ref tape.Boundary(0).Reference;
            nint dx2Stride = Packed.Padded<V>(4);
            tape.SpreadOutputGradients(ref dx2, dx2Stride, rows);
            ref float dx1 = ref tape.Boundary(1).Reference;
            nint dx1Stride = Packed.Padded<V>(3);
            Gru1.Backward<V>(tape.Track(1), worker, ref core.TrackParameters(1), ref dx2, dx2Stride, ref dx1, dx1Stride,
                pass.InputGradients);
            if (!pass.LeavesSums) Gru1.AddGradients<V>(tape.Track(1), worker, ref core.TrackGradients(1), ref x1, x1Stride);
            ref float dx0 = ref tape.Boundary(2).Reference;
            nint dx0Stride = Packed.Padded<V>(3);
            if (pass.InputGradients)
            {
                Standardize0.Backward<V>(tape.Track(0), worker, ref core.TrackParameters(0), ref dx1, dx1Stride, ref dx0, dx0Stride,
                    pass.InputGradients);
            }
            if (pass.InputGradients)
            {
                tape.CollectInputGradients(ref dx0, dx0Stride, rows);
            }
        }
