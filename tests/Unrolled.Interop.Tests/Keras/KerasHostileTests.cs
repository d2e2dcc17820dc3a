using Unrolled.Formats.Hdf5;

namespace Unrolled.Interop.Tests.Keras;

/// <summary>Damaged and hostile files end in one exception, in bounded memory and time.</summary>
public sealed class KerasHostileTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(KerasFixtures.Path(".")).Select(path => Path.GetFileName(path))
        .Where(name => !name.EndsWith(".json", StringComparison.Ordinal) && !name.EndsWith(".weights.h5", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Mutated(string name) => Fuzz.Mutate(KerasFixtures.Bytes(name), name);

    [Theory]
    [InlineData("lstm.keras")]
    [InlineData("gru.h5")]
    [InlineData("lstm_big_latest.keras")]
    public void Every_truncation(string name)
    {
        byte[] bytes = KerasFixtures.Bytes(name);
        for (int length = 0; length < bytes.Length - 1; length += 1 + length / 1000)
            Assert.False(Fuzz.Read(bytes[..length], name, length), $"{name} was read from {length} bytes.");
    }

    [Fact]
    public void A_zip_bomb()
    {
        byte[] config = KerasArchive.Json(KerasArchive.Sequential());
        Refused(KerasArchive.Of(("config.json", config), ("model.weights.h5", new byte[200_000_000])), "its members would become more than");
    }

    [Fact]
    public void A_data_set_of_zeros()
    {
        byte[] bytes = KerasFixtures.Bytes("bomb.h5");
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ModelFileException>(() => new Hdf5File(bytes, "bomb.h5").Root.Find("zeros")!.Read());
        Assert.Contains("its values need more memory than a file of", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L * bytes.Length + (64 << 20));
    }

    [Fact]
    public void A_header_that_continues_in_itself()
    {
        // Superblock 0, and an object header of version 1 at 96, whose one message says that it goes on where it begins.
        var file = new Hdf5Bytes().Add(Hdf5File.Signature).Add(0, 0, 0, 0, 0, 8, 8, 0).Add16(4).Add16(16).Add32(0).Add64(0);
        file.Add64(ulong.MaxValue).Add64(160).Add64(ulong.MaxValue).Add64(0).Add64(96).Add64(0).Add64(0).Add64(0);
        file.Add(1, 0).Add16(1).Add32(1).Add32(24).Add32(0).Add16(16).Add16(16).Add(0, 0, 0, 0).Add64(112).Add64(24).Add(new byte[24]);
        Refused(file.Span.ToArray(), "its HDF5 structure refers to itself without an end.");
    }

    [Fact]
    public void Features_without_an_end()
    {
        string scalings = string.Concat(Enumerable.Repeat("{'class_name': 'Rescaling', 'config': {'scale': 2}}, ", 1000));
        string input = "{'class_name': 'InputLayer', 'config': {'batch_shape': [null, null, 16000000]}}";
        string config = $"{{'class_name': 'Sequential', 'config': {{'layers': [{input}, {scalings}{{'class_name': 'LSTM', 'config': {{'units': 6}}}}]}}}}";
        Refused(KerasArchive.Of(config), "its values need more memory than a file of");
    }

    [Fact]
    public void Layers_without_an_end()
    {
        string layers = string.Concat(Enumerable.Repeat("{'class_name': 'Dropout', 'config': {'rate': 0.5}}, ", 20_000))
            + string.Concat(Enumerable.Repeat("{'class_name': 'LSTM', 'config': {'units': 6}}, ", 15_000));
        string config = $"{{'class_name': 'Sequential', 'config': {{'layers': [{layers}{{'class_name': 'Masking', 'config': {{}}}}]}}}}";
        Refused(KerasArchive.Of(config), "it has weights of 1 layers LSTM, and its configuration has 15000.");
    }

    private static void Refused(byte[] bytes, string message)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(message, Assert.Throws<ModelFileException>(() => ModelFile.Read(bytes, "hostile")).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L * bytes.Length + (64 << 20));
    }
}
