using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled.Tests.Numerics;

/// <summary>Products with weights of one byte, against the same arithmetic in plain C#: bit for bit, at every width.</summary>
public sealed class Int8Tests
{
    private static readonly (int Rows, int K, int Columns, int Blocks)[] Shapes =
    [
        (1, 1, 1, 1), (1, 9, 1, 3), (1, 10, 2, 2), (1, 67, 3, 2), (1, 64, 4, 3), (1, 7, 6, 2),
        (2, 8, 4, 3), (3, 17, 3, 3), (7, 300, 1, 5), (9, 65, 5, 2), (4, 128, 9, 1),
    ];

    [Fact]
    public void Products_are_those_of_whole_numbers() => SimdWidths.Run(new ProductTest(1f));

    /// <summary>Sums of two products in 16 bits have no room left then.</summary>
    [Fact]
    public void Equal_weights_of_the_greatest_magnitude_are_in_range() => SimdWidths.Run(new ProductTest(1f, weight: 0.25f, element: 1f));

    [Fact]
    public void Elements_beyond_one_count_as_one() => SimdWidths.Run(new ProductTest(3f));

    [Fact]
    public void Bytes_are_rounded_to_nearest_ties_to_even() => SimdWidths.Run(new BytesTest());

    [Fact]
    public void What_is_no_finite_weight_gives_no_number()
    {
        float[] panel = [1f, float.PositiveInfinity, 0f, 2f, float.NaN, 0f], copy = new float[9];
        new Int8Panel(0, 0, 1, 2, 3).Pack(panel, copy);

        Assert.Equal(((float)(3.0 / 128 / 127), float.NaN, 0f), (copy[6], copy[7], copy[8]));
    }

    /// <summary>What the documentation says of a unit's weights.</summary>
    private static (int[] Weights, float Scale) Quantized(double[] weights)
    {
        double step = Math.Max(
            weights.Max(Math.Abs) / 127,
            weights.Chunk(2).Max(two => Math.Abs(two.Sum())) / 128);
        return ([.. weights.Select(weight => step == 0 ? 0 : (int)Math.Round(weight / step, MidpointRounding.ToEven))], (float)(step / 127));
    }

    private static int Quantized(float element) => (int)Math.Round(Math.Clamp(element, -1f, 1f) * 127f, MidpointRounding.ToEven);

    private sealed class ProductTest(float range, float? weight = null, float? element = null) : ISimdTest
    {
        public void Run<V>()
            where V : struct, ISimd<V>
        {
            PanelData data = new(5);
            foreach ((int rows, int k, int columns, int blocks) in Shapes)
            {
                int row = columns * V.Lanes, stride = k + 1;
                float[] x = [.. data.Uniform(rows * stride).Select(value => element ?? value * range)];
                float[] panel = [.. data.Uniform(blocks * k * row).Select(value => weight ?? value)], start = data.Uniform(blocks * row);
                Int8Panel shape = new(0, 0, blocks, k, row);
                float[] copy = new float[shape.Length];
                shape.Pack(panel, copy);
                ref Int8Quad quads = ref Unsafe.As<float, Int8Quad>(ref copy[0]);
                float[] products = Expected(x, stride, panel, rows, k, row, blocks);
                float[] z = data.Uniform(rows * blocks * row), found = [.. z];

                Products.Multiply<V>(ref x[0], stride, k, ref quads, ref found[0], rows * row, row, rows, blocks, columns);
                Assert.Equal([.. products.Select(product => 0f + product)], found);
                found = [.. z];
                Products.MultiplyAdd<V>(ref x[0], stride, k, ref quads, ref found[0], rows * row, row, rows, blocks, columns);
                Assert.Equal([.. products.Zip(z, (product, begun) => begun + product)], found);
                Products.MultiplyFrom<V>(ref x[0], stride, k, ref quads, ref found[0], rows * row, row, rows, blocks, columns, ref start[0], row);
                Assert.Equal([.. products.Select((product, i) => start[(i / (rows * row) * row) + (i % row)] + product)], found);
            }
        }

        private static float[] Expected(float[] x, int stride, float[] panel, int rows, int k, int row, int blocks)
        {
            float[] products = new float[rows * blocks * row];
            for (int i = 0; i < blocks * row; i++)
            {
                var (block, slot) = Math.DivRem(i, row);
                var (weights, scale) = Quantized([.. Enumerable.Range(0, k).Select(at => (double)panel[(((block * k) + at) * row) + slot])]);
                for (int r = 0; r < rows; r++)
                {
                    int sum = weights.Select((weight, at) => weight * Quantized(x[(r * stride) + at])).Sum();
                    products[(((block * rows) + r) * row) + slot] = sum * scale;
                }
            }

            return products;
        }
    }

    private sealed class BytesTest : ISimdTest
    {
        public void Run<V>()
            where V : struct, ISimd<V>
        {
            // 1/127 weighs 127 here: a product is the byte.
            float[] ties = [0.5f, -0.5f, 1.5f, -1.5f, 2.5f, 126.5f, 127f, -127f, 128f, 1e30f, -1e30f, float.PositiveInfinity, 0.49f, -0.51f];
            foreach (float tie in ties)
            {
                float x = tie / 127f, found = 0;
                float[] panel = [.. Enumerable.Repeat(1f, V.Lanes)], z = new float[V.Lanes];
                Int8Panel shape = new(0, 0, 1, 1, V.Lanes);
                float[] copy = new float[shape.Length];
                shape.Pack(panel, copy);
                Products.Multiply<V>(ref x, 1, 1, ref Unsafe.As<float, Int8Quad>(ref copy[0]), ref z[0], V.Lanes, V.Lanes, 1, 1, 1);
                found = (float)Math.Round(z[0] * 127);

                Assert.Equal(Quantized(x), found);
            }
        }
    }
}
