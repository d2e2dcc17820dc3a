using System.Globalization;
using PureHDF;
using Unrolled.Formats.Hdf5;
using Unrolled.Interop.Tests.Keras;

namespace Unrolled.Interop.Tests.Hdf5;

/// <summary>The reader of HDF5, against what h5py was told to write and against another reader.</summary>
public sealed class Hdf5ReaderTests
{
    private static readonly string[] s_types = ["<f4", ">f4", "<f2", ">f2", "<f8", ">f8", "<i4", ">i4", "i1", "<i2", "<i8"];
    private static readonly string[] s_unsigned = ["u1", "<u2", ">u4", "<u8"];

    [Theory]
    [InlineData("layouts.h5")]
    [InlineData("layouts_latest.h5")]
    public void Numbers_of_all_types(string name)
    {
        var file = Open(name);
        float[] expected = [.. Enumerable.Range(-30, 60).Select(value => (float)value)];
        foreach (string type in s_types)
            Assert.Equal(expected, file.Root.Find($"numbers/{type}")!.Read().ToArray());
        foreach (string type in s_unsigned)
            Assert.Equal(expected.Select(value => value + 30), file.Root.Find($"numbers/{type}")!.Read().ToArray());
        Assert.Equal([4, 5, 3], file.Root.Find("numbers/<f4")!.Shape);
    }

    [Theory]
    [InlineData("layouts.h5")]
    [InlineData("layouts_latest.h5")]
    public void Values_in_chunks_and_in_the_header(string name)
    {
        var file = Open(name);
        float[] expected = [.. Enumerable.Range(-30, 60).Select(value => (float)value)];
        foreach (string path in new[] { "chunked/plain", "chunked/one", "chunked/deflated", "chunked/shuffled", "compact" })
            Assert.Equal(expected, file.Root.Find(path)!.Read().ToArray());
        float[] many = file.Root.Find("chunked/many")!.Read().ToArray();
        Assert.Equal(Enumerable.Range(0, many.Length).Select(value => (float)value), many);
        Assert.Empty(file.Root.Find("nothing")!.Read().ToArray());
    }

    [Theory]
    [InlineData("layouts.h5")]
    [InlineData("layouts_latest.h5")]
    [InlineData("layouts_ordered.h5")]
    public void Attributes_and_groups_of_many(string name)
    {
        var file = Open(name);
        Assert.Equal(["a text of varying length: é"], file.Root.Attribute("text")!.Texts());
        Assert.Equal(["of a fixed length"], file.Root.Attribute("fixed")!.Texts());
        Assert.Equal(["one", "two", "three"], file.Root.Attribute("texts")!.Texts());
        Assert.Equal(["first", "second"], file.Root.Attribute("fixed_texts")!.Texts());
        Assert.Empty(file.Root.Attribute("empty")!.Texts());
        for (int n = 0; n < 20; n++)
            Assert.Equal([$"value {n}"], file.Root.Attribute($"attribute {n:D2}")!.Texts());
        Assert.Equal(40, file.Root.Find("many")!.Names.Count);
        for (int n = 0; n < 40; n++)
            Assert.Equal([n], file.Root.Find(string.Create(CultureInfo.InvariantCulture, $"many/value {n:D2}"))!.Read().ToArray());
        Assert.Null(file.Root.Find("many/value 40"));
        Assert.Null(file.Root.Attribute("attribute 20"));
    }

    [Theory]
    [InlineData("layouts.h5")]
    [InlineData("layouts_latest.h5")]
    public void What_another_reader_finds_is_found(string name)
    {
        var file = Open(name);
        using var other = H5File.OpenRead(KerasFixtures.Path(name));
        foreach (string group in new[] { "numbers", "chunked", "many" })
        {
            var names = file.Root.Find(group)!.Names;
            Assert.Equal(other.Group(group).Children().Select(child => child.Name).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
            // It reads no numbers whose bytes are the other way round.
            foreach (string child in names.Where(child => group != "numbers" || child is "<f4" or "<f8"))
                Assert.Equal(Values(other.Dataset($"{group}/{child}")), file.Root.Find($"{group}/{child}")!.Read().ToArray());
        }
    }

    [Theory]
    [InlineData("links/soft", "'soft' is a soft or external link, which is not followed. Save the file again with its values inside.")]
    [InlineData("links/outside", "'outside' is a soft or external link, which is not followed. Save the file again with its values inside.")]
    [InlineData("outside", "a data set keeps its values in another file, which is not opened. Save it again with its values inside.")]
    [InlineData("never", "a data set was created and never filled. Save the model again.")]
    [InlineData("texts", "a data set has texts, expected numbers.")]
    public void What_lies_outside_or_is_missing_is_refused(string path, string message)
    {
        foreach (string name in new[] { "layouts.h5", "layouts_latest.h5" })
            Assert.Equal($"{name}: {message}", Assert.Throws<ModelFileException>(() => Open(name).Root.Find(path)!.Read().ToArray()).Message);
    }

    [Fact]
    public void A_changed_byte_of_a_new_header_is_found()
    {
        byte[] bytes = KerasFixtures.Bytes("layouts_latest.h5");
        bytes[28] ^= 8;
        Assert.Contains("the checksum differs", Assert.Throws<ModelFileException>(() => new Hdf5File(bytes, "x.h5")).Message);
    }

    [Theory]
    [InlineData("layouts.h5")]
    [InlineData("layouts_latest.h5")]
    [InlineData("layouts_ordered.h5")]
    public void Damaged_files_end_in_one_exception(string name) => Fuzz.Mutate(KerasFixtures.Bytes(name), name, bytes =>
    {
        var file = new Hdf5File(bytes, name);
        foreach (string attribute in new[] { "text", "fixed", "texts", "empty", "attribute 07" })
            file.Root.Attribute(attribute)?.Texts();
        foreach (string group in file.Root.Names.Where(group => group is "numbers" or "chunked" or "many"))
        {
            // A damaged name may have a / in it, and a damaged group be a data set: then nothing is found.
            foreach (string child in file.Root.Find(group)?.Names ?? [])
                file.Root.Find($"{group}/{child}")?.Read().ToArray();
        }
    });

    private static Hdf5File Open(string name) => new(KerasFixtures.Bytes(name), name);

    private static float[] Values(IH5Dataset dataset) =>
        [.. dataset.Type.Size == sizeof(float) ? dataset.Read<float[]>() : dataset.Read<double[]>().Select(value => (float)value)];
}
