using System.IO.Compression;
using System.Text;

namespace Unrolled.Interop.Tests.PyTorch;

/// <summary>Damaged and hostile files end in one exception, in bounded memory.</summary>
public class HostileTests
{
    public static TheoryData<string> Files =>
    [
        .. Directory.GetFiles(PyTorchFixture.Folder).Select(path => Path.GetFileName(path))
            .Where(name => name != "cases.json" && !name.EndsWith(".pkl", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Mutated(string name) => Fuzz.Mutate(File.ReadAllBytes(PyTorchFixture.File(name)), name);

    [Theory]
    [InlineData("small.pt")]
    [InlineData("small.dat")]
    [InlineData("by_name.safetensors")]
    [InlineData("small.json")]
    public void EveryTruncation(string name)
    {
        byte[] bytes = File.ReadAllBytes(PyTorchFixture.File(name));
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<ModelFileException>(() => ModelFile.Read(bytes[..length], name));
    }

    [Fact]
    public void ZipBomb() => Refused(Zip(("a/data.pkl", new byte[200_000_000])), "its members would become more than");

    [Fact]
    public void AStorageThatIsNotThere() =>
        Refused(Zip(("a/data.pkl", StateDict(1, "(K\x04K\x01t", "(K\x01K\x01t"))), "is in the storage '0', which the archive has not");

    [Fact]
    public void MoreElementsThanTheStorageHas() =>
        Refused(Archive(StateDict(4, "(K\x04K\x02t", "(K\x02K\x01t")), "reaches to the element 7 of a storage of 4");

    [Fact]
    public void AStorageOfAnotherLength() =>
        Refused(Archive(StateDict(5, "(K\x04K\x01t", "(K\x01K\x01t")), "of 16 bytes, where the pickle says 20");

    [Fact]
    public void OneElementManyTimes() =>
        Refused(Archive(StateDict(4, "(J\0\0\0\x10J\0\0\0\x10t", "(K\0K\0t")), "repeats the elements of a storage of 4");

    [Fact]
    public void NegativeStrides() =>
        Refused(Archive(StateDict(4, "(K\x04K\x01t", "(J\xFF\xFF\xFF\xFFK\x01t")), "is not described as PyTorch describes tensors");

    [Theory]
    [InlineData("0,", "0")]
    [InlineData("[],", "[]")]
    [InlineData("[[0]],", "0")]
    public void JsonOfManyValues(string value, string last) =>
        Refused(Encoding.ASCII.GetBytes($"{{\"a.weight_ih_l0\":[{string.Concat(Enumerable.Repeat(value, 3_000_000))}{last}]}}"), "values in");

    private static void Refused(byte[] bytes, string message)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(message, Assert.Throws<ModelFileException>(() => ModelFile.Read(bytes, "hostile.pt")).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L * bytes.Length + (64 << 20));
    }

    /// <summary>A state_dict with the one tensor rnn.weight_ih_l0.</summary>
    private static byte[] StateDict(int count, string sizes, string strides) => Encoding.Latin1.GetBytes(
        "\x80\x02}X\x10\0\0\0rnn.weight_ih_l0ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\n"
        + $"X\x01\0\0\0\x30X\x03\0\0\0cpuK{(char)count}tQK\0{sizes}{strides}\x89NtRs.");

    /// <summary>A pickle with a storage of four floats.</summary>
    private static byte[] Archive(byte[] pickle) => Zip(("a/data.pkl", pickle), ("a/data/0", new byte[16]));

    private static byte[] Zip(params (string Name, byte[] Data)[] members)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, data) in members)
            {
                using var member = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                member.Write(data);
            }
        }

        return stream.ToArray();
    }
}
