namespace Unrolled.Interop.Tests;

/// <summary>Damaged copies of a file: reading one gives a model or a <see cref="ModelFileException"/>, in bounded memory.</summary>
internal static class Fuzz
{
    /// <summary>Bytes that reading may allocate beside four times the file.</summary>
    private const long Allowance = 64 << 20;

    /// <summary>Reads damaged copies of a file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="count">How many copies; <c>UNROLLED_FUZZ_FILES</c> asks for another number.</param>
    public static void Mutate(byte[] bytes, string name, int count = 2000) => Mutate(bytes, name, copy => ModelFile.Read(copy, name), count);

    /// <summary>Reads damaged copies of a file in another way.</summary>
    public static void Mutate(byte[] bytes, string name, Action<byte[]> read, int count = 2000)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("UNROLLED_FUZZ_FILES"), out int asked))
            count = asked;
        int good = 0;
        for (int number = 0; number < count; number++)
            good += Read(Mutated(bytes, new Random(number)), name, read, number) ? 1 : 0;
        Assert.True(good < count, $"{name}: all damaged copies were read.");
    }

    /// <summary>Reads bytes; whether they are a model.</summary>
    public static bool Read(byte[] bytes, string name, int number = 0) => Read(bytes, name, copy => ModelFile.Read(copy, name), number);

    private static bool Read(byte[] bytes, string name, Action<byte[]> read, int number)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isModel = true;
        try
        {
            read(bytes);
        }
        catch (ModelFileException exception)
        {
            Assert.False(exception.Message.Any(char.IsControl), $"{name}, copy {number}: more than a line of text: {exception.Message}");
            isModel = false;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{name}, copy {number}: {exception.GetType().Name}: {exception.Message}", exception);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= 4L * bytes.Length + Allowance, $"{name}, copy {number}: {allocated} bytes for a file of {bytes.Length}.");
        return isModel;
    }

    private static byte[] Mutated(byte[] bytes, Random random)
    {
        var copy = bytes.ToList();
        for (int change = random.Next(1, 4); change > 0 && copy.Count > 0; change--)
        {
            int at = random.Next(copy.Count);
            int length = Math.Min(random.Next(1, 9), copy.Count - at);
            switch (random.Next(7))
            {
                case 0: copy[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: copy[at] = (byte)random.Next(256); break;
                case 2: copy.RemoveRange(at, length); break;
                case 3: copy.InsertRange(at, copy.GetRange(at, length)); break;
                case 4: copy.RemoveRange(at, copy.Count - at); break;
                case 5: copy.InsertRange(at, Enumerable.Range(0, length).Select(_ => (byte)random.Next(256))); break;
                default:
                    byte extreme = random.Next(3) switch { 0 => 0, 1 => 0x7F, _ => 0xFF };
                    for (int index = at; index < at + length; index++)
                        copy[index] = extreme;
                    break;
            }
        }

        return [.. copy];
    }
}
