using Unrolled.CompilerServices;

namespace Unrolled.Tests.Numerics;

/// <summary>Each product against plain loops in double, over shapes that reach every tile and remainder.</summary>
public sealed class ProductsTests
{
    private static readonly int[] SomeK = [1, 2, 3, 7, 16, 17, 33, 70];

    [Fact]
    public void Forward_products_equal_plain_loops() => SimdWidths.Run(new ForwardTest());

    [Fact]
    public void Blocked_operands_equal_plain_loops() => SimdWidths.Run(new BlockedOperandTest());

    [Fact]
    public void Outer_products_equal_plain_loops() => SimdWidths.Run(new OuterTest());

    [Fact]
    public void Transposed_products_equal_plain_loops() => SimdWidths.Run(new TransposedTest());

    [Fact]
    public void Token_operands_equal_one_hot_products() => SimdWidths.Run(new TokenTest());

    [Fact]
    public void Nothing_is_written_for_no_rows_and_sums_are_the_start_for_no_terms() => SimdWidths.Run(new EmptyTest());

    private static IEnumerable<(int Rows, int K, int Columns, int Blocks)> Shapes()
    {
        for (int rows = 1; rows <= 33; rows++)
            yield return (rows, SomeK[rows % SomeK.Length], (rows % 8) + 1, (rows % 5) + 1);
        for (int k = 1; k <= 70; k++)
            yield return ((k % 13) + 1, k, (k % 4) + 1, (k % 3) + 1);
        for (int columns = 1; columns <= 8; columns++)
        {
            for (int blocks = 1; blocks <= 5; blocks++)
            {
                yield return (1, 9, columns, blocks);
                yield return (2, 8, columns, blocks);
                yield return (3, 7, columns, blocks);
                yield return (11, 6, columns, blocks);
            }
        }
    }

    /// <summary>Sums in pieces of k, rows in pieces, and a panel that is fetched ahead.</summary>
    private static IEnumerable<(int Rows, int K, int Columns, int Blocks)> LargeShapes() => [(20, 301, 4, 2), (700, 100, 2, 1), (14, 260, 3, 40)];

