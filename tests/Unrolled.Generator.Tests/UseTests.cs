namespace Unrolled.Generator.Tests;

/// <summary>Names and lengths where a model is used.</summary>
public class UseTests
{
    private const string Models = """
        using System;
        using Unrolled;
        [Model(Inputs = 3), Lstm(4, LearnInitialState = true), Dropout(0.5), Dense(2)] partial class Net;
        [Model(Vocabulary = 9), Embedding(5), Gru(6, Direction = Direction.Both)] partial class Tokens;
        [Model(Inputs = 3), Lstm(4)] partial class Stepper;
        static class Uses
        {
            const string Name = "lstm0.W_q";
            static void Use(Net net, Tokens tokens, Stepper stepper, State<Net> state, Tape<Net> tape, Tape<Tokens> both, Trainer<Net> trainer, float[] given)
            {

        """;

    [Theory]
    [InlineData("""net.Parameters[{|UNR0091:"lstm0.W_x"|}].ToArray();""", "Model 'Net' has no parameter 'lstm0.W_x'; the nearest is 'lstm0.W_i'")]
    [InlineData("""net.Gradients[{|UNR0091:"dense1.b"|}].ToArray();""", "Model 'Net' has no parameter 'dense1.b'; the nearest is 'dense2.b'")]
    [InlineData("""_ = net.Parameters[{|UNR0091:"Dense2.b"|}];""", "Model 'Net' has no parameter 'Dense2.b'; the nearest is 'dense2.b'")]
    [InlineData("""_ = net.Parameters[{|UNR0091:Name|}];""", "Model 'Net' has no parameter 'lstm0.W_q'; the nearest is 'lstm0.W_i'")]
    [InlineData("""var p = net.Parameters; p[{|UNR0091:"lstm0." + "b"|}].Trainable = false;""",
        "Model 'Net' has no parameter 'lstm0.b'; the nearest is 'lstm0.b_i'")]
    [InlineData("""_ = trainer.Model.Parameters[{|UNR0091:"lstm0.c"|}];""", "Model 'Net' has no parameter 'lstm0.c'; the nearest is 'lstm0.c0'")]
    [InlineData("""state[{|UNR0091:"lstm0.i"|}].ToArray();""", "Model 'Net' has no state 'lstm0.i'; the nearest is 'lstm0.h'")]
    [InlineData("""state.All[{|UNR0091:"h"|}].ToArray();""", "Model 'Net' has no state 'h'; the nearest is 'lstm0.h'")]
    [InlineData("""tape[{|UNR0091:"lstm0.r"|}].ToArray();""", "Model 'Net' has no gate or state 'lstm0.r'; the nearest is 'lstm0.h'")]
    [InlineData("""tape.InitialState[{|UNR0091:"lstm1.h"|}].Set(given);""", "Model 'Net' has no state 'lstm1.h'; the nearest is 'lstm0.h'")]
    [InlineData("""tape.FinalState[{|UNR0091:""|}].ToArray();""", "Model 'Net' has no state ''; the nearest is 'lstm0.h'")]
    [InlineData("""both.FinalStateGradients[{|UNR0091:"gru1.h"|}].Set(given);""", "Model 'Tokens' has no state 'gru1.h'; the nearest is 'gru1.forward.h'")]
    [InlineData("""both.InitialStateGradients[{|UNR0091:"gru1.backwards.h"|}].ToArray();""",
        "Model 'Tokens' has no state 'gru1.backwards.h'; the nearest is 'gru1.backward.h'")]
    public Task A_name_that_is_not_there(string use, string message) => Expect(use, message);

