using System.Reflection;
using System.Runtime.Loader;
using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;
using Unrolled.CompilerServices;

namespace Unrolled.Generator.Tests;

/// <summary>The figures of budgets are what the runtime allocates, and the names those that it has.</summary>
public class FiguresTests
{
    private const string Equations = """
        public sealed class Own : ICellEquations
        {
            public static (Vec y, Vec h, Vec s) Step(Vec x, Vec h, Vec s)
            {
                var f = Sigmoid(Affine(x[0..2], h));
                var n = Tanh(Normalize(Affine(x, f * h)));
                var next = (1 - f) * h + f * n;
                return (Tanh(Linear(next)), next, s + Scale(n));
            }
        }
        """;

    public static TheoryData<string> Models => new()
    {
        "[Model(Inputs = 28), Lstm(64), Dense(10)]",
        "[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.All, FullGateRecurrence = true, Projection = 6), Gru(9, Reset = Reset.Before), Dense(3, "
            + "Activation = Activation.Tanh)]",
        "[Model(Inputs = 5), Lstm(3, Normalize = true, LearnInitialState = true), Dropout(0.5), Gru(20, Normalize = true)]",
        "[Model(Vocabulary = 11), Embedding(6), Gru(9), Dropout(0.2), Dense(11)]",
        "[Model(Vocabulary = 11), Lstm(16), Dense(11)]",
        "[Model(Inputs = 4), Lstm(8, Direction = Direction.Both), Dropout(0.3), Rnn(7, Direction = Direction.Backward), Dense(4), Residual]",
        "[Model(Inputs = 4), Gru(8, Direction = Direction.Both), Gru(8, Direction = Direction.Both), Gru(2)]",
        "[Model(Inputs = 4), Cell<Own>(33), Cell<Own>(7), Dense(4, Activation = Activation.Relu), Residual]",
        "[Model(Inputs = 5), Standardize, Gru(9), Dense(7), Residual(Channels = 3)]",
        "[Model(Inputs = 5), Standardize, Lstm(9), Dense(2), Rescale]",
        "[Model(Inputs = 5), Lstm(9, RecurrentDropout = 0.2, Zoneout = 0.1, Direction = Direction.Both), Dense(2)]",
        "[Model(Inputs = 3), Dense(3, Activation = Activation.Sigmoid), Rnn(1)]",
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Are_what_the_runtime_has(string attributes)
    {
        var harness = GeneratorHarness.Run($"using Unrolled; using static Unrolled.Equations; {attributes} public partial class M; {Equations}");
        using var image = new MemoryStream(harness.Emit());
        var type = new AssemblyLoadContext(attributes).LoadFromStream(image).GetType("M")!;
        var spec = harness.Spec("M");

        typeof(FiguresTests).GetMethod(nameof(Compare), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, [spec]);
    }

    private static void Compare<TModel>(ModelSpec spec)
        where TModel : class, IModel<TModel>
    {
        var plan = new ModelPlan(spec);
        var description = ModelDescriber.Describe(plan);
        var figures = ModelDescriber.Figures(plan, TModel.Layout.Lanes);
        var model = TModel.Create(1);
        var tape = model.NewTape(2, 3);

        Assert.Equal(model.Parameters.Select(p => p.ToString()), description.Parameters.Select(p => p.ToString()));
        Assert.Equal(model.Gradients.Select(p => p.ToString()), description.Parameters.Select(p => p.ToString()));
        Assert.Equal(model.NewState().All.Select(s => s.ToString()), description.States.Select(s => s.ToString()));
        Assert.Equal(tape.InitialState.Select(s => s.ToString()), description.States.Select(s => s.ToString().Replace("[", "[3, ")));
        Assert.NotEmpty(description.Values);
        Assert.All(description.Values, value => Assert.Equal(value.ToString().Replace("[", "[2, 3, "), tape[value.Name].ToString()));
        var unknown = Assert.Throws<KeyNotFoundException>(() => tape["?"]);
        Assert.EndsWith($"all: {string.Join(", ", AllOf(tape))}.", unknown.Message);
        Assert.Equal(AllOf(tape).Order(), description.Values.Select(v => v.Name).Order());

        Assert.Equal(model.Parameters.Sum(p => (long)p.Length), figures.Parameters);
        Assert.Equal(sizeof(float) * TModel.Layout.StreamFloats, figures.StepBytes);
        // What else the process allocates meanwhile is counted too: a few thousand bytes, less than half a byte a step.
        Assert.Equal(figures.TapeBytesPerStep, Math.Round((Allocated(() => model.NewTape(11_000, 2)) - Allocated(() => model.NewTape(1000, 2))) / 20_000.0));
        if (TModel.Layout.Lanes == ModelDescriber.WidestLanes)
            Assert.Equal(description.Figures, figures);
        Assert.True(figures.StepBytes <= description.Figures.StepBytes && figures.TapeBytesPerStep <= description.Figures.TapeBytesPerStep);
    }

    // The message for an unknown name is the one place that lists what a tape has.
    private static string[] AllOf<TModel>(Tape<TModel> tape)
        where TModel : class, IModel<TModel>
    {
        var message = Assert.Throws<KeyNotFoundException>(() => tape["?"]).Message;
        return message[(message.IndexOf("all: ", StringComparison.Ordinal) + "all: ".Length)..].TrimEnd('.').Split(", ");
    }

    private static long Allocated(Func<object> make)
    {
        make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var made = make();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(made);
        return bytes;
    }
}
