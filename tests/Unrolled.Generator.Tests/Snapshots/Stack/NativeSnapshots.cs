namespace Unrolled.Generator.Tests.Snapshots.Stack;

public sealed class NativeSnapshots
{
    [Fact]
    public void Exports()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3, Training = false, NativeName = "net"), Dense(2)]
        public partial class Net;
        """;
        var files = GeneratorHarness.Run([Source], tensorLists: ["model Net\nfile net.safetensors\nF32 [2, 3] dense0.W\nF32 [2] dense0.b\n"]).Files;
        Snapshot.VerifySections(
            files["Net.g.cs"], "Net.g.cs",
            [
                "outline", "Default", "Model", "CHeader",
                .. new[] { "Create", "CreateEmbedded", "Load", "Free", "StateCreate", "StateReset", "StateFree", "Step", "Run", "Error" }
                    .Select(name => "NativeExports." + name),
            ]);
    }
}
