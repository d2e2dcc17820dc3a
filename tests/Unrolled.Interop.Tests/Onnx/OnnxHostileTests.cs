using Google.Protobuf;
using Unrolled.Formats.Onnx.Messages;

namespace Unrolled.Interop.Tests.Onnx;

/// <summary>Damaged and hostile files end in one exception, in bounded memory.</summary>
public sealed class OnnxHostileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unrolled").FullName;

    public static TheoryData<string> Names => [.. OnnxFixtures.All];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Mutated(string name) => Fuzz.Mutate(File.ReadAllBytes(OnnxFixtures.Model(name)), name);

    [Fact]
    public void Truncated()
    {
        byte[] bytes = File.ReadAllBytes(OnnxFixtures.Model("torch_lstm"));
        for (int length = 0; length < bytes.Length - 4; length += 3)
            Assert.False(Fuzz.Read(bytes[..length], "truncated.onnx", length));
    }

    [Theory]
    [InlineData("../outside.bin")]
    [InlineData("sub/../../outside.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("C:\\data.bin")]
    [InlineData("..\\outside.bin")]
    [InlineData("sub//data.bin")]
    [InlineData("")]
    [InlineData("data\0.bin")]
    [InlineData("nothing.bin")]
    public void Data_outside_the_folder_is_refused(string location)
    {
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "model", "sub")).FullName, "data.bin"), new byte[100_000]);
        File.WriteAllBytes(Path.Combine(_folder, "outside.bin"), new byte[100_000]);
        string message = Refused(WithLocation(location));
        Assert.Contains("the tensor W", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_behind_a_link_that_leads_out_is_refused()
    {
        string model = Directory.CreateDirectory(Path.Combine(_folder, "model")).FullName;
        File.Copy(OnnxFixtures.Path("external.onnx.data"), Path.Combine(_folder, "outside.bin"));
        File.Copy(OnnxFixtures.Path("external.onnx.data"), Path.Combine(model, "inside.bin"));
        File.CreateSymbolicLink(Path.Combine(model, "out"), Path.Combine(_folder, "outside.bin"));
        File.CreateSymbolicLink(Path.Combine(model, "in"), Path.Combine(model, "inside.bin"));
        Directory.CreateSymbolicLink(Path.Combine(model, "up"), _folder);
        Assert.Contains("a link that leads out of the model's folder", Refused(WithLocation("out")), StringComparison.Ordinal);
        Assert.Contains("a link that leads out of the model's folder", Refused(WithLocation("up/outside.bin")), StringComparison.Ordinal);
        Assert.Equal(4, ModelFile.Read(Save(WithLocation("in"))).Outputs);
    }

    [Theory]
    [InlineData("offset", "-4")]
    [InlineData("offset", "9223372036854775807")]
    [InlineData("offset", "400")]
    [InlineData("length", "1")]
    [InlineData("length", "many")]
    public void Data_at_places_that_are_not_there_is_refused(string key, string value)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "model"));
        File.Copy(OnnxFixtures.Path("external.onnx.data"), Path.Combine(_folder, "model", "data.bin"));
        var model = WithLocation("data.bin");
        model.Graph.Initializer[0].ExternalData.First(entry => entry.Key == key).Value = value;
        Assert.Contains("the tensor W", Refused(model), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_beside_bytes_in_memory_is_refused() =>
        Assert.Contains("read the model from its path", Assert.Throws<ModelFileException>(
            () => ModelFile.Read(File.ReadAllBytes(OnnxFixtures.Model("external")), "x.onnx")).Message, StringComparison.Ordinal);

    [Fact]
    public void Many_small_messages_are_refused_before_they_are_read()
    {
        // A graph of empty nodes, of two bytes each, and one of a tensor with numbers of a byte each.
        Assert.False(Fuzz.Read(Framed(7, Repeated([0x0A, 0x00], 5_000_000)), "nodes.onnx"));
        Assert.False(Fuzz.Read(Framed(7, Framed(5, Framed(7, new byte[10_000_000]))), "numbers.onnx"));
        Assert.False(Fuzz.Read(Framed(7, Framed(1, Framed(1, Repeated([0x0A, 0x00], 5_000_000)))), "unknown.onnx"));
    }

    [Fact]
    public void Arrays_that_nothing_holds_are_refused()
    {
        Assert.False(Read(Nodes(("ConstantOfShape", ["big"], "a"), ("Cast", ["a"], "y"))));
        Assert.False(Read(Nodes(("Expand", ["one", "big"], "y"))));
        Assert.False(Read(Nodes(("Tile", ["one", "big"], "y"))));
        Assert.False(Read(Nodes([.. Enumerable.Range(0, 60).Select(k =>
            ("Concat", new[] { k == 0 ? "one" : $"v{k}", k == 0 ? "one" : $"v{k}" }, k == 59 ? "y" : $"v{k + 1}"))])));
        Assert.False(Read(Nodes([.. Enumerable.Range(0, 9000).Select(k =>
            ("Mul", new[] { k == 0 ? "big" : $"v{k}", "big" }, k == 8999 ? "y" : $"v{k + 1}"))])));
        Assert.False(Read(Nodes([.. Enumerable.Range(0, 9000).Select(k => ("Tanh", new[] { k == 0 ? "x" : $"v{k}" }, k == 8999 ? "y" : $"v{k + 1}"))])));
        Assert.False(Read(Nodes([.. Enumerable.Range(0, 9000).Select(k =>
            ("MatMul", new[] { k == 0 ? "x" : $"v{k}", "square" }, k == 8999 ? "y" : $"v{k + 1}"))])));
    }

    [Fact]
    public void A_nest_of_graphs_is_not_followed()
    {
        byte[] graph = [];
        for (int depth = 0; depth < 5000; depth++)
            graph = Framed(1, Framed(5, Framed(6, graph)));
        Assert.False(Fuzz.Read(Framed(7, graph), "nest.onnx"));
    }

    private static bool Read(ModelProto model) => Fuzz.Read(model.ToByteArray(), "hostile.onnx");

    /// <summary>A graph of nodes with one output each, over the input x [steps, 3] and some constants.</summary>
    private static ModelProto Nodes(params (string Operation, string[] Inputs, string Output)[] nodes)
    {
        var model = Parsed("plain");
        model.Graph.Node.Clear();
        foreach (var (operation, inputs, output) in nodes)
        {
            var node = new NodeProto { OpType = operation, Name = output };
            node.Input.AddRange(inputs);
            node.Output.Add(output);
            model.Graph.Node.Add(node);
        }

        var big = new TensorProto { Name = "big", DataType = 7 };
        big.Dims.Add(2);
        big.Int64Data.AddRange([1_000_000, 1_000_000]);
        var one = new TensorProto { Name = "one", DataType = 1, FloatData = { 1f } };
        one.Dims.AddRange([1, 1]);
        var square = new TensorProto { Name = "square", DataType = 1, RawData = ByteString.CopyFrom(new byte[600 * 600 * 4]) };
        square.Dims.AddRange([600, 600]);
        model.Graph.Initializer.AddRange([big, one, square]);
        return model;
    }

    private static ModelProto Parsed(string name) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(OnnxFixtures.Model(name)));

    private static ModelProto WithLocation(string location)
    {
        var model = Parsed("external");
        foreach (var tensor in model.Graph.Initializer)
            tensor.ExternalData.First(entry => entry.Key == "location").Value = location;
        return model;
    }

    private string Save(ModelProto model)
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "model")).FullName, "model.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    private string Refused(ModelProto model)
    {
        string path = Save(model);
        return Assert.Throws<ModelFileException>(() => ModelFile.Read(path)).Message;
    }

    /// <summary>A field that is a message, after the version where it is a graph.</summary>
    private static byte[] Framed(int field, byte[] content)
    {
        var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            if (field == 7)
            {
                output.WriteTag(1, WireFormat.WireType.Varint);
                output.WriteInt64(8);
            }

            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(UnsafeByteOperations.UnsafeWrap(content));
        }

        return bytes.ToArray();
    }

    private static byte[] Repeated(byte[] part, int count)
    {
        byte[] bytes = new byte[part.Length * count];
        for (int k = 0; k < count; k++)
            part.CopyTo(bytes, k * part.Length);
        return bytes;
    }
}
