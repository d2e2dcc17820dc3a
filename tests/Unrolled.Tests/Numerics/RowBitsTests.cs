using Unrolled.CompilerServices;

namespace Unrolled.Tests.Numerics;

/// <summary>A row's bits depend neither on how many other rows, nor on how many columns and blocks are computed with it.</summary>
public sealed class RowBitsTests
{
    [Fact]
    public void Forward_row_has_the_same_bits_in_every_tile() => SimdWidths.Run(new ForwardTest());

    [Fact]
    public void Transposed_row_has_the_same_bits_in_every_tile() => SimdWidths.Run(new TransposedTest());

    private sealed class ForwardTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            const int K = 37, MaxRows = 19;
            int lanes = V.Lanes;
            PanelData data = new(7);
            foreach (int columns in (int[])[1, 2, 3, 4, 5, 6, 8])
                foreach (int blocks in (int[])[1, 2, 3, 5])
                {
                    int slots = columns * lanes;
                    float[] x = data.Uniform(MaxRows * K), panel = data.Uniform(blocks * K * slots), start = data.Uniform(blocks * slots);
                    float[] paired = new float[MaxRows * blocks * slots], pair = new float[2 * slots];
                    for (int row = 0; row < MaxRows; row++)
                    {
                        for (int block = 0; block < blocks; block++)
                        {
                            // With itself as the second row.
                            Products.MultiplyFrom<V>(ref x[row * K], 0, K, ref panel[block * K * slots], ref pair[0], 2 * slots, slots, 2, 1, columns,
                                ref start[block * slots], slots);
                            pair.AsSpan(0, slots).CopyTo(paired.AsSpan(((block * MaxRows) + row) * slots));
                        }
                    }

                    for (int rows = 2; rows <= MaxRows; rows++)
                    {
                        float[] z = new float[paired.Length];
                        Products.MultiplyFrom<V>(ref x[0], K, K, ref panel[0], ref z[0], MaxRows * slots, slots, rows, blocks, columns, ref start[0], slots);
                        for (int block = 0; block < blocks; block++)
                            Assert.True(z.AsSpan(block * MaxRows * slots, rows * slots).SequenceEqual(paired.AsSpan(block * MaxRows * slots, rows * slots)),
                                $"{typeof(V).Name}: {rows} rows, {columns} columns, {blocks} blocks");
                    }
                }
        }
    }

    private sealed class TransposedTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            const int Columns = 3, Blocks = 2, MaxRows = 13;
            int lanes = V.Lanes, k = (7 * lanes) - (lanes / 2), padded = 7 * lanes, slots = Columns * lanes;
            PanelData data = new(8);
            float[] dz = data.Uniform(Blocks * MaxRows * slots), panel = data.Uniform(Blocks * k * slots);
            float[] transposed = new float[Products.TransposedLength(Blocks, k, Columns, lanes)], paired = new float[MaxRows * padded], pair =
                new float[2 * padded];
            Products.Transpose<V>(ref panel[0], Blocks, k, Columns, ref transposed[0], MaxRows, default);
            for (int row = 0; row < MaxRows; row++)
            {
                Products.MultiplyTransposed<V>(ref dz[row * slots], MaxRows * slots, 0, Blocks, Columns, ref panel[0], ref transposed[0], ref pair[0], padded,
                    k, 2, accumulate: false);
                pair.AsSpan(0, padded).CopyTo(paired.AsSpan(row * padded));
            }

            for (int rows = 2; rows <= MaxRows; rows++)
            {
                float[] dx = new float[MaxRows * padded];
                Products.MultiplyTransposed<V>(ref dz[0], MaxRows * slots, slots, Blocks, Columns, ref panel[0], ref transposed[0], ref dx[0], padded, k, rows,
                    accumulate: false);
                Assert.True(dx.AsSpan(0, rows * padded).SequenceEqual(paired.AsSpan(0, rows * padded)), $"{typeof(V).Name}: {rows} rows");
            }
        }
    }
}
