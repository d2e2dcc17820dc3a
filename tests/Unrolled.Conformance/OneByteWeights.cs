using System.Diagnostics.CodeAnalysis;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.Conformance;

[Model(Inputs = 28), Lstm(64), Dense(260)] internal sealed partial class WholeLstmStack;
[Model(Inputs = 28, Training = false, Weights = WeightType.Int8), Lstm(64), Dense(260)] internal sealed partial class ByteLstmStack;
[Model(Inputs = 28), Gru(65), Dense(260)] internal sealed partial class WholeGruStack;
[Model(Inputs = 28, Training = false, Weights = WeightType.Int8), Gru(65), Dense(260)] internal sealed partial class ByteGruStack;

/// <summary>
/// Weights of one byte: a layer above a recurrent one gives, bit for bit, what whole numbers give in plain C#, and the recurrent layer stays near to what
/// float32 weights give.
/// </summary>
internal static class OneByteWeights
{
    private const int Steps = 20;

    /// <summary>The check of each kind.</summary>
    public static readonly Dictionary<string, Action> All = new()
    {
        ["int8/lstm"] = () => Check(new WholeLstmStack(seed: 1), new ByteLstmStack(seed: 2), "lstm0.h"),
        ["int8/gru"] = () => Check(new WholeGruStack(seed: 1), new ByteGruStack(seed: 2), "gru0.h"),
    };

    private static void Check<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] TWhole,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] TByte>(TWhole whole, TByte bytes, string state)
        where TWhole : class, IModel<TWhole>
        where TByte : class, IInferenceModel<TByte>
    {
        foreach (var parameter in whole.Parameters)
            bytes.Parameters[parameter.Name].Set(parameter.ToArray());
        float[] w = bytes.Parameters["dense1.W"].ToArray(), b = bytes.Parameters["dense1.b"].ToArray();
        foreach (int streams in new[] { 1, 2, 7 })
        {
            StreamHandle expected = new ModelStream<TWhole>(whole, streams), found = new ModelStream<TByte>(bytes, streams);
            float[] x = new float[streams * TWhole.Layout.Inputs], y = new float[streams * TWhole.Layout.Outputs], z = new float[y.Length];
            var random = new Random(streams);
            for (int t = 0; t < Steps; t++)
            {
                for (int i = 0; i < x.Length; i++)
                    x[i] = (random.NextSingle() * 2) - 1;
                expected.Step(x, y);
                found.Step(x, z);
                Compare.SameBits($"Step {t} of {streams} streams", z, Products(w, b, found[state].ToArray(), streams));
            }

            double distance = y.Zip(z, (one, other) => Math.Abs(one - other)).Average();
            if (!(distance > 0 && distance < 0.01))
                throw new CaseException($"{streams} streams: outputs are {distance} from those of float32 weights, on average");
        }
    }

    private static float[] Products(float[] w, float[] b, float[] h, int streams)
    {
        int inner = w.Length / b.Length;
        float[] y = new float[streams * b.Length];
        for (int i = 0; i < b.Length; i++)
        {
            var (weights, scale) = ByteWeights.Of(w.AsSpan(i * inner, inner));
            for (int s = 0; s < streams; s++)
            {
                int sum = 0;
                for (int k = 0; k < inner; k++)
                    sum += weights[k] * ByteWeights.Of(h[(s * inner) + k]);
                y[(s * b.Length) + i] = b[i] + (sum * scale);
            }
        }

        return y;
    }
}
