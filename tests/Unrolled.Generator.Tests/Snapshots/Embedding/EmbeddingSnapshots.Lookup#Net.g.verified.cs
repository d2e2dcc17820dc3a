//HintName: Net.g.cs
// Net.Vocabulary
// Net.Outputs
// Net.__core
// Net.Net
// Net.Net
// Net.Parameters
// Net.Gradients
// Net.Seed
// Net.Metadata
// Net.Core
// Net.Layout
// Net.Create
// Net.Create
// Net.NewState
// Net.NewTape
// Net.Step
// Net.__OtherStep
// Net.Step
// Net.Run
// Net.Run
// Net.Predict
// Net.Forward
// Net.Backward
// Net.Pass
// Net.Save
// Net.Save
// Net.Load
// Net.Load
// Network.Layout
// Network.Describe
// Network.Step
// Network.RunLength
// Network.Run
// Network.StepAll
// Network.Forward
// Network.Backward
// Network.AddGradients
// Network.Pass

        internal static ModelLayout Describe(int lanes)
        {
            return new ModelLayout("Net", 0, 3, 4,
                [
                    Embedding0.Layout("embedding0", lanes, reversed: false),
                ], 4)
            {
                Declaration = "[Model(Vocabulary = 3)] [Embedding(4)]",
                RunSteps = 64, RunFloats = ForWidth.RunLength<Network, int>(lanes),
                Equations = """
                    layer embedding0
                    Token
                    Affine 4 - row W 0 # y
                    output 1
                    """,
            };
        }

        /// <summary>One step of one stream.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Step<V>(ModelCore core, int token, ref float memory, global::System.Span<float> y) where V : struct, ISimd<V>
        {
            ref float parameters = ref core.Parameters.Reference;
            // Half a vector of 512 bits holds the layer.
            if (V.Lanes == Simd512Lower.Lanes)
            {
                Embedding0.Step<Simd512Lower>(ref parameters, token, ref memory);
            }
            else
            {
                Embedding0.Step<V>(ref parameters, token, ref memory);
            }
            ref float x1 = ref Embedding0.StreamOutput<V>(ref memory);
            Packed.CopyRow<V>(ref x1, ref MemoryMarshal.GetReference(y), 4);
        }

        /// <summary>Many steps of one stream, layer by layer. Values between the layers are in the state's memory for runs.</summary>
        public static void Run<V, TModel>(ModelCore core, global::System.ReadOnlySpan<int> x, State<TModel> state,
            global::System.Span<float> y, int steps) where V : struct, ISimd<V> where TModel : class, IInferenceModel<TModel>
        {
            ref float parameters = ref core.Parameters.Reference;
            ref float memory = ref state.Track(0);
            nint sumsLength = Embedding0.SumsLength<V>();
            ref float sums = ref state.RunMemory(steps * RunLength<V>());
            ref int tokens = ref MemoryMarshal.GetReference(x);
            ref float x1 = ref MemoryMarshal.GetReference(y);
            nint x1Stride = 4;
            // Half a vector of 512 bits holds the layer.
            if (V.Lanes == Simd512Lower.Lanes)
            {
                Embedding0.Run<Simd512Lower>(ref parameters, ref tokens, ref memory, ref sums, ref x1, x1Stride, steps);
            }
            else
            {
                Embedding0.Run<V>(ref parameters, ref tokens, ref memory, ref sums, ref x1, x1Stride, steps);
            }
        }

        /// <summary>One step of many streams, whose memories are a fixed number of floats apart.</summary>
        public static void StepAll<V>(ModelCore core, global::System.ReadOnlySpan<int> x, ref float memory, global::System.Span<float> y,
            int streams, nint stride) where V : struct, ISimd<V>
        {
            ref float parameters = ref core.Parameters.Reference;
            ref int tokens = ref MemoryMarshal.GetReference(x);
            Embedding0.StepAll<V>(ref parameters, ref tokens, ref memory, stride, streams);
            ref float x1 = ref Embedding0.StreamOutput<V>(ref memory);
            Sequences.CopyRows(ref x1, stride, ref MemoryMarshal.GetReference(y), 4, 4, streams);
        }

        private static void Forward<V, TModel>(ModelCore core, Tape<TModel> tape, in Pass pass, Worker worker) where V : struct, ISimd<V>
            where TModel : class, IInferenceModel<TModel>
        {
            Share rows = worker.Share(tape.Rows);
            ref int tokens = ref tape.LayerTokens;
            Embedding0.Forward<V>(tape.Track(0), worker, ref core.TrackParameters(0), ref tokens);
            ref float x1 = ref tape.Track(0).Output;
            nint x1Stride = tape.Track(0).OutputStride;
            tape.CollectOutputs(ref x1, x1Stride, rows);
        }

        private static void Backward<V, TModel>(ModelCore core, Tape<TModel> tape, in Pass pass, Worker worker) where V : struct, ISimd<V>
            where TModel : class, IInferenceModel<TModel>
        {
            Share rows = worker.Share(tape.Rows);
            ref int tokens = ref tape.LayerTokens;
            ref float dx1 = ref tape.Boundary(0).Reference;
            nint dx1Stride = Packed.Padded<V>(4);
            tape.SpreadOutputGradients(ref dx1, dx1Stride, rows);
            Embedding0.Backward<V>(tape.Track(0), worker, ref core.TrackParameters(0), ref dx1, dx1Stride);
            if (!pass.LeavesSums) Embedding0.AddGradients<V>(tape.Track(0), worker, ref core.TrackGradients(0), ref tokens);
        }
