using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Unrolled.CompilerServices;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>
/// A hash of everything that a case computed, to show that a change of the code left every bit as it was. With UNROLLED_BITS=FOLDER in the environment a
/// case is compared with the folder's hash of it,
/// which it writes where there is none. Bits depend on the vector width, and a little on the maker of the processor, so hashes are made and compared on one
/// machine.
/// </summary>
internal sealed class Bits(string name)
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("UNROLLED_BITS");

    private readonly IncrementalHash? _hash = Folder is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(ReadOnlySpan<float> values) => _hash?.AppendData(MemoryMarshal.AsBytes(values));

    public void Check()
    {
        if (_hash is null)
            return;
        var hash = Convert.ToHexString(_hash.GetHashAndReset());
        var file = Path.Combine(Folder!, $"{SimdWidth.Lanes}", name + ".sha256");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (File.Exists(file))
            Assert.Equal(File.ReadAllText(file), hash);
        else
            File.WriteAllText(file, hash);
    }
}
