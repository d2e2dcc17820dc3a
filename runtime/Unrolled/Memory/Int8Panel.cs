using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Weights of one byte, with a scale for all weights of a unit in a matrix: <c>[block][four of k][column][lane]</c>, behind each block its offsets and its
/// scales, <c>[column][lane]</c>. Weights behind the last k are 0.
/// </summary>
/// <remarks>
/// w is round(w / s), ties to even, with s = max(max|w[k]| / 127, max|w[2k] + w[2k+1]| / 128): the second keeps two products, added in 16 bits, in range, as
/// in the Opus codec's networks. The offset of a unit is −127·Σ w, because bytes are 127 too large, and its scale s / 127.
/// </remarks>
internal sealed record Int8Panel(long Offset, long Words, long Blocks, int Inner, int Row) : PackedPanel(Offset, Words, Blocks, Inner, Row)
{
    private int Quads => (Inner + Int8Quad.Count - 1) / Int8Quad.Count;

    protected override long RowsOfBlock => Quads + 2;

    protected override void PackBlock(ReadOnlySpan<float> from, Span<float> to)
    {
        var words = MemoryMarshal.Cast<float, Int8Quad>(to);
        Span<int> four = stackalloc int[Int8Quad.Count];
        for (int i = 0; i < Row; i++)
        {
            double step = Step(from[i..]);
            int sum = 0;
            for (int quad = 0; quad < Quads; quad++)
            {
                for (int j = 0; j < four.Length; j++)
                {
                    int k = (quad * Int8Quad.Count) + j;
                    four[j] = k < Inner && step > 0 ? (int)Math.Round(from[(k * Row) + i] / step, MidpointRounding.ToEven) : 0;
                    sum += four[j];
                }

                words[(quad * Row) + i] = Int8Quad.Of(four[0], four[1], four[2], four[3]);
            }

            words[(Quads * Row) + i] = Int8Quad.OfBits(-Int8Quad.Most * sum);
            to[((Quads + 1) * Row) + i] = (float)(step / Int8Quad.Most);
        }
    }

    /// <summary>What a weight of 1 stands for; no number, where not all weights are finite ones.</summary>
    private double Step(ReadOnlySpan<float> weights)
    {
        double most = 0, mostOfTwo = 0;
        for (int k = 0; k < Inner; k += 2)
        {
            double first = weights[k * Row], second = k + 1 < Inner ? weights[(k + 1) * Row] : 0;
            most = Math.Max(most, Math.Max(Math.Abs(first), Math.Abs(second)));
            mostOfTwo = Math.Max(mostOfTwo, Math.Abs(first + second));
        }

        double step = Math.Max(most / Int8Quad.Most, mostOfTwo / Int8Quad.MostOfTwo);
        return double.IsFinite(step) ? step : double.NaN;
    }
}
