using System.Buffers.Binary;
using System.Text;
using Unrolled.Build;
using Unrolled.Package.Tests.Support;

namespace Unrolled.Package.Tests;

/// <summary>
/// What the build task lists of a file of weights. (What is wrong in a header is the subject of MalformedFileTests: build and runtime share the reader.)
/// </summary>
public sealed class TensorListTests
{
    [Fact]
    public void Tensors_are_listed_by_name()
    {
        byte[] file = Safetensors.File(("b", [2], [1, 2]), ("a ä \\\" \\u00e9", [1, 3], [1, 2, 3]), ("scalar", [], [1]));

        Assert.Equal(["F32 [1, 3] a ä \" é", "F32 [2] b", "F32 [] scalar"], Lines(new MemoryStream(file)));
    }

    [Fact]
    public void Metadata_are_no_tensor_and_spaces_may_follow()
    {
        const string Header = """{"__metadata__":{"format":"pt","more":"[1, {"} , "n":{"shape":[1],"dtype":"I64","data_offsets":[0,8]}}   """;

        Assert.Equal(["I64 [1] n"], Lines(File(Header, 8)));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "expected 4 bytes of data, found 8.")]
    [InlineData("{} x", "the header is not valid JSON: expected the end at character 3, found 'x'.")]
    public void What_is_wrong_is_said_of_the_file(string header, string problem)
        => Assert.Equal("w is not a valid safetensors file: " + problem, Assert.Throws<InvalidDataException>(() => Lines(File(header, 8))).Message);

    [Fact]
    public void A_name_that_would_break_the_list_is_refused()
    {
        var error = Assert.Throws<InvalidDataException>(() => Lines(File("""{"a\n":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8)));

        Assert.Equal("w: tensor 'a?': a control character in its name.", error.Message);
    }

    private static IReadOnlyList<string> Lines(Stream file) => TensorList.Lines(file, "w");

    private static MemoryStream File(string header, int dataBytes)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return new MemoryStream([.. length, .. text, .. new byte[dataBytes]]);
    }
}
