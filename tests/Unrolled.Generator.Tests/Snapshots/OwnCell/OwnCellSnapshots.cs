namespace Unrolled.Generator.Tests.Snapshots.OwnCell;

/// <summary>What is generated, at 3 inputs and 4 hidden units, to be read beside the equations: the sections in which custom cells differ.</summary>
public sealed class OwnCellSnapshots
{
    [Fact]
    public void MinimalGatedUnit()
    {
        const string Source = """
        using Unrolled;
        using static Unrolled.Equations;
        [Model(Inputs = 3), Cell<MinimalGatedUnit>(4)]
        public partial class Net;
    
        public sealed class MinimalGatedUnit : ICellEquations
        {
            public static Vec Step(Vec x, Vec h)
            {
                var f = Sigmoid(Affine(x, h));
                var n = Tanh(Affine(x, f * h));
                return (1 - f) * h + f * n;
            }
        }
        """;
        var files = GeneratorHarness.Run(Source).Files;
        Snapshot.VerifySections(
            files["Net.Cell0.g.cs"], "Net.Cell0.g.cs",
            ["header", "outline", "StepAll", "StreamSums1", "StreamSums1Of1Stream", "StreamAdvance1", "StreamAdvance2", "Forward", "Backward",
            "Advance1", "Advance2", "Retreat1", "Retreat2"]);
        Snapshot.VerifySections(files["Net.g.cs"], "Net.g.cs", ["Describe"]);
    }
}
