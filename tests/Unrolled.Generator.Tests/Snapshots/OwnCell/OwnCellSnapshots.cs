namespace Unrolled.Generator.Tests.Snapshots.OwnCell;

/// <summary>What is generated, at 3 inputs and 4 hidden units, to be read beside the equations.</summary>
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
        Snapshot.Verify(files["Net.Cell0.g.cs"], "Net.Cell0.g.cs");
        Snapshot.VerifySections(files["Net.g.cs"], "Net.g.cs", ["Describe"]);
    }
}
