using System.Buffers.Binary;
using System.Text;
using Unrolled.Build;
using Unrolled.Package.Tests.Support;

namespace Unrolled.Package.Tests;

/// <summary>How the build task reads the head of a file of weights.</summary>
public sealed class SafetensorsFileTests
{
    [Fact]
    public void Tensors_are_listed_by_name()
    {
        byte[] file = Safetensors.File(("b", [2], [1, 2]), ("a ä \\\" \\u00e9", [1, 3], [1, 2, 3]), ("scalar", [], [1]));

        Assert.Equal(["F32 [1, 3] a ä \" é", "F32 [2] b", "F32 [] scalar"], SafetensorsFile.Tensors(new MemoryStream(file)));
    }

    [Fact]
    public void Metadata_are_no_tensor_and_spaces_may_follow()
        => Assert.Equal(["I64 [1] n"], SafetensorsFile.Tensors(File(""" {"__metadata__":{"format":"pt","more":"[1, {"} , "n":{"shape":[1],"dtype":"I64","data_offsets":[0,8],"more":[true,false,null,-1.5e3]}}   """, 8)));

    [Theory]
    [InlineData("", "expected a value at character 0, found the end")]
    [InlineData("{", "expected '\"' at character 1, found the end")]
    [InlineData("[]", "expected a header that is an object")]
    [InlineData("{} x", "expected the end at character 3, found 'x'")]
    [InlineData("""{"a":1,"a":2}""", "'a' is there twice")]
    [InlineData("""{"a":1}""", "tensor 'a': expected dtype, shape and data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":["x"],"data_offsets":[0,8]}}""", "tensor 'a': expected dtype, shape and data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "tensor 'a': expected dtype, shape and data_offsets")]
    [InlineData("""{"a\n":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "tensor 'a?': a control character in its name")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "expected 12 bytes of data after its header, found 8")]
    [InlineData("""{"a":"\x"}""", "expected an escape at character 7, found 'x'")]
    [InlineData("""{"a":"\u12"}""", "expected four hexadecimal digits at character 7, found 'u'")]
    [InlineData("""{"a":[[[[[[[[]]]]]]]]}""", "expected at most 8 levels at character 12, found '['")]
    [InlineData("""{"a":tru}""", "expected a value at character 5, found 't'")]
    public void What_is_wrong_is_said(string header, string problem)
        => Assert.Equal(problem, Assert.Throws<FormatException>(() => SafetensorsFile.Tensors(File(header, 8))).Message);

    [Theory]
    [InlineData(new byte[] { 1, 2 }, "expected at least the 8 bytes of the header's length, found 2")]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, 1 }, "its first 8 bytes say that a header of 9 bytes follows, and 1 bytes do")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0xFF }, "its first 8 bytes say that a header of 18374686479671623680 bytes follows, and 0 bytes do")]
    public void A_file_without_a_header_is_none(byte[] file, string problem)
        => Assert.Equal(problem, Assert.Throws<FormatException>(() => SafetensorsFile.Tensors(new MemoryStream(file))).Message);

    private static MemoryStream File(string header, int dataBytes)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return new MemoryStream([.. length, .. text, .. new byte[dataBytes]]);
    }
}
