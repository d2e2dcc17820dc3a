//HintName: Net.g.cs
        internal static ModelLayout Describe(int lanes)
        {
            return new ModelLayout("Net", 3, 0, 3,
                [
                    Gru0.Layout("gru0", lanes, reversed: false),
                    Dense2.Layout("dense2", lanes, reversed: false),
                ], 4, 3, 4, 4, 3)
            {
                Declaration = "[Model(Inputs = 3)] [Gru(4)] [Dropout(0.5)] [Dense(3)] [Residual]",
                RunSteps = 64, RunFloats = ForWidth.RunLength<Network, float>(lanes),
                Equations = """
                    layer gru0
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
                    layer
                    Mask 1 0.5 1 4 # mask
                    Input 0 4
                    Multiply 0 1
                    output 2
                    layer dense2
                    Input 0 4
                    Affine 3 b product W 0 # y
                    output 1
                    layer
                    Input 0 3
                    ModelInputs 3 3
                    Add 0 1
                    output 2
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
                Gru0.Step<Simd512Lower>(ref parameters, ref x0, ref memory);
            }
            else
            {
                Gru0.Step<V>(ref parameters, ref x0, ref memory);
            }
            ref float x1 = ref Gru0.StreamOutput<V>(ref memory);
            parameters = ref Unsafe.Add(ref parameters, Gru0.ParameterLength<V>());
            memory = ref Unsafe.Add(ref memory, Gru0.StreamLength<V>());
            // Half a vector of 512 bits holds the layer.
            if (V.Lanes == Simd512Lower.Lanes)
            {
                Dense2.Step<Simd512Lower>(ref parameters, ref x1, ref memory);
            }
            else
            {
                Dense2.Step<V>(ref parameters, ref x1, ref memory);
            }
            ref float x3 = ref Dense2.StreamOutput<V>(ref memory);
            Packed.CopyRow<V>(ref x3, ref MemoryMarshal.GetReference(y), 3);
            Sequences.AddRows(ref x0, 3, ref MemoryMarshal.GetReference(y), 3, 3, 1);
        }

        /// <summary>Many steps of one stream, layer by layer. Values between the layers are in the state's memory for runs.</summary>
        public static void Run<V, TModel>(ModelCore core, global::System.ReadOnlySpan<float> x, State<TModel> state,
            global::System.Span<float> y, int steps) where V : struct, ISimd<V> where TModel : class, IInferenceModel<TModel>
        {
            ref float parameters = ref core.Parameters.Reference;
            ref float memory = ref state.Track(0);
            nint sumsLength = nint.Max(Gru0.SumsLength<V>(), Dense2.SumsLength<V>());
            ref float sums = ref state.RunMemory(steps * RunLength<V>());
            ref float x0 = ref MemoryMarshal.GetReference(x);
            nint x0Stride = 3;
            ref float x1 = ref Unsafe.Add(ref sums, steps * sumsLength);
            nint x1Stride = Packed.Padded<V>(4);
            // Half a vector of 512 bits holds the layer.
            if (V.Lanes == Simd512Lower.Lanes)
            {
                Gru0.Run<Simd512Lower>(ref parameters, ref x0, x0Stride, ref memory, ref sums, ref x1, x1Stride, steps);
            }
            else
            {
                Gru0.Run<V>(ref parameters, ref x0, x0Stride, ref memory, ref sums, ref x1, x1Stride, steps);
            }
            parameters = ref Unsafe.Add(ref parameters, Gru0.ParameterLength<V>());
            memory = ref Unsafe.Add(ref memory, Gru0.StreamLength<V>());
            ref float x3 = ref MemoryMarshal.GetReference(y);
            nint x3Stride = 3;
            // Half a vector of 512 bits holds the layer.
            if (V.Lanes == Simd512Lower.Lanes)
            {
                Dense2.Run<Simd512Lower>(ref parameters, ref x1, x1Stride, ref memory, ref sums, ref x3, x3Stride, steps);
            }
            else
            {
                Dense2.Run<V>(ref parameters, ref x1, x1Stride, ref memory, ref sums, ref x3, x3Stride, steps);
            }
            Sequences.AddRows(ref x0, 3, ref MemoryMarshal.GetReference(y), 3, 3, steps);
        }

        /// <summary>One step of many streams, whose memories are a fixed number of floats apart.</summary>
        public static void StepAll<V>(ModelCore core, global::System.ReadOnlySpan<float> x, ref float memory, global::System.Span<float> y,
            int streams, nint stride) where V : struct, ISimd<V>
        {
            ref float parameters = ref core.Parameters.Reference;
            ref float x0 = ref MemoryMarshal.GetReference(x);
            nint x0Stride = 3;
            Gru0.StepAll<V>(ref parameters, ref x0, x0Stride, ref memory, stride, streams);
            ref float x1 = ref Gru0.StreamOutput<V>(ref memory);
            nint x1Stride = stride;
            parameters = ref Unsafe.Add(ref parameters, Gru0.ParameterLength<V>());
            memory = ref Unsafe.Add(ref memory, Gru0.StreamLength<V>());
            Dense2.StepAll<V>(ref parameters, ref x1, x1Stride, ref memory, stride, streams);
            ref float x3 = ref Dense2.StreamOutput<V>(ref memory);
            Sequences.CopyRows(ref x3, stride, ref MemoryMarshal.GetReference(y), 3, 3, streams);
            Sequences.AddRows(ref x0, 3, ref MemoryMarshal.GetReference(y), 3, 3, streams);
        }

        private static void Forward<V, TModel>(ModelCore core, Tape<TModel> tape, in Pass pass, Worker worker) where V : struct, ISimd<V>
            where TModel : class, IInferenceModel<TModel>
        {
            Share rows = worker.Share(tape.Rows);
            ref float x0 = ref tape.LayerInput;
            nint x0Stride = 3;
            Gru0.Forward<V>(tape.Track(0), worker, ref core.TrackParameters(0), ref x0, x0Stride);
            ref float x1 = ref tape.Track(0).Output;
            nint x1Stride = tape.Track(0).OutputStride;
            ref float x2 = ref x1;
            nint x2Stride = x1Stride;
            if (pass.Training)
            {
                x2 = ref tape.Boundary(0).Reference;
                x2Stride = Packed.Padded<V>(4);
                Dropout.Apply(core.Seed, in pass, 1, 0.5, rows, tape.Batch, ref x1, x1Stride, ref x2, x2Stride, (int)Packed.Padded<V>(4));
            }
            Dense2.Forward<V>(tape.Track(1), worker, ref core.TrackParameters(1), ref x2, x2Stride);
            ref float x3 = ref tape.Track(1).Output;
            nint x3Stride = tape.Track(1).OutputStride;
            ref float x4 = ref x3;
            nint x4Stride = x3Stride;
            tape.CollectOutputs(ref x4, x4Stride, rows);
            Sequences.AddRows(ref x0, x0Stride, ref MemoryMarshal.GetReference(tape.Outputs), 3, 3, rows);
        }

        private static void Backward<V, TModel>(ModelCore core, Tape<TModel> tape, in Pass pass, Worker worker) where V : struct, ISimd<V>
            where TModel : class, IInferenceModel<TModel>
        {
            Share rows = worker.Share(tape.Rows);
            ref float x0 = ref tape.LayerInput;
            nint x0Stride = 3;
            ref float x1 = ref tape.Track(0).Output;
            nint x1Stride = tape.Track(0).OutputStride;
            ref float x2 = ref (pass.Training ? ref tape.Boundary(0).Reference : ref x1);
            nint x2Stride = pass.Training ? Packed.Padded<V>(4) : x1Stride;
            ref float x3 = ref tape.Track(1).Output;
            nint x3Stride = tape.Track(1).OutputStride;
            ref float dx4 = ref tape.Boundary(1).Reference;
            nint dx4Stride = Packed.Padded<V>(3);
            tape.SpreadOutputGradients(ref dx4, dx4Stride, rows);
            ref float dx3 = ref dx4;
            nint dx3Stride = dx4Stride;
            ref float dx2 = ref tape.Boundary(2).Reference;
            nint dx2Stride = Packed.Padded<V>(4);
            Dense2.Backward<V>(tape.Track(1), worker, ref core.TrackParameters(1), ref dx3, dx3Stride, ref dx2, dx2Stride, true);
            if (!pass.LeavesSums) Dense2.AddGradients<V>(tape.Track(1), worker, ref core.TrackGradients(1), ref x2, x2Stride);
            ref float dx1 = ref dx2;
            nint dx1Stride = dx2Stride;
            if (pass.Training)
            {
                dx1 = ref tape.Boundary(3).Reference;
                Dropout.Apply(core.Seed, in pass, 1, 0.5, rows, tape.Batch, ref dx2, dx2Stride, ref dx1, dx1Stride,
                    (int)Packed.Padded<V>(4));
            }
            ref float dx0 = ref tape.Boundary(4).Reference;
            nint dx0Stride = Packed.Padded<V>(3);
            Gru0.Backward<V>(tape.Track(0), worker, ref core.TrackParameters(0), ref dx1, dx1Stride, ref dx0, dx0Stride,
                pass.InputGradients);
            if (!pass.LeavesSums) Gru0.AddGradients<V>(tape.Track(0), worker, ref core.TrackGradients(0), ref x0, x0Stride);
            if (pass.InputGradients)
            {
                tape.CollectInputGradients(ref dx0, dx0Stride, rows);
                Sequences.AddRows(ref dx4, dx4Stride, ref MemoryMarshal.GetReference(tape.InputGradients), 3, 3, rows);
            }
        }
