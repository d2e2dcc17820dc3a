namespace Unrolled.Interop.Tests.PyTorch;

/// <summary>PyTorch loads what was written and computes the same. Skipped, saying so, where Python has no PyTorch.</summary>
public class PyTorchLoadsTests
{
    private const string Script = """
        import json, struct, sys
        import torch
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.lstm0 = nn.LSTM(3, 5, bidirectional=True)
                self.gru1 = nn.GRU(10, 4)
                self.dense2 = nn.Linear(4, 2)

            def forward(self, x):
                return self.dense2(self.gru1(self.lstm0(x)[0])[0])

        def safetensors(path):
            data = open(path, "rb").read()
            length = struct.unpack("<Q", data[:8])[0]
            header = json.loads(data[8:8 + length])
            del header["__metadata__"]
            part = lambda e: bytearray(data[8 + length + e["data_offsets"][0]:8 + length + e["data_offsets"][1]])
            return {name: torch.frombuffer(part(e), dtype=torch.float32).reshape(e["shape"]) for name, e in header.items()}

        net = Net()
        state = torch.load(sys.argv[1], weights_only=True) if sys.argv[1].endswith(".pt") else safetensors(sys.argv[1])
        print(net.load_state_dict(state))
        x = torch.linspace(-1, 1, 18).reshape(6, 1, 3)
        with torch.no_grad():
            print(" ".join(repr(float(v)) for v in net(x).reshape(-1)))
        """;

    [PythonTheory("torch")]
    [InlineData(FileFormat.PyTorch, ".pt")]
    [InlineData(FileFormat.PyTorchSafetensors, ".safetensors")]
    public void Outputs(FileFormat format, string ending)
    {
        var model = RandomModel.Of("[Model(Inputs = 3)] [Lstm(5, Direction = Direction.Both)] [Gru(4)] [Dense(2)]");
        string path = Path.Combine(Path.GetTempPath(), $"unrolled-{Guid.NewGuid():N}{ending}");
        try
        {
            model.Write(path, format);
            string[] lines = Python.Run(Script, path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal("<All keys matched successfully>", lines[0]);
            float[] inputs = [.. Enumerable.Range(0, 18).Select(index => -1 + index * 2f / 17)];
            float[] outputs = PyTorchFixture.Outputs(model.Load<Written>(), inputs);
            float[] wanted = [.. lines[1].Split(' ').Select(value => float.Parse(value, System.Globalization.CultureInfo.InvariantCulture))];
            Assert.Equal(wanted.Length, outputs.Length);
            for (int index = 0; index < wanted.Length; index++)
                Assert.True(Math.Abs(wanted[index] - outputs[index]) <= 1e-5, $"output {index}: {outputs[index]}, PyTorch has {wanted[index]}.");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
