using Unrolled.CompilerServices;

namespace Unrolled.Tests.Memory;

public class PackedLayoutTests
{
    private const int Columns = 3;

    public static TheoryData<int, int, int, bool> Shapes
    {
        get
        {
            var data = new TheoryData<int, int, int, bool>();
            foreach (int lanes in new[] { 1, 4, 8, 16 })
                foreach (var (units, others) in new[] { (1, 1), (4, 5), (7, 3), (16, 16), (17, 2), (33, 10) })
                    foreach (bool unitMajor in new[] { true, false })
                        data.Add(lanes, units, others, unitMajor);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void WhatIsPackedComesBackAndTheRestIsLeftAlone(int lanes, int units, int others, bool unitMajor)
    {
        int blocks = (units + lanes - 1) / lanes;
        var layout = new PackedLayout(lanes, units, others, lanes, (long)others * Columns * lanes, Columns * lanes, unitMajor);
        float[] logical = [.. Enumerable.Range(1, units * others).Select(i => (float)i)];
        var storage = new float[blocks * others * Columns * lanes];
        Array.Fill(storage, -1);

        layout.Pack(logical, storage);
        var back = new float[logical.Length];
        layout.Unpack(storage, back);

        Assert.Equal(logical, back);
        Assert.Equal(logical.Length, storage.Count(value => value != -1));
        Assert.Equal(logical.Length, layout.Count);
        for (int u = 0; u < units; u++)
            for (int k = 0; k < others; k++)
                Assert.Equal(logical[unitMajor ? u * others + k : k * units + u], storage[layout.Index(u, k)]);
        Assert.InRange(layout.End, layout.Index(units - 1, others - 1) + 1, storage.Length);
    }

    [Fact]
    public void AWrongLengthNamesBoth()
    {
        var layout = new PackedLayout(0, 3, 2, 4, 8, 4, UnitMajor: true);
        var error = Assert.Throws<ArgumentException>(() => layout.Pack(new float[5], new float[16]));
        Assert.Contains("6", error.Message);
        Assert.Contains("5", error.Message);
    }
}
