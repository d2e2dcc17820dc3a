using System.Text;
using Unrolled.Formats.PyTorch.Pickle;

namespace Unrolled.Interop.Tests.PyTorch;

/// <summary>The reader of pickles: Python's own pickles of every protocol, and what a hostile one tries.</summary>
public class UnpicklerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void EveryProtocol(int protocol)
    {
        var root = Assert.IsType<PickleDictionary>(Read(File.ReadAllBytes(PyTorchFixture.File($"plain{protocol}.pkl"))));
        Assert.Equal("text numbers floats flags bytes tuples set frozen array ordered object 7 self", string.Join(" ", root.Named.Select(entry => entry.Key)));
        if (protocol > 0)
            Assert.Equal("aé\u20ac\U0001F600", root["text"]);
        Assert.Equal([0L, 1L, 255L, 256L, 65535L, 65536L, -1L, -2147483648L, 1L << 40, -(1L << 62)], List(root["numbers"]));
        Assert.Equal([0.0, -1.5, 1e300], List(root["floats"]));
        Assert.Equal([true, false, null], List(root["flags"]));
        Assert.Equal([0, 1, 2, 3, 4], ((PickleTuple)root["tuples"]!).Items.Select(item => ((PickleTuple)item!).Items.Length));
        Assert.Same(root["numbers"], root["self"]);
        Assert.Equal(["b", "a"], ((PickleDictionary)root["ordered"]!).Named.Select(entry => entry.Key));
        var made = (PickleObject)root["object"]!;
        Assert.Equal(6L, ((PickleDictionary)made.State!)["hidden"]);
        if (protocol >= 4)
            Assert.Equal([6L], List(root["frozen"]));
        if (protocol >= 3)
            Assert.Equal([0x00, 0xFF], (byte[])root["bytes"]!);
    }

    [Fact]
    public void NothingIsCalled()
    {
        var calls = new List<string>();
        var value = Assert.IsType<PickleObject>(Unpickler.Read("cos\nsystem\n(X\x05\0\0\0falsetR."u8.ToArray(), 100, calls));
        Assert.True(value.Is("os", "system"));
        Assert.Equal(["os.system"], calls);
    }

    [Theory]
    [InlineData("", "ends where 1 more")]
    [InlineData("\x80\x02", "ends where 1 more")]
    [InlineData("\x80\x06.", "protocol 6")]
    [InlineData("X\x7F\x7F\x7F\x7F", "ends where 2139062143 more")]
    [InlineData("\x8D\x7F\x7F\x7F\x7F\x7F\x7F\x7F\x7F", "ends where 9187201950435737471 more")]
    [InlineData(".", "takes a value that is not there")]
    [InlineData("(.", "takes a value that is not there")]
    [InlineData("N(0.", "takes a value that is not there")]
    [InlineData("t.", "ends a group")]
    [InlineData("h\x05.", "refers to the value 5")]
    [InlineData("}(Nu.", "sets an entry without a value")]
    [InlineData("\x84\x01\x02\x03\x04.", "operation 0x84")]
    [InlineData("\x97.", "operation 0x97")]
    [InlineData("gx\n.", "without a number")]
    [InlineData("Iabc", "within a line")]
    public void Damage(string pickle, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(Encoding.Latin1.GetBytes(pickle))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("N", "piles up")]
    [InlineData("}", "makes objects")]
    [InlineData("]2", "makes objects|piles up")]
    [InlineData("(", "makes objects")]
    [InlineData("X\0\0\0\0", "makes objects|piles up")]
    public void ManyObjects(string part, string message)
    {
        byte[] pickle = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(part, 8_000_000)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Matches(message, Assert.Throws<InvalidDataException>(() => Read(pickle)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L * pickle.Length + (64 << 20));
    }

    /// <summary>A list in a list in a list: read in a loop, however deep.</summary>
    [Fact]
    public void Deep()
    {
        const int Depth = 200_000;
        byte[] pickle = Encoding.Latin1.GetBytes(new string(']', Depth) + new string('a', Depth - 1) + ".");
        object? value = Read(pickle);
        for (int level = 1; level < Depth; level++)
            value = Assert.Single(((PickleList)value!).Items);
        Assert.Empty(((PickleList)value!).Items);
    }

    /// <summary>Each list holds the one before twice: the values are shared and never written out.</summary>
    [Fact]
    public void Doubling()
    {
        string pickle = "]q\x01" + string.Concat(Enumerable.Repeat("](h\u0001h\u0001eq\u0001", 60)) + ".";
        Assert.Equal(2, Assert.IsType<PickleList>(Read(Encoding.Latin1.GetBytes(pickle))).Items.Count);
    }

    private static object? Read(byte[] pickle) => Unpickler.Read(pickle, pickle.Length, []);

    private static List<object?> List(object? value) => Assert.IsType<PickleList>(value).Items;
}