    private sealed class ForwardTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            int lanes = V.Lanes;
            PanelData data = new(1);
            foreach ((int rows, int k, int columns, int blocks) in Shapes().Concat(LargeShapes()))
            {
                int rowStride = k + (rows % 3), zRow = columns * lanes + lanes * (k % 2), zBlock = (rows * zRow) + (lanes * (rows % 2));
                int startBlock = columns * lanes + lanes;
                float[] x = data.Uniform(rows * rowStride), panel = data.Uniform(blocks * k * columns * lanes);
                float[] start = data.Uniform(blocks * startBlock), before = data.Uniform(blocks * zBlock);
                float[] zero = (float[])before.Clone(), more = (float[])before.Clone(), from = (float[])before.Clone(), filled = (float[])before.Clone();
                Products.Multiply<V>(ref x[0], rowStride, k, ref panel[0], ref zero[0], zBlock, zRow, rows, blocks, columns);
                Products.MultiplyAdd<V>(ref x[0], rowStride, k, ref panel[0], ref more[0], zBlock, zRow, rows, blocks, columns);
                Products.MultiplyFrom<V>(ref x[0], rowStride, k, ref panel[0], ref from[0], zBlock, zRow, rows, blocks, columns, ref start[0], startBlock);
                Products.Fill<V>(ref start[0], startBlock, ref filled[0], zBlock, zRow, rows, blocks, columns);
                bool[] written = new bool[before.Length];
                for (int b = 0; b < blocks; b++)
                    for (int r = 0; r < rows; r++)
                        for (int s = 0; s < columns * lanes; s++)
                        {
                            double sum = 0, size = 0;
                            for (int i = 0; i < k; i++)
                            {
                                double term = (double)x[(r * rowStride) + i] * panel[(((b * k) + i) * columns * lanes) + s];
                                sum += term;
                                size += Math.Abs(term);
                            }

                            int at = (b * zBlock) + (r * zRow) + s;
                            float first = start[(b * startBlock) + s];
                            string what = $"{typeof(V).Name} rows {rows} k {k} columns {columns} blocks {blocks}: block {b} row {r} slot {s}";
                            written[at] = true;
                            PanelData.AssertClose(sum, zero[at], size, "Multiply, " + what);
                            PanelData.AssertClose(before[at] + sum, more[at], size, "MultiplyAdd, " + what);
                            PanelData.AssertClose(first + sum, from[at], size, "MultiplyFrom, " + what);
                            Assert.Equal(first, filled[at]);
                        }

                for (int i = 0; i < before.Length; i++)
                    if (!written[i])
                        Assert.True(zero[i] == before[i] && more[i] == before[i] && from[i] == before[i] && filled[i] == before[i], $"written outside, at {i}");
            }
        }
    }

    private sealed class BlockedOperandTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            int lanes = V.Lanes;
            PanelData data = new(2);
            foreach (int rows in (int[])[1, 2, 5, 13])
                foreach (int outer in (int[])[1, 2, 5])
                    foreach (int inner in (int[])[1, 4, 5, 64, 200])
                    {
                        const int Columns = 3, Blocks = 2;
                        int k = outer * inner, rowStride = inner + 2, outerStride = (rows * rowStride) + 1;
                        int zRow = Columns * lanes, zBlock = rows * zRow;
                        float[] x = data.Uniform(outer * outerStride), panel = data.Uniform(Blocks * k * Columns * lanes), z =
                            data.Uniform(Blocks * zBlock), zero = new float[lanes];
                        Matrix matrix = new()
                        {
                            RowStride = rowStride,
                            Outer = outer,
                            OuterStride = outerStride,
                            Inner = inner,
                            InnerStride = 1,
                            PanelStride = zRow,
                            PanelBlockStride = k * zRow,
                            ZRowStride = zRow,
                            ZBlockStride = zBlock,
                            Rows = rows,
                            Blocks = Blocks,
                            Columns = Columns,
                        };
                        matrix.Multiply<V>(ref x[0], ref panel[0], ref zero[0], ref z[0]);
                        for (int b = 0; b < Blocks; b++)
                            for (int r = 0; r < rows; r++)
                                for (int s = 0; s < zRow; s++)
                                {
                                    double sum = 0;
                                    for (int i = 0; i < k; i++)
                                        sum += (double)x[(r * rowStride) + (i / inner * outerStride) + (i % inner)] * panel[(((b * k) + i) * zRow) + s];
                                    PanelData.AssertClose(sum, z[(b * zBlock) + (r * zRow) + s], k,
                                        $"{typeof(V).Name} rows {rows} outer {outer} inner {inner}");
                                }
                    }
        }
    }

    private sealed class OuterTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            int lanes = V.Lanes;
            PanelData data = new(3);
            foreach ((int rows, int k, int columns, int blocks) in Shapes().Append((300, 5, 3, 2)).Append((128, 1, 1, 1)).Append((129, 2, 4, 1))
                .Append((300, 9, 3, 30)).Append((5, 320, 4, 4)).Append((700, 331, 4, 5)))
            {
                int rowStride = k + (rows % 3), dzRow = columns * lanes + lanes * (k % 2), dzBlock = (rows * dzRow) + lanes;
                float[] x = data.Uniform(rows * rowStride), dz = data.Uniform(blocks * dzBlock), before = data.Uniform(blocks * k * columns * lanes);
                float[] g = (float[])before.Clone();
                Products.AccumulateOuter<V>(ref x[0], rowStride, k, ref dz[0], dzBlock, dzRow, ref g[0], rows, blocks, columns, default);
                for (int at = 0; at < g.Length; at++)
                {
                    int slot = at % (columns * lanes), i = at / (columns * lanes) % k, b = at / (columns * lanes * k);
                    double sum = before[at];
                    for (int r = 0; r < rows; r++) sum += (double)x[(r * rowStride) + i] * dz[(b * dzBlock) + (r * dzRow) + slot];
                    PanelData.AssertClose(sum, g[at], rows, $"{typeof(V).Name} rows {rows} k {k} columns {columns} blocks {blocks}: {at}");
                }
            }
        }
    }

    private sealed class TransposedTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            int lanes = V.Lanes;
            PanelData data = new(4);
            foreach ((int rows, int k, int columns, int blocks) in Shapes().Concat(LargeShapes()).Append((6, 9 * lanes, 1, 1)).Append((1, 8 * lanes, 2, 2))
                .Append((1, (5 * lanes) - 1, 1, 2)))
            {
                int slots = columns * lanes, padded = (k + lanes - 1) / lanes * lanes;
                int dzRow = slots + lanes * (k % 2), dzBlock = (rows * dzRow) + lanes, dxRow = padded + (lanes * (rows % 2));
                float[] dz = data.Uniform(blocks * dzBlock), panel = data.Uniform(blocks * k * slots), before = data.Uniform(rows * dxRow);
                float[] transposed = data.Uniform(Products.TransposedLength(blocks, k, columns, lanes));
                float[] set = (float[])before.Clone(), added = (float[])before.Clone();
                Products.Transpose<V>(ref panel[0], blocks, k, columns, ref transposed[0], rows, default);
                Products.MultiplyTransposed<V>(ref dz[0], dzBlock, dzRow, blocks, columns, ref panel[0], ref transposed[0], ref set[0], dxRow, k, rows,
                    accumulate: false);
                Products.MultiplyTransposed<V>(ref dz[0], dzBlock, dzRow, blocks, columns, ref panel[0], ref transposed[0], ref added[0], dxRow, k, rows,
                    accumulate: true);
                for (int at = 0; at < before.Length; at++)
                {
                    int r = at / dxRow, unit = at % dxRow;
                    double sum = 0;
                    if (unit < k)
                        for (int e = 0; e < blocks * slots; e++)
                            sum += (double)dz[(e / slots * dzBlock) + (r * dzRow) + (e % slots)] * panel[(((e / slots * k) + unit) * slots) + (e % slots)];

                    string what = $"{typeof(V).Name} rows {rows} k {k} columns {columns} blocks {blocks}: row {r} unit {unit}";
                    PanelData.AssertClose(before[at] + sum, added[at], blocks * slots, "accumulate, " + what);
                    if (unit < k) PanelData.AssertClose(sum, set[at], blocks * slots, what);
                    else
                    {
                        Assert.Equal(before[at], added[at]);
                        Assert.Equal(unit < padded ? 0f : before[at], set[at]);
                    }
                }
            }
        }
    }

    private sealed class TokenTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            int lanes = V.Lanes;
            PanelData data = new(5);
            foreach ((int rows, int k, int columns, int blocks) in Shapes().Concat(LargeShapes()))
            {
                int slots = columns * lanes, zRow = slots + lanes, zBlock = rows * zRow;
                int[] tokens = data.Tokens(rows, k);
                float[] panel = data.Uniform(blocks * k * slots), start = data.Uniform(blocks * slots), dz = data.Uniform(blocks * zBlock);
                float[] plain = data.Uniform(blocks * zBlock), added = (float[])plain.Clone(), from = (float[])plain.Clone(), before = (float[])plain.Clone();
                float[] g = data.Uniform(panel.Length), expectedG = (float[])g.Clone();
                Products.Gather<V>(ref tokens[0], k, ref panel[0], ref plain[0], zBlock, zRow, rows, blocks, columns);
                Products.GatherAdd<V>(ref tokens[0], k, ref panel[0], ref added[0], zBlock, zRow, rows, blocks, columns);
                Products.GatherFrom<V>(ref tokens[0], k, ref panel[0], ref from[0], zBlock, zRow, rows, blocks, columns, ref start[0], slots);
                Products.ScatterAdd<V>(ref tokens[0], k, ref dz[0], zBlock, zRow, ref g[0], rows, blocks, columns, default);
                for (int b = 0; b < blocks; b++)
                    for (int r = 0; r < rows; r++)
                        for (int s = 0; s < slots; s++)
                        {
                            int at = (b * zBlock) + (r * zRow) + s, entry = (((b * k) + tokens[r]) * slots) + s;
                            Assert.Equal(panel[entry], plain[at]);
                            Assert.Equal(before[at] + panel[entry], added[at]);
                            Assert.Equal(start[(b * slots) + s] + panel[entry], from[at]);
                            expectedG[entry] += dz[at];
                        }

                Assert.Equal(expectedG, g);
            }
        }
    }

    private sealed class EmptyTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            PanelData data = new(6);
            int slots = 3 * V.Lanes;
            float[] x = data.Uniform(8), panel = data.Uniform(2 * slots), start = data.Uniform(slots), z = data.Uniform(5 * slots), before = (float[])z.Clone();
            Products.MultiplyFrom<V>(ref x[0], 1, 1, ref panel[0], ref z[0], slots, slots, 0, 1, 3, ref start[0], slots);
            Assert.Equal(before, z);
            Products.MultiplyFrom<V>(ref x[0], 1, 0, ref panel[0], ref z[0], 5 * slots, slots, 5, 1, 3, ref start[0], slots);
            for (int i = 0; i < z.Length; i++) Assert.Equal(start[i % slots], z[i]);
        }
    }
}
