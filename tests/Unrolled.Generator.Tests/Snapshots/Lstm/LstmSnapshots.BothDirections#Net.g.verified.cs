//HintName: Net.g.cs
// Net.Inputs
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
// Network.Forward
// Network.Backward
// Network.AddGradients
// Network.Pass

    /// <summary>Creates a state for one stream of steps, or for several streams that are stepped together. It is zero until set.</summary>
    /// <param name="streams">The number of streams, at least 1.</param>
    public global::Unrolled.State<global::Net> NewState(int streams = 1) => new global::Unrolled.State<global::Net>(this, streams);

    /// <summary>Runs one step of one stream, or of each of several streams. Allocates nothing. Many threads can step the same model, each
    /// with its own state.</summary>
    /// <param name="x">The features of the step, [3], or [streams, 3] for a state of several streams.</param>
    /// <param name="state">The state; the step updates it.</param>
    /// <param name="y">Receives the outputs, [8] or [streams, 8].</param>
    [global::System.Obsolete("Net has a layer that runs backward, from the last step to the first, so it cannot run a step at a time. " +
        "Use Run with the whole sequence.", error: true, DiagnosticId = "UNR0090", UrlFormat = "docs/diagnostics/{0}.md")]
    public void Step(global::System.ReadOnlySpan<float> x, global::Unrolled.State<global::Net> state, global::System.Span<float> y)
    {
        throw new global::System.NotSupportedException(
            "Net has a layer that runs backward, from the last step to the first, so it cannot run a step at a time. Use Run with the " +
            "whole sequence.");
    }

    /// <summary>Runs a whole sequence.</summary>
    /// <param name="xs">The features, [steps, 3] or [steps, streams, 3].</param>
    /// <param name="state">The state before the first step; becomes the state after the last step. The states of a layer that runs backward
    /// begin anew in each call, at 0 or where the layer learned to; after the call they are those of the first step. To start it elsewhere,
    /// set them by name before the call.</param>
    /// <param name="ys">Receives the outputs, [steps, 8] or [steps, streams, 8].</param>
    public void Run(global::System.ReadOnlySpan<float> xs, global::Unrolled.State<global::Net> state, global::System.Span<float> ys)
    {
        global::Unrolled.CompilerServices.Check.State(state, this);
        int streams = state.Streams;
        int steps = global::Unrolled.CompilerServices.Check.Run(xs, ys, Inputs, Outputs, streams);
        if (steps == 0)
        {
            return;
        }
        global::Unrolled.Tape<global::Net> tape = state.RunTape(steps);
        xs.CopyTo(tape.Inputs);
        tape.RunForward(training: false);
        tape.Outputs.CopyTo(ys);
        state.Take(tape);
    }

    /// <summary>Runs a whole sequence that starts from the initial state. Allocates a state; to run sequence after sequence without
    /// allocating, give Run a state and call its Reset.</summary>
    /// <param name="xs">The features, [steps, 3].</param>
    /// <param name="ys">Receives the outputs, [steps, 8].</param>
    public void Run(global::System.ReadOnlySpan<float> xs, global::System.Span<float> ys) => Run(xs, NewState(), ys);

        internal static ModelLayout Describe(int lanes)
        {
            return new ModelLayout("Net", 3, 0, 8,
                [
                    Lstm0.Layout("lstm0.forward", lanes, reversed: false),
                    Lstm0.Layout("lstm0.backward", lanes, reversed: true),
                ], 8, 8, 3, 4, 4, 3)
            {
                Declaration = "[Model(Inputs = 3)] [Lstm(4, Direction = Direction.Both)]",
                Equations = """
                    layer lstm0.forward lstm0.backward
                    Input 0 3
                    State h 4
                    Affine 4 b_o product W_o 0 product R_o 1
                    Sigmoid 2 # o
                    Affine 4 b_f product W_f 0 product R_f 1
                    Sigmoid 4 # f
                    State c 4
                    Multiply 5 6
                    Affine 4 b_i product W_i 0 product R_i 1
                    Sigmoid 8 # i
                    Affine 4 b_g product W_g 0 product R_g 1
                    Tanh 10 # g
                    Multiply 9 11
                    Add 7 12 # c
                    Tanh 13
                    Multiply 3 14 # h
                    next h 15
                    next c 13
                    output 15
                    """,
            };
        }

        private static void Forward<V, TModel>(ModelCore core, Tape<TModel> tape, in Pass pass, Worker worker) where V : struct, ISimd<V>
            where TModel : class, IInferenceModel<TModel>
        {
            Share rows = worker.Share(tape.Rows);
            ref float x0 = ref tape.LayerInput;
            nint x0Stride = 3;
            Lstm0.Forward<V>(tape.Track(0), worker, ref core.TrackParameters(0), ref x0, x0Stride);
            Lstm0.Forward<V>(tape.Track(1), worker, ref core.TrackParameters(1), ref x0, x0Stride);
            ref float x1 = ref tape.Boundary(0).Reference;
            nint x1Stride = Packed.Padded<V>(8);
            Sequences.Concatenate(ref tape.Track(0).Output, tape.Track(0).OutputStride, 4, ref tape.Track(1).Output,
                tape.Track(1).OutputStride, 4, ref x1, x1Stride, rows);
            tape.CollectOutputs(ref x1, x1Stride, rows);
        }

        private static void Backward<V, TModel>(ModelCore core, Tape<TModel> tape, in Pass pass, Worker worker) where V : struct, ISimd<V>
            where TModel : class, IInferenceModel<TModel>
        {
            Share rows = worker.Share(tape.Rows);
            ref float x0 = ref tape.LayerInput;
            nint x0Stride = 3;
            ref float dx1 = ref tape.Boundary(1).Reference;
            nint dx1Stride = Packed.Padded<V>(8);
            tape.SpreadOutputGradients(ref dx1, dx1Stride, rows);
            ref float dx0 = ref tape.Boundary(2).Reference;
            nint dx0Stride = Packed.Padded<V>(3);
            ref float dForward0 = ref tape.Boundary(3).Reference;
            ref float dBackward0 = ref tape.Boundary(4).Reference;
            nint half0Stride = Packed.Padded<V>(4);
            Sequences.Split(ref dx1, dx1Stride, ref dForward0, half0Stride, 4, ref dBackward0, half0Stride, 4, rows);
            Lstm0.Backward<V>(tape.Track(0), worker, ref core.TrackParameters(0), ref dForward0, half0Stride, ref dx0, dx0Stride,
                pass.InputGradients);
            if (!pass.LeavesSums) Lstm0.AddGradients<V>(tape.Track(0), worker, ref core.TrackGradients(0), ref x0, x0Stride);
            ref float more0 = ref tape.Boundary(5).Reference;
            Lstm0.Backward<V>(tape.Track(1), worker, ref core.TrackParameters(1), ref dBackward0, half0Stride, ref more0, dx0Stride,
                pass.InputGradients);
            if (!pass.LeavesSums) Lstm0.AddGradients<V>(tape.Track(1), worker, ref core.TrackGradients(1), ref x0, x0Stride);
            if (pass.InputGradients)
                Sequences.AddRows(ref more0, dx0Stride, ref dx0, dx0Stride, (int)dx0Stride, rows);
            if (pass.InputGradients)
            {
                tape.CollectInputGradients(ref dx0, dx0Stride, rows);
            }
        }
