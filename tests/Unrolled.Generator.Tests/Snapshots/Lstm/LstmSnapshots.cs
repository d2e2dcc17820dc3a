namespace Unrolled.Generator.Tests.Snapshots.Lstm;

/// <summary>What is generated, at 3 inputs and 4 hidden units, to be read beside the equations.</summary>
public sealed class LstmSnapshots
{
    [Fact]
    public void Plain()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4)]
        public partial class Net;
        """;
        Snapshot.VerifyAll(GeneratorHarness.Run(Source).Files);
    }

    [Fact]
    public void FastActivations()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3, Activations = Activations.Fast), Lstm(4)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void TwoBlocks()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(40)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void LongSums()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 30), Lstm(64)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void PeepholesInput()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.Input)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void PeepholesForget()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.Forget)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void PeepholesOutput()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.Output)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void PeepholesAll()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.All)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void InputFromForget()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, Coupling = Coupling.InputFromForget)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void ForgetFromInput()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, Coupling = Coupling.ForgetFromInput)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void WithoutInput()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, Without = Gates.Input)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void WithoutForget()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, Without = Gates.Forget)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void WithoutOutput()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, Without = Gates.Output)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void IdentityInput()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, InputActivation = Activation.Identity)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void IdentityOutput()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, OutputActivation = Activation.Identity)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void FullGateRecurrence()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, FullGateRecurrence = true)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void Projection()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, Projection = 2)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void NoBias()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, Bias = false)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void Normalized()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, Normalize = true)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void LearnedInitialState()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, LearnInitialState = true)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }

    [Fact]
    public void BothDirections()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, Direction = Direction.Both)]
        public partial class Net;
        """;
        Snapshot.VerifyAll(GeneratorHarness.Run(Source).Files);
    }
}
