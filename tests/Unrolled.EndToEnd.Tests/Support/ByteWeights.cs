namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>What docs/weights.md says of weights of one byte, in plain C#.</summary>
internal static class ByteWeights
{
    /// <summary>A row's weights as whole numbers, and what a product of a weight with a byte of 1 stands for.</summary>
    public static (int[] Weights, float Scale) Of(ReadOnlySpan<float> row)
    {
        double most = 0, mostOfTwo = 0;
        for (var k = 0; k < row.Length; k++)
        {
            most = Math.Max(most, Math.Abs(row[k]));
            if (k % 2 == 0)
                mostOfTwo = Math.Max(mostOfTwo, Math.Abs((double)row[k] + (k + 1 < row.Length ? row[k + 1] : 0)));
        }

        var step = Math.Max(most / 127, mostOfTwo / 128);
        return ([.. row.ToArray().Select(weight => step == 0 ? 0 : (int)Math.Round(weight / step, MidpointRounding.ToEven))], (float)(step / 127));
    }

    /// <summary>An element of what they multiply.</summary>
    public static int Of(float element) => (int)Math.Round(Math.Clamp(element, -1f, 1f) * 127f, MidpointRounding.ToEven);

    /// <summary>The nearest bfloat16, ties to even.</summary>
    public static float BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }
}
