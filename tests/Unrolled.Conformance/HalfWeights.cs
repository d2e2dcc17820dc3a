using System.Diagnostics.CodeAnalysis;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.Conformance;

[Model(Inputs = 28), Lstm(64)] internal sealed partial class WholeLstm;
[Model(Inputs = 28, Training = false, Weights = WeightType.BFloat16), Lstm(64)] internal sealed partial class HalfLstm;
[Model(Inputs = 28), Gru(65)] internal sealed partial class WholeGru;
[Model(Inputs = 28, Training = false, Weights = WeightType.BFloat16), Gru(65)] internal sealed partial class HalfGru;
[Model(Inputs = 9), Rnn(128)] internal sealed partial class WholeRnn;
[Model(Inputs = 9, Training = false, Weights = WeightType.BFloat16), Rnn(128)] internal sealed partial class HalfRnn;

/// <summary>Weights of two bytes give the bits of float32 weights that were rounded before.</summary>
internal static class HalfWeights
{
    private const int Steps = 20;

    /// <summary>The check of each kind.</summary>
    public static readonly Dictionary<string, Action> All = new()
    {
        ["bfloat16/lstm"] = () => Check(new WholeLstm(seed: 1), new HalfLstm(seed: 2)),
        ["bfloat16/gru"] = () => Check(new WholeGru(seed: 1), new HalfGru(seed: 2)),
        ["bfloat16/rnn"] = () => Check(new WholeRnn(seed: 1), new HalfRnn(seed: 2)),
    };

    private static void Check<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] TWhole,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] THalf>(TWhole whole, THalf half)
        where TWhole : class, IModel<TWhole>
        where THalf : class, IInferenceModel<THalf>
    {
        foreach (var parameter in whole.Parameters)
        {
            float[] values = parameter.ToArray();
            half.Parameters[parameter.Name].Set(values);
            if (parameter.Shape.Rank == 2)
                parameter.Set([.. values.Select(Rounded)]);
        }

        foreach (int streams in new[] { 1, 2, 7 })
        {
            StreamHandle expected = new ModelStream<TWhole>(whole, streams), found = new ModelStream<THalf>(half, streams);
            float[] xs = new float[Steps * streams * TWhole.Layout.Inputs];
            float[] ys = new float[Steps * streams * TWhole.Layout.Outputs], others = new float[ys.Length];
            var random = new Random(streams);
            for (int i = 0; i < xs.Length; i++)
                xs[i] = (random.NextSingle() * 2) - 1;
            for (int t = 0; t < Steps; t++)
            {
                var x = xs.AsSpan(t * xs.Length / Steps, xs.Length / Steps);
                expected.Step(x, ys.AsSpan(t * ys.Length / Steps, ys.Length / Steps));
                found.Step(x, others.AsSpan(t * ys.Length / Steps, ys.Length / Steps));
            }

            Compare.SameBits($"Step of {streams} streams", others, ys);
            expected.Run(xs, ys);
            found.Run(xs, others);
            Compare.SameBits($"Run of {streams} streams", others, ys);
        }
    }

    /// <summary>The nearest number of 8 significant bits, ties to even.</summary>
    private static float Rounded(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }
}
