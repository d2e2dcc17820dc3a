//HintName: Net.g.cs
// Net.Inputs
// Net.Outputs
// Net.__core
// Net.Net
// Net.Net
// Net.Parameters
// Net.Metadata
// Net.Core
// Net.Layout
// Net.Create
// Net.Create
// Net.NewState
// Net.NewTape
// Net.Step
// Net.__OtherStep
// Net.Run
// Net.Run
// Net.Predict
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

    /// <summary>Not available: the model is declared with Training = false.</summary>
    [global::System.Obsolete("Net is declared with Training = false: it has no tape, gradients or backward pass. Remove that from its " +
        "[Model] to train it.", error: true)]
    [global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]
    public global::Unrolled.Tape<global::Net> NewTape(int steps, int batch, bool keepGates = false)
        => throw new global::System.NotSupportedException(
        "Net is declared with Training = false: it has no tape, gradients or backward pass. Remove that from its [Model] to train it.");

        internal static ModelLayout Describe(int lanes)
        {
            return new ModelLayout("Net", 3, 0, 3,
                [
                    Gru0.Layout("gru0", lanes, reversed: false),
                    Dense2.Layout("dense2", lanes, reversed: false),
                ])
            {
                Declaration = "[Model(Inputs = 3)] [Gru(4)] [Dropout(0.5)] [Dense(3)] [Residual]",
                RunSteps = 64, RunFloats = ForWidth.RunLength<Network, float>(lanes),
                Training = false,
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
