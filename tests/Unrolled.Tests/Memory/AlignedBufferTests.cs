using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled.Tests.Memory;

public class AlignedBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(100_000)]
    public void StartsAtACacheLineAndIsZero(int floats)
    {
        var buffer = new AlignedBuffer(floats);
        Assert.Equal(0, AddressOf(buffer) % AlignedBuffer.AlignmentInBytes);
        Assert.Equal(floats, buffer.Length);
        Assert.Equal(floats, buffer.Span.Length);
        Assert.False(buffer.Span.ContainsAnyExcept(0f));
        for (int spare = 0; spare < AlignedBuffer.SpareFloats; spare++)
            Assert.Equal(0f, Unsafe.Add(ref buffer.Reference, floats + spare));
    }

    [Fact]
    public void StaysWhereItIs()
    {
        var buffer = new AlignedBuffer(1000);
        long before = AddressOf(buffer);
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        Assert.Equal(before, AddressOf(buffer));
    }

    [Fact]
    public void ClearSetsZero()
    {
        var buffer = new AlignedBuffer(33);
        buffer.Span.Fill(2);
        buffer.Clear();
        Assert.False(buffer.Span.ContainsAnyExcept(0f));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3_000_000_000)]
    public void AnImpossibleSizeIsSaid(long floats)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedBuffer(floats));
        Assert.Contains($"{floats}", error.Message);
    }

    /// <summary>The first float's address: its distance from a null reference.</summary>
    private static long AddressOf(AlignedBuffer buffer) => Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref buffer.Reference);
}
