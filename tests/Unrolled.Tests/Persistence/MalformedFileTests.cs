using System.Buffers.Binary;
using System.Text;
using Unrolled.CompilerServices;
using Unrolled.Tests.Memory;

namespace Unrolled.Tests.Persistence;

public class MalformedFileTests
{
    /// <summary>Headers over 8 bytes of data, and what the message must say.</summary>
    public static TheoryData<string, string> Headers => new()
    {
        { "", "empty" },
        { " {}", "starts with '{'" },
        { "[]", "starts with '{'" },
        { "{", "not valid JSON: expected '\"' at character 1, found the end" },
        { "{}}", "not valid JSON: expected the end at character 2, found '}'" },
        { "{} x", "not valid JSON: expected the end at character 3, found 'x'" },
        { "{" + Body("a", "F32", "[2]", "[0,8]") + ",}", "not valid JSON: expected '\"'" },
        { "{/**/}", "not valid JSON: expected '\"' at character 1, found '/'" },
        { "{\"a\":tru}", "not valid JSON: expected a value at character 5, found 't'" },
        { "{\"a\" 1}", "not valid JSON: expected ':' at character 5, found '1'" },
        { "{\"a", "not valid JSON: expected a character of a string at character 3, found the end" },
        { "{\"a\n\":1}", "not valid JSON: expected a character of a string at character 3, found character 0x0A" },
        { "{\"\\x\":1}", "not valid JSON: expected an escape at character 3, found 'x'" },
        { "{\"\\u12\":1}", "not valid JSON: expected four hexadecimal digits at character 3, found 'u'" },
        { "{\"\\u00+1\":1}", "not valid JSON: expected four hexadecimal digits" },
        { "{\"a\":" + new string('[', 100_000) + "}", "tensor 'a': expected an object, found an array" },
        { "{\"a\\ud800\":{}}", "not valid text" },
        { "{\"\\ud83d\\ud83d\\ude00\":{}}", "not valid text" },
        { "{\"\\ude00\":{}}", "not valid text" },
        { "{}", "expected 0 bytes of data, found 8" },
        { "{\"__metadata__\":[]}", "object of strings" },
        { "{\"__metadata__\":{\"a\":1}}", "expected a string, found a number" },
        { "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", "twice" },
        { "{\"__metadata__\":{},\"__metadata__\":{}}", "twice" },
        { "{\"a\":null}", "expected an object, found null" },
        { "{\"a\":{}}", "found no dtype" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", "found no data_offsets" },
        { "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", "found no shape" },
        { Tensor("a", "F32", "[2]", "[0,8]", ",\"more\":1"), "found 'more'" },
        { Tensor("a", "F32", "[2]", "[0,8]", ",\"shape\":[2]"), "shape is there twice" },
        { Tensor("a", "F31", "[2]", "[0,8]"), "found 'F31'" },
        { "{\"a\":{\"dtype\":32,\"shape\":[2],\"data_offsets\":[0,8]}}", "expected dtype to be a string, found a number" },
        { Tensor("a", "F32", "2", "[0,8]"), "expected shape to be an array, found a number" },
        { Tensor("a", "F32", "[-2]", "[0,8]"), "found -2" },
        { Tensor("a", "F32", "[2.5]", "[0,8]"), "found '2.5'" },
        { Tensor("a", "F32", "[\"2\"]", "[0,8]"), "expected whole numbers in shape, found a string" },
        { Tensor("a", "F32", "[02]", "[0,8]"), "not valid JSON: expected ']'" },
        { Tensor("a", "F32", "[+2]", "[0,8]"), "not valid JSON: expected a value" },
        { Tensor("a", "F32", "[2.]", "[0,8]"), "not valid JSON: expected a digit" },
        { Tensor("a", "F32", "[-]", "[0,8]"), "not valid JSON: expected a digit" },
        { Tensor("a", "F32", "[2e]", "[0,8]"), "not valid JSON: expected a digit" },
        { Tensor("a", "F32", "[2,]", "[0,8]"), "not valid JSON: expected a value" },
        { Tensor("a", "F32", "[1e30]", "[0,8]"), "whole numbers" },
        { Tensor("a", "F32", "[4294967298]", "[0,8]"), "found 4294967298" },
        { Tensor("a", "F32", "[2147483647,2147483647,2147483647,2147483647]", "[0,8]"), "does not have the 8 bytes" },
        { Tensor("a", "F32", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2]", "[0,8]"), "at most 16" },
        { Tensor("a", "F32", "[3]", "[0,8]"), "does not have the 8 bytes" },
        { Tensor("a", "F64", "[2]", "[0,8]"), "does not have the 8 bytes" },
        { Tensor("a", "F32", "[2]", "[0]"), "expected two data_offsets" },
        { Tensor("a", "F32", "[2]", "[0,4,8]"), "at most 2" },
        { Tensor("a", "F32", "[2]", "[-8,0]"), "found [-8, 0]" },
        { Tensor("a", "F32", "[2]", "[8,0]"), "found [8, 0]" },
        { Tensor("a", "F32", "[3]", "[0,12]"), "found [0, 12]" },
        { Tensor("a", "F32", "[0]", "[9223372036854775807,9223372036854775807]"), "within the file's 8 bytes" },
        { Tensor("a", "F32", "[1]", "[0,4]"), "expected 4 bytes of data, found 8" },
        { Tensor("a", "F32", "[1]", "[4,8]"), "leave a hole" },
        { Tensor("a", "F32", "[1]", "[2,6]"), "multiple of 4" },
        { "{" + Body("a", "F32", "[2]", "[0,8]") + "," + Body("b", "F32", "[1]", "[4,8]") + "}", "overlap" },
        { "{" + Body("a", "F32", "[2]", "[0,8]") + "," + Body("b", "F32", "[2]", "[0,8]") + "}", "overlap" },
        { "{" + Body("a", "F32", "[1]", "[0,4]") + "," + Body("a", "F32", "[1]", "[4,8]") + "}", "twice" },
        { "{" + Body("a", "F32", "[1]", "[0,4]") + "," + Body("\\u0061", "F32", "[1]", "[4,8]") + "}", "twice" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void AWrongHeaderIsSaid(string header, string says)
    {
        var error = Assert.Throws<InvalidDataException>(() => Open(WithHeader(header, new byte[8])));
        Assert.Contains(says, error.Message);
        Assert.Contains("the file", error.Message);
        Assert.True(error.Message.Length < 1000);
    }

    [Fact]
    public void WhatTheFormatAllowsIsRead()
    {
        using var reader = Open(WithHeader(
            "{" + Body("b", "I64", "[0,2147483647,2147483647,2147483647]", "[0,0]") + "," + Body("scalar", "F32", "[]", "[0,4]") + "," +
            Body("ü\\ud83d\\ude00\\u0041\\/", "F32", " [ 1 ,\n1]", "[4,8]") + "}   ",
            [0, 0, 128, 63, 0, 0, 0, 64]));
        Assert.Equal([1f], reader.ReadSingles("scalar"));
        Assert.Equal([2f], reader.ReadSingles("ü😀A/"));
        Assert.Empty(reader.ReadIntegers("b"));
        Assert.Contains("b: expected F32, found I64", Assert.Throws<InvalidDataException>(() => reader.ReadSingles("b")).Message);
        using var wide = Open(WithHeader(Tensor("d", "F64", "[1]", "[0,8]"), BitConverter.GetBytes(0.1)));
        Assert.Equal([0.1], wide.ReadDoubles("d"));
    }

    [Fact]
    public void AWrongHeaderLengthIsSaid()
    {
        string error = Assert.Throws<InvalidDataException>(() => Open([9, 0, 0, 0, 0, 0, 0, 0, 1])).Message;
        Assert.Contains("its first 8 bytes say that a header of 9 bytes follows, and 1 bytes do", error);
        error = Assert.Throws<InvalidDataException>(() => Open([0, 0, 0, 0, 0, 0, 0, 0xFF])).Message;
        Assert.Contains("a header of 18374686479671623680 bytes follows", error);
        Assert.Contains("found 0", Assert.Throws<InvalidDataException>(() => Open([])).Message);
        Assert.Contains("found 7", Assert.Throws<InvalidDataException>(() => Open(new byte[7])).Message);
        byte[] file = WithHeader(Tensor("a", "F32", "[2]", "[0,8]"), new byte[8]);
        foreach (ulong length in new ulong[] { 0, 1, 3, (ulong)file.Length - 7, uint.MaxValue, long.MaxValue, ulong.MaxValue })
        {
            BinaryPrimitives.WriteUInt64LittleEndian(file, length);
            Assert.Throws<InvalidDataException>(() => Open(file));
        }
    }

    [Fact]
    public void BytesThatAreNoTextAreSaid()
    {
        byte[] file = WithHeader(Tensor("a", "F32", "[2]", "[0,8]"), new byte[8]);
        file[10] = 0xFF;
        Assert.Contains("UTF-8", Assert.Throws<InvalidDataException>(() => Open(file)).Message);
    }

    [Fact]
    public void EveryPieceOfAFileIsRefused()
    {
        byte[] file = Saved();
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<InvalidDataException>(() => Load(file[..length]));
        Assert.Throws<InvalidDataException>(() => Load([.. file, 0]));
    }

    [Fact]
    public void MutationsEndInSuccessOrAClearException()
    {
        byte[] original = Saved();
        int header = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(original);
        var random = new Random(20);
        int refused = 0;
        Load(original);
        for (int i = 0; i < 2000; i++)
        {
            byte[] file = Mutate(original, header, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Load(file);
            }
            catch (InvalidDataException error)
            {
                refused++;
                Assert.NotEmpty(error.Message);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        }

        Assert.InRange(refused, 500, 2000);
    }

    private static byte[] Mutate(byte[] original, int header, Random random)
    {
        var file = original.ToList();
        int changes = random.Next(1, 4);
        for (int change = 0; change < changes; change++)
        {
            int at = random.Next(random.Next(4) == 0 ? file.Count : Math.Min(header, file.Count));
            switch (random.Next(6))
            {
                case 0:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    file[at] = (byte)random.Next(256);
                    break;
                case 2:
                    file.RemoveRange(at, Math.Min(random.Next(1, 20), file.Count - at));
                    break;
                case 3:
                    file.InsertRange(at, file.GetRange(at, Math.Min(random.Next(1, 50), file.Count - at)));
                    break;
                case 4:
                    file[at] = (byte)"0123456789-[]{}\",:eE."[random.Next(21)];
                    break;
                default:
                    file[random.Next(8)] = (byte)random.Next(256);
                    break;
            }

            if (file.Count < 9)
                break;
        }

        return [.. file];
    }

    private static byte[] Saved()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [.. new FakeModel(5).Parameters.Select(p => new SafetensorsEntry(p.Name, p.Shape, p.ToArray))],
            new Dictionary<string, string> { ["format"] = "unrolled" });
        return stream.ToArray();
    }

    private static void Load(byte[] file)
    {
        using var reader = Open(file);
        ModelFiles.Load(new FakeModel(5).Core, reader);
    }

    private static SafetensorsReader Open(byte[] file) => new(new MemoryStream(file), "the file");

    private static string Tensor(string name, string type, string shape, string offsets, string more = "") => $"{{{Body(name, type, shape, offsets, more)}}}";

    private static string Body(string name, string type, string shape, string offsets, string more = "") =>
        $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":{offsets}{more}}}";

    private static byte[] WithHeader(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        return [.. length, .. json, .. data];
    }
}
