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
// Net.Default
// __Weights.Model
// Net.CHeader
// Network.Layout
// Network.Describe
// Network.Step
// Network.RunLength
// Network.Run
// Network.StepAll
// NativeExports.Create
// NativeExports.CreateEmbedded
// NativeExports.Load
// NativeExports.Free
// NativeExports.StateCreate
// NativeExports.StateReset
// NativeExports.StateFree
// NativeExports.Step
// NativeExports.Run
// NativeExports.Error

    /// <summary>The model with the weights of net.safetensors, which are embedded in the assembly. It is read on first use and shared. No
    /// file is needed.</summary>
    public static global::Net Default => __Weights.Model;

        internal static readonly global::Net Model = global::Unrolled.CompilerServices.ModelFiles.LoadEmbedded<global::Net>(
            "unrolled.weights/Net", "net.safetensors");

    /// <summary>net.h: the C declarations of the functions that a native library with this model exports. The build writes the file beside
    /// the library.</summary>
    public const string CHeader = """
        /* net.h: the model Net as a native library. Generated; do not edit.
         *
         * 3 inputs -> dense0 2
         *
         * Every function returns NET_OK or one of the codes below. net_error then gives the same thread the message.
         *
         * Threads: a model is only read, so any number of threads may use one at the same time. A state is one stream of steps,
         * for one thread at a time; a model may have any number. Models and states may be created and freed on any thread. A state
         * keeps its model alive, so they may be freed in any order, each once.
         *
         * Memory: the caller's arrays are read and written during the call alone. net_step allocates nothing.
         */
        #ifndef NET_H
        #define NET_H

        #include <stdint.h>

        #define NET_INPUTS 3 /* floats per step */
        #define NET_OUTPUTS 2 /* floats per step */

        #define NET_OK 0
        #define NET_INVALID_ARGUMENT (-1) /* null, a handle of another kind, or out of range; nothing was done */
        #define NET_FILE_ERROR (-2)       /* a file cannot be opened or read */
        #define NET_INVALID_DATA (-3)     /* a file is not a safetensors file, or does not fit the model */
        #define NET_INTERNAL_ERROR (-4)   /* anything else, such as too little memory */

        #ifdef __cplusplus
        extern "C" {
        #endif

        /* A model, and the state of one stream. */
        typedef struct net net;
        typedef struct net_state net_state;

        /* Creates a model with newly initialised parameters: same seed, same bits. */
        int32_t net_create(int32_t seed, net **model);

        /* The model with the weights of net.safetensors, which are embedded in the library. */
        int32_t net_create_embedded(net **model);

        /* A model with the weights of a safetensors file; path is UTF-8. */
        int32_t net_load(const char *path, net **model);

        /* Null does nothing. */
        int32_t net_free(net *model);

        /* Creates the state of one stream. */
        int32_t net_state_create(const net *model, net_state **state);

        /* Resets a state to before the first step. */
        int32_t net_state_reset(net_state *state);

        /* Null does nothing. */
        int32_t net_state_free(net_state *state);

        /* One step: x[NET_INPUTS], y[NET_OUTPUTS]. */
        int32_t net_step(net_state *state, const float *x, float *y);

        /* Many steps, faster than one by one: xs[steps][NET_INPUTS], ys[steps][NET_OUTPUTS]. */
        int32_t net_run(net_state *state, const float *xs, int32_t steps, float *ys);

        /* Writes the message of this thread's last error as UTF-8 with a final 0,
            cut to size bytes. Returns the length of the whole message. */
        int32_t net_error(char *text, int32_t size);

        #ifdef __cplusplus
        }
        #endif

        #endif

        """;

        [UnmanagedCallersOnly(EntryPoint = "net_create", CallConvs = new[] { typeof(CallConvCdecl) })]
        private static int Create(int seed, nint model)
        {
            try
            {
                NativeModel.Give(new global::Net(seed), model, "model");
                return NativeModel.Ok;
            }
            catch (global::System.Exception failure)
            {
                return NativeModel.Fail(failure);
            }
        }

        [UnmanagedCallersOnly(EntryPoint = "net_create_embedded", CallConvs = new[] { typeof(CallConvCdecl) })]
        private static int CreateEmbedded(nint model)
        {
            try
            {
                NativeModel.Give(global::Net.Default, model, "model");
                return NativeModel.Ok;
            }
            catch (global::System.Exception failure)
            {
                return NativeModel.Fail(failure);
            }
        }

        [UnmanagedCallersOnly(EntryPoint = "net_load", CallConvs = new[] { typeof(CallConvCdecl) })]
        private static int Load(nint path, nint model)
        {
            try
            {
                NativeModel.Give(global::Net.Load(NativeModel.Text(path, "path")), model, "model");
                return NativeModel.Ok;
            }
            catch (global::System.Exception failure)
            {
                return NativeModel.Fail(failure);
            }
        }

        [UnmanagedCallersOnly(EntryPoint = "net_free", CallConvs = new[] { typeof(CallConvCdecl) })]
        private static int Free(nint model)
        {
            try
            {
                NativeModel.Free(model);
                return NativeModel.Ok;
            }
            catch (global::System.Exception failure)
            {
                return NativeModel.Fail(failure);
            }
        }

        [UnmanagedCallersOnly(EntryPoint = "net_state_create", CallConvs = new[] { typeof(CallConvCdecl) })]
        private static int StateCreate(nint model, nint state)
        {
            try
            {
                NativeModel.Give(NativeModel.Get<global::Net>(model, "model").NewState(), state, "state");
                return NativeModel.Ok;
            }
            catch (global::System.Exception failure)
            {
                return NativeModel.Fail(failure);
            }
        }

        [UnmanagedCallersOnly(EntryPoint = "net_state_reset", CallConvs = new[] { typeof(CallConvCdecl) })]
        private static int StateReset(nint state)
        {
            try
            {
                NativeModel.Get<State<global::Net>>(state, "state").Reset();
                return NativeModel.Ok;
            }
            catch (global::System.Exception failure)
            {
                return NativeModel.Fail(failure);
            }
        }

        [UnmanagedCallersOnly(EntryPoint = "net_state_free", CallConvs = new[] { typeof(CallConvCdecl) })]
        private static int StateFree(nint state)
        {
            try
            {
                NativeModel.Free(state);
                return NativeModel.Ok;
            }
            catch (global::System.Exception failure)
            {
                return NativeModel.Fail(failure);
            }
        }

        [UnmanagedCallersOnly(EntryPoint = "net_step", CallConvs = new[] { typeof(CallConvCdecl) })]
        private static int Step(nint state, nint x, nint y)
        {
            try
            {
                State<global::Net> stream = NativeModel.Get<State<global::Net>>(state, "state");
                stream.Model.Step(NativeModel.Span<float>(x, 1, global::Net.Inputs, "x"), stream,
                    NativeModel.Span<float>(y, 1, global::Net.Outputs, "y"));
                return NativeModel.Ok;
            }
            catch (global::System.Exception failure)
            {
                return NativeModel.Fail(failure);
            }
        }

        [UnmanagedCallersOnly(EntryPoint = "net_run", CallConvs = new[] { typeof(CallConvCdecl) })]
        private static int Run(nint state, nint xs, int steps, nint ys)
        {
            try
            {
                State<global::Net> stream = NativeModel.Get<State<global::Net>>(state, "state");
                stream.Model.Run(NativeModel.Span<float>(xs, steps, global::Net.Inputs, "xs"), stream,
                    NativeModel.Span<float>(ys, steps, global::Net.Outputs, "ys"));
                return NativeModel.Ok;
            }
            catch (global::System.Exception failure)
            {
                return NativeModel.Fail(failure);
            }
        }

        [UnmanagedCallersOnly(EntryPoint = "net_error", CallConvs = new[] { typeof(CallConvCdecl) })]
        private static int Error(nint text, int size) => NativeModel.Error(text, size);
