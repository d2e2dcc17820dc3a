using System.Text;

namespace Unrolled.Interop.Tests.PyTorch;

/// <summary>The order of modules: that of the file, or by their widths where the file has none.</summary>
public class ModuleOrderTests
{
    [Theory]

    // in the order of the file, whatever the names say
    [InlineData("lstm:3-4 fc:4-2", false, "3 [Lstm(4)] [Dense(2)]")]
    [InlineData("fc:3-4 lstm:4-4 out:4-2", false, "3 [Dense(4)] [Lstm(4)] [Dense(2)]")]
    [InlineData("b:4-4 a:4-4 out:4-4", false, "4 [Lstm(4)] [Lstm(4)] [Dense(4)]")]
    [InlineData("lstm:4-2 out:2-4", false, "4 [Lstm(2)] [Dense(4)]")]

    // a head that was created first
    [InlineData("out:4-1 lstm:1-4", false, "1 [Lstm(4)] [Dense(1)]")]
    [InlineData("fc1:8-4 fc2:4-1 lstm:1-8", false, "1 [Lstm(8)] [Dense(4)] [Dense(1)]")]

    // an order that does not fit
    [InlineData("out:4-2 lstm:3-4", false, "3 [Lstm(4)] [Dense(2)]")]

    // by name
    [InlineData("lstm:1-4 fc:4-1", true, "1 [Lstm(4)] [Dense(1)]")]
    [InlineData("lstm1:1-8 lstm2:8-4 fc1:4-2 fc2:2-1", true, "1 [Lstm(8)] [Lstm(4)] [Dense(2)] [Dense(1)]")]
    [InlineData("encoder:2-6 lstm:6-6 out:6-2", true, "2 [Dense(6)] [Lstm(6)] [Dense(2)]")]
    [InlineData("lstm:4-2 fc:2-4", true, "4 [Lstm(2)] [Dense(4)]")]
    [InlineData("lstm:9-3 fc1:3-4 fc2:4-9", true, "9 [Lstm(3)] [Dense(4)] [Dense(9)]")]
    [InlineData("layers.2:4-4 layers.10:4-4 out:4-4", true, "4 [Lstm(4)] [Lstm(4)] [Dense(4)]")]
    public void Chain(string modules, bool byName, string wanted)
    {
        var file = ModelFile.Read(StateDict(modules, byName), "state.json");
        Assert.Equal(wanted, $"{file.Inputs} {string.Join(" ", file.Layers)}".Replace(", Bias = false", "", StringComparison.Ordinal));
    }

    [Fact]
    public void TheNumbersOfLayersCount()
    {
        var file = ModelFile.Read(StateDict("layers.2:4-4 layers.10:4-4 out:4-4", byName: true), "state.json");
        Assert.Equal([2f, 10f], file.Layers.Take(2).Select(layer => layer.Direction(0)["W_i"].Values[0]));
    }

    [Fact]
    public void ManyModulesTakeNoLongTime()
    {
        string modules = string.Join(" ", Enumerable.Range(0, 150).Select(index => $"layers.{index}:1-1"));
        Assert.Equal(150, ModelFile.Read(StateDict(modules, byName: true), "state.json").Layers.Count);
        string broken = modules + " out:2-1";
        Assert.Contains("form no chain", Assert.Throws<ModelFileException>(() => ModelFile.Read(StateDict(broken, byName: true), "state.json")).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Modules 'name:inputs-outputs': LSTMs where the name begins with 'l', 'a' or 'b', linear ones otherwise. Values are the number in the
    /// name.</summary>
    private static byte[] StateDict(string modules, bool byName)
    {
        var tensors = new List<(string Name, string Values)>();
        foreach (string module in modules.Split(' '))
        {
            string[] parts = module.Split(':', '-');
            int inputs = int.Parse(parts[1]), outputs = int.Parse(parts[2]);
            string number = string.Concat(parts[0].Where(char.IsAsciiDigit));
            if (parts[0][0] is 'l' or 'a' or 'b')
                tensors.AddRange([($"{parts[0]}.weight_ih_l0", Matrix(4 * outputs, inputs, number)),
                    ($"{parts[0]}.weight_hh_l0", Matrix(4 * outputs, outputs, number))]);
            else
                tensors.AddRange([($"{parts[0]}.weight", Matrix(outputs, inputs, number)), ($"{parts[0]}.bias", Row(outputs, number))]);
        }

        if (byName)
            tensors.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return Encoding.UTF8.GetBytes("{" + string.Join(",", tensors.Select(tensor => $"\"{tensor.Name}\":{tensor.Values}")) + "}");
    }

    private static string Matrix(int rows, int columns, string value) => $"[{string.Join(",", Enumerable.Repeat(Row(columns, value), rows))}]";

    private static string Row(int columns, string value) => $"[{string.Join(",", Enumerable.Repeat(value.Length == 0 ? "0" : value, columns))}]";
}
