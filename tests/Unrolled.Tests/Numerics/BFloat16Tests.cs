using Unrolled.CompilerServices;

namespace Unrolled.Tests.Numerics;

public sealed class BFloat16Tests
{
    private static readonly (int Rows, int K, int Columns, int Blocks)[] Shapes =
    [
        (1, 9, 1, 3), (1, 10, 2, 2), (1, 11, 3, 2), (1, 1, 4, 1), (1, 7, 6, 2), (2, 8, 4, 3), (2, 1, 1, 5), (3, 7, 3, 3), (7, 300, 1, 5), (7, 301, 4, 2),
        (20, 65, 5, 2), (2, 3, 140, 2),
    ];

    [Theory]
    [InlineData(0x3F800000u, 0x3F80u)] // 1
    [InlineData(0x3F808000u, 0x3F80u)] // a tie: the even one below
    [InlineData(0x3F818000u, 0x3F82u)] // a tie: the even one above
    [InlineData(0x3F808001u, 0x3F81u)]
    [InlineData(0xBF80FFFFu, 0xBF81u)]
    [InlineData(0x00000001u, 0x0000u)]
    [InlineData(0x80000000u, 0x8000u)]
    [InlineData(0x7F7FFFFFu, 0x7F80u)] // the largest float is nearer to infinity than to the largest bfloat16
    [InlineData(0xFF800000u, 0xFF80u)]
    [InlineData(0x7F800001u, 0x7FC0u)] // no number, not an infinity
    [InlineData(0xFFFFFFFFu, 0xFFFFu)]
    public void Weights_are_rounded_to_nearest_ties_to_even(uint value, uint expected)
    {
        float single = BitConverter.UInt32BitsToSingle(value);
        var (first, second) = (BFloat16Pair.Of(single, 0), BFloat16Pair.Of(1, single));

        Assert.Equal(expected << 16, BitConverter.SingleToUInt32Bits(first.First));
        Assert.Equal(0u, BitConverter.SingleToUInt32Bits(first.Second));
        Assert.Equal(expected << 16, BitConverter.SingleToUInt32Bits(second.Second));
        Assert.Equal(1f, second.First);
    }

    [Fact]
    public void Products_are_those_of_the_rounded_weights() => SimdWidths.Run(new ProductTest());

    /// <summary>Bit for bit, with many rows and with one.</summary>
    private sealed class ProductTest : ISimdTest
    {
        public void Run<V>()
            where V : struct, ISimd<V>
        {
            PanelData data = new(5);
            foreach ((int rows, int k, int columns, int blocks) in Shapes)
            {
                int row = columns * V.Lanes, stride = k + 1;
                float[] x = data.Uniform(rows * stride), panel = data.Uniform(blocks * k * row), start = data.Uniform(blocks * row);
                AlignedBuffer copy = new(blocks * ((k + 1) / 2) * row);
                new BFloat16Panel(0, 0, blocks, k, row).Pack(panel, copy.Span);
                float[] rounded = [.. panel.Select(weight => BFloat16Pair.Of(weight, 0).First)];
                ref BFloat16Pair pairs = ref System.Runtime.CompilerServices.Unsafe.As<float, BFloat16Pair>(ref copy.Reference);
                float[] z = data.Uniform(rows * blocks * row), expected = [.. z], found = [.. z];

                Products.Multiply<V>(ref x[0], stride, k, ref rounded[0], ref expected[0], rows * row, row, rows, blocks, columns);
                Products.Multiply<V>(ref x[0], stride, k, ref pairs, ref found[0], rows * row, row, rows, blocks, columns);
                Assert.Equal(expected, found);
                Products.MultiplyAdd<V>(ref x[0], stride, k, ref rounded[0], ref expected[0], rows * row, row, rows, blocks, columns);
                Products.MultiplyAdd<V>(ref x[0], stride, k, ref pairs, ref found[0], rows * row, row, rows, blocks, columns);
                Assert.Equal(expected, found);
                Products.MultiplyFrom<V>(ref x[0], stride, k, ref rounded[0], ref expected[0], rows * row, row, rows, blocks, columns, ref start[0], row);
                Products.MultiplyFrom<V>(ref x[0], stride, k, ref pairs, ref found[0], rows * row, row, rows, blocks, columns, ref start[0], row);
                Assert.Equal(expected, found);
            }
        }
    }
}
