using System.Globalization;
using System.Runtime.CompilerServices;

namespace Unrolled.Benchmarks.Weights;

/// <summary>Steps, runs and several streams with float32 weights and with weights of two bytes and of one, side by side.</summary>
internal static class WeightFigures
{
    private const int StepInputs = 64, RunSteps = 256;

    private static readonly int[] Streams = [2, 4, 8, 16];

    private delegate void StepCall<TModel>(ReadOnlySpan<float> x, State<TModel> state, Span<float> y)
        where TModel : class, IStepped<TModel>;

    /// <summary>All figures: three that follow one another are of the same shape.</summary>
    public static IEnumerable<Figure> All() =>
    [
        .. Of<Lstm8x64, PackedLstm8x64, ByteLstm8x64>("lstm"),
        .. Of<Lstm28x64, PackedLstm28x64, ByteLstm28x64>("lstm"),
        .. Of<Lstm64x128, PackedLstm64x128, ByteLstm64x128>("lstm"),
        .. Of<Lstm128x256, PackedLstm128x256, ByteLstm128x256>("lstm"),
        .. Of<Lstm512x512, PackedLstm512x512, ByteLstm512x512>("lstm"),
        .. Of<Gru28x64, PackedGru28x64, ByteGru28x64>("gru"),
        .. Of<Gru64x128, PackedGru64x128, ByteGru64x128>("gru"),
        .. Of<Gru128x256, PackedGru128x256, ByteGru128x256>("gru"),
        .. Of<Gru512x512, PackedGru512x512, ByteGru512x512>("gru"),
        .. Of<Rnn64x128, PackedRnn64x128, ByteRnn64x128>("rnn"),
        .. Of<Rnn128x256, PackedRnn128x256, ByteRnn128x256>("rnn"),
    ];

    private static IEnumerable<Figure> Of<TFloat, TPacked, TByte>(string kind)
        where TFloat : class, IStepped<TFloat>
        where TPacked : class, IStepped<TPacked>
        where TByte : class, IStepped<TByte>
    {
        yield return Step<TFloat>(kind, "float32", 1);
        yield return Step<TPacked>(kind, "bfloat16", 1);
        yield return Step<TByte>(kind, "int8", 1);
        yield return Run<TFloat>(kind, "float32");
        yield return Run<TPacked>(kind, "bfloat16");
        yield return Run<TByte>(kind, "int8");
        foreach (int streams in Streams)
        {
            yield return Step<TFloat>(kind, "float32", streams);
            yield return Step<TPacked>(kind, "bfloat16", streams);
            yield return Step<TByte>(kind, "int8", streams);
        }
    }

    private static string Name<TModel>(string what, string kind, string weights)
        where TModel : class, IStepped<TModel> =>
        string.Create(CultureInfo.InvariantCulture, $"unrolled {what} {kind}-{weights} {TModel.Layout.Inputs} {TModel.Layout.Outputs}");

    private static Figure Step<TModel>(string kind, string weights, int streams)
        where TModel : class, IStepped<TModel> =>
        new(Name<TModel>(streams == 1 ? "step" : "streams", kind, weights) + (streams == 1 ? "" : " " + streams.ToString(CultureInfo.InvariantCulture)),
            "ns", 1e9, () => Steps<TModel>(streams), _ => "");

    private static Figure Run<TModel>(string kind, string weights)
        where TModel : class, IStepped<TModel> =>
        new(Name<TModel>("sequence", kind, weights), "ns/step", 1e9 / RunSteps, Runs<TModel>, _ => "");

    private static Action<long> Steps<TModel>(int streams)
        where TModel : class, IStepped<TModel>
    {
        var model = TModel.Create(seed: 1);
        var state = model.NewState(streams);
        var y = new float[streams * TModel.Layout.Outputs];
        int inputs = streams * TModel.Layout.Inputs;
        var xs = Subject.Values(StepInputs * inputs, seed: 2);
        StepCall<TModel> step = model.Step;
        return n => Repeat(step, xs, inputs, state, y, n);
    }

    private static Action<long> Runs<TModel>()
        where TModel : class, IStepped<TModel>
    {
        var model = TModel.Create(seed: 1);
        var state = model.NewState();
        var ys = new float[RunSteps * TModel.Layout.Outputs];
        var xs = Subject.Values(RunSteps * TModel.Layout.Inputs, seed: 2);
        return n =>
        {
            for (; n > 0; n--)
                model.Run(xs, state, ys);
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Repeat<TModel>(StepCall<TModel> step, float[] xs, int inputs, State<TModel> state, float[] y, long n)
        where TModel : class, IStepped<TModel>
    {
        for (long i = 0; i < n; i++)
            step(xs.AsSpan((int)(i & (StepInputs - 1)) * inputs, inputs), state, y);
    }
}