    [Theory]
    [InlineData("""net.Parameters["lstm0.W_i"].Set({|UNR0092:new float[3]|});""", "lstm0.W_i [4, 3] of model 'Net' has 12 values; this has 3")]
    [InlineData("""net.Gradients["dense2.b"].Set({|UNR0092:[1, 2, 3]|});""", "dense2.b [2] of model 'Net' has 2 values; this has 3")]
    [InlineData("""net.Parameters["lstm0.c0"].Set({|UNR0092:stackalloc float[5]|});""", "lstm0.c0 [4] of model 'Net' has 4 values; this has 5")]
    [InlineData("""net.Parameters["lstm0.c0"].Set({|UNR0092:stackalloc[] { 1f, 2f }|});""", "lstm0.c0 [4] of model 'Net' has 4 values; this has 2")]
    [InlineData("""tokens.Parameters["embedding0.W"].Set({|UNR0092:new[] { 1f }|});""", "embedding0.W [9, 5] of model 'Tokens' has 45 values; this has 1")]
    [InlineData("""var h = state["lstm0.h"]; h.Set({|UNR0092:new float[] { 1, 2, 3, 4, 5 }|});""",
        "lstm0.h [streams, 4] of model 'Net' has a multiple of 4 values; this has 5")]
    [InlineData("""net.NewState()["lstm0.h"].Set({|UNR0092:new float[8]|});""", "lstm0.h [4] of model 'Net' has 4 values; this has 8")]
    [InlineData("""var several = net.NewState(2); several.All["lstm0.h"].Set({|UNR0092:new float[6]|});""",
        "lstm0.h [streams, 4] of model 'Net' has a multiple of 4 values; this has 6")]
    [InlineData("""tape.InitialState["lstm0.h"].Set({|UNR0092:new float[6]|});""", "lstm0.h [batch, 4] of model 'Net' has a multiple of 4 values; this has 6")]
    [InlineData("""net.Parameters["dense2.W"].CopyTo({|UNR0092:new float[7]|});""", "dense2.W [2, 4] of model 'Net' has 8 values; this has 7")]
    [InlineData("""float[] x = new float[4]; stepper.Step({|UNR0092:x|}, stepper.NewState(), new float[Stepper.Outputs]);""",
        "'x' of Stepper.Step takes 3 values; this has 4")]
    [InlineData("""stepper.Step({|UNR0092:new float[3]|}, stepper.NewState(streams: 2), {|UNR0092:new float[4]|});""",
        "'x' of Stepper.Step takes 6 values; this has 3", "'y' of Stepper.Step takes 8 values; this has 4")]
    [InlineData("""State<Stepper> any = Find(); stepper.Step(new float[6], any, {|UNR0092:new float[4]|}); State<Stepper> Find() => stepper.NewState();""",
        "'y' of Stepper.Step takes 8 values; this has 4")]
    [InlineData("""stepper.Run({|UNR0092:new float[9]|}, stepper.NewState(2), given);""", "'xs' of Stepper.Run takes a multiple of 6 values; this has 9")]
    [InlineData("""Span<float> y = stackalloc float[5]; stepper.Step(given, stepper.NewState(), {|UNR0092:y|});""",
        "'y' of Stepper.Step takes 4 values; this has 5")]
    [InlineData("""stepper.Run(new float[6], stepper.NewState(), {|UNR0092:new float[9]|});""", "'ys' of Stepper.Run takes 8 values; this has 9")]
    [InlineData("""stepper.Run({|UNR0092:new float[5]|}, stepper.NewState(), given);""", "'xs' of Stepper.Run takes a multiple of 3 values; this has 5")]
    [InlineData("""tokens.Run([1, 2], tokens.NewState(), ys: {|UNR0092:new float[1000]|});""", "'ys' of Tokens.Run takes 24 values; this has 1,000")]
    public Task A_length_that_is_wrong(string use, params string[] messages) => Expect(use, messages);

