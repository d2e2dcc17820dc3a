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
    public void The_first_of_two_is_rounded_to_nearest_ties_to_even(uint value, uint expected)
    {
        float single = BitConverter.UInt32BitsToSingle(value);

        Assert.Equal(expected << 16, BitConverter.SingleToUInt32Bits(BFloat16Pair.Of(single, 0).First));
        Assert.Equal(expected << 16, BitConverter.SingleToUInt32Bits(BFloat16Pair.Of(single, 3).First));
        Assert.Equal(expected << 16, BitConverter.SingleToUInt32Bits(BFloat16Pair.Of(0, single).Second));
    }

    [Theory]
    [InlineData(0x3F800000u, 0x3F800000u, 0x3F803F80u)]
    [InlineData(0x3F800000u, 0x3F7FCB92u, 0x3F7F3F80u)] // nearer than 0x3F803F80, though farther in steps: below 1 they are half as wide
    [InlineData(0x3F800000u, 0x3F810000u, 0x3F813F80u)]
    [InlineData(0x3F800000u, 0x3F81BF7Fu, 0x3F813F80u)]
    [InlineData(0x3F800000u, 0x3F81BF80u, 0x3F813F80u)] // a tie: the smaller one
    [InlineData(0x3F800000u, 0x3F81BF81u, 0x3F823F80u)]
    [InlineData(0xBF800000u, 0xBF810000u, 0xBF80BF80u)]
    [InlineData(0x3F800000u, 0x00000000u, 0x00803F80u)] // nothing subnormal: 1.2e-38 for 0
    [InlineData(0x3F800000u, 0x80000000u, 0x80803F80u)]
    [InlineData(0x00000000u, 0x00000000u, 0x00000000u)]
    [InlineData(0x3F800000u, 0x7F7FFFFFu, 0x7F7F3F80u)] // and no infinity
    public void The_second_is_the_nearest_float_with_the_first_in_its_lower_half(uint first, uint value, uint expected)
    {
        var pair = BFloat16Pair.Of(BitConverter.UInt32BitsToSingle(first), BitConverter.UInt32BitsToSingle(value));
        Assert.Equal(expected, BitConverter.SingleToUInt32Bits(pair.Second));
        Assert.Equal(first, BitConverter.SingleToUInt32Bits(pair.First));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    [InlineData(-0.3f)]
    public void What_is_not_a_number_stays_none(float first) => Assert.True(float.IsNaN(BFloat16Pair.Of(first, float.NaN).Second));

    /// <summary>Half of the distance between two bfloat16 numbers, whatever lies in the lower half.</summary>
    [Fact]
    public void Both_are_off_by_at_most_one_part_in_256()
    {
        PanelData data = new(3);
        float[] values = data.Uniform(20_000);
        for (int i = 0; i < values.Length; i += 2)
        {
            var pair = BFloat16Pair.Of(values[i], values[i + 1]);
            Assert.InRange(Math.Abs(pair.First - values[i]), 0, Math.Abs(values[i]) / 256);
            Assert.InRange(Math.Abs(pair.Second - values[i + 1]), 0, Math.Abs(values[i + 1]) / 256);
        }
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
                float[] copy = new float[blocks * ((k + 1) / 2) * row];
                new BFloat16Panel(0, 0, blocks, k, row).Pack(panel, copy);
                float[] rounded =
                [
                    .. panel.Select((weight, i) =>
                        i / row % k % 2 == 0 ? BFloat16Pair.Of(weight, 0).First : BFloat16Pair.Of(panel[i - row], weight).Second),
                ];
                ref BFloat16Pair pairs = ref System.Runtime.CompilerServices.Unsafe.As<float, BFloat16Pair>(ref copy[0]);
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