    [Theory]
    [InlineData("""net.Parameters["lstm0.W_i"].Set(new float[12]); net.Parameters["lstm0.h0"].Set([1, 2, 3, 4]); """
        + """tokens.Gradients["gru1.forward.bR_n"].ToArray();""")]
    [InlineData("""state["lstm0.c"].Set(stackalloc float[4]); tape["lstm0.f"].CopyTo(new float[1]); tape["lstm0.c"].ToArray(); """
        + """tape.InitialState["lstm0.h"].Set(new float[8]); tape["dense2.y"].ToArray();""")]
    [InlineData("""string name = Console.ReadLine()!; _ = net.Parameters[name]; _ = net.Parameters[0]; _ = net.Parameters.Contains("x"); """
        + """net.Parameters["dense2.W"].CopyTo(new float[9]);""")]
    [InlineData("""float[] x = new float[7]; x = given; stepper.Step(x, stepper.NewState(), given); Span<float> y = stackalloc float[9]; y = y[..4]; """
        + """stepper.Step(given, stepper.NewState(), y);""")]
    [InlineData("""float[] x = new float[7]; (x, _) = (given, 0); Fill(ref x); stepper.Step([.. given], stepper.NewState(), new float[given.Length]); """
        + """static void Fill(ref float[] a) => a = [];""")]
    [InlineData("""net.Step(new float[3], net.NewState(), new float[2]); tokens.Run([1, 2], tokens.NewState(), new float[24]); """
        + """stepper.Run([], stepper.NewState(), []);""")]
    [InlineData("""stepper.Step(new float[6], stepper.NewState(2), new float[8]); stepper.Run(new float[12], stepper.NewState(2), new float[16]); """
        + """net.NewState(3)["lstm0.h"].Set(new float[12]);""")]
    [InlineData("""Any(net); static void Any<T>(T model) where T : class, IModel<T> => _ = model.Parameters["nothing"];""")]
    public Task What_is_right_or_unknown_is_left_alone(string use) => Expect(use);

    [Fact]
    public async Task A_model_with_a_mistake_is_reported_where_it_is_declared()
    {
        const string source = """using Unrolled; [Model(Inputs = 3), Lstm(0)] partial class Net; class C { void Use(State<Net> s) => _ = s["x"]; }""";
        var found = await GeneratorHarness.Run(source).Analyze();

        Assert.Equal(["UNR0030"], found.Select(d => d.Id));
    }

    [Fact]
    public async Task A_model_is_read_once_however_often_it_is_used()
    {
        var compiler = new CountingCompiler();
        var uses = string.Concat(Enumerable.Range(0, 40).Select(i => $"_ = n.Parameters[\"x{i}\"]; "));
        var found = await GeneratorHarness.Run("using Unrolled; [Model(Inputs = 3), Lstm(4)] partial class Net; class C { void Use(Net n) { " + uses
            + "} }", compiler: compiler).Analyze();

        Assert.Equal(40, found.Length);
        Assert.InRange(compiler.Described, 1, Environment.ProcessorCount);
    }

    private static async Task Expect(string use, params string[] messages)
    {
        var (text, marks) = Markup.Read(Models + use + "\n    }\n}\n");
        var harness = GeneratorHarness.Run(text);
        var found = await harness.Analyze();

        Assert.Empty(harness.CompilerDiagnostics);
        Assert.Equal(marks.Select(m => (m.Id, m.Span, text.Substring(m.Span.Start, m.Span.Length))),
            found.Select(d => (d.Id, d.Location.SourceSpan, text.Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length))));
        Assert.Equal(messages, found.Select(d => d.GetMessage()));
    }

    private sealed class CountingCompiler : ISpecCompiler
    {
        private readonly SpecCompiler _real = new();
        private int _described;

        public int Described => _described;

        public IReadOnlyList<Compiler.Specs.SpecProblem> Check(Compiler.Specs.ModelSpec spec) => _real.Check(spec);

        public IReadOnlyList<Compiler.Specs.SpecProblem> Hints(Compiler.Specs.ModelSpec spec) => _real.Hints(spec);

        public Compiler.Specs.ModelDescription Describe(Compiler.Specs.ModelSpec spec)
        {
            Interlocked.Increment(ref _described);
            return _real.Describe(spec);
        }

        public IReadOnlyList<Compiler.Specs.GeneratedFile> Compile(Compiler.Specs.ModelSpec spec) => _real.Compile(spec);
    }
}
