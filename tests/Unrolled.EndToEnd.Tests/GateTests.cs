using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.OwnCells;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>What a user reads from a tape by a gate's name is what the equations say.</summary>
public sealed class GateTests
{
    public static TheoryData<string, string> Data => new()
    {
        { "rnn", "rnn0.h" },
        { "lstm", "lstm0.i lstm0.f lstm0.g lstm0.o lstm0.c lstm0.h" },
        { "lstm peepholes all", "lstm0.i lstm0.f lstm0.g lstm0.o lstm0.c lstm0.h" },
        { "lstm full gate recurrence", "lstm0.i lstm0.f lstm0.g lstm0.o lstm0.c lstm0.h" },
        { "lstm i from f", "lstm0.f lstm0.g lstm0.o lstm0.c lstm0.h" },
        { "lstm without forget", "lstm0.i lstm0.g lstm0.o lstm0.c lstm0.h" },
        { "lstm projection", "lstm0.i lstm0.f lstm0.g lstm0.o lstm0.c lstm0.h" },
        { "gru", "gru0.r gru0.z gru0.n gru0.h" },
        { "gru before", "gru0.r gru0.z gru0.n gru0.h" },
        { "gru both", "gru0.forward.r gru0.forward.n gru0.backward.z gru0.backward.h" },
        { "stack", "lstm0.f gru1.r rnn2.h" },
    };

    [Theory]
    [MemberData(nameof(Data))]
    public void A_gate_read_from_the_tape_is_that_of_the_equations(string variant, string names)
    {
        foreach (var hidden in new[] { 7, 17, 64 }.Or(17))
        {
            var spec = Variants.Spec(variant, hidden);
            using var model = InMemoryCompiler.Create(spec);
            PassData.Randomize(model.Parameters, hidden);
            var plan = new ModelPlan(spec);
            var pass = new PassData(plan, steps: 4, batch: 5, uneven: false, seed: 1);
            var expected = new Oracle(plan, model, pass);
            foreach (var keepGates in new[] { false, true })
            {
                var tape = model.NewTape(4, 5, keepGates);
                pass.Fill(tape);
                tape.Forward();
                foreach (var name in names.Split(' '))
                    Compare.Near(name, tape[name].ToArray(), expected.Values[name], Compare.Values);
                model.Gradients.Clear();
                tape.Backward();
                foreach (var gradient in expected.Gradients)
                    Compare.Near("gradient of " + gradient.Key, model.Gradients[gradient.Key].ToArray(), gradient.Value, Compare.Gradients);
                foreach (var name in names.Split(' ').Where(_ => keepGates))
                    Compare.Near(name + " after Backward", tape[name].ToArray(), expected.Values[name], Compare.Values);
            }
        }
    }

    public static TheoryData<string> Everything => [.. Variants.Names.OrEach(5)];

    /// <summary>Every value with a name, also those that no pass keeps: with dropout, sequences of several lengths and initial states.</summary>
    [Theory]
    [MemberData(nameof(Everything))]
    public void Every_named_value_can_be_read(string variant) => Reads(Variants.Spec(variant, 7));

    [Fact]
    public void Values_that_are_not_kept_are_computed_in_any_layer()
    {
        (string, double) both = ("Direction", (int)Direction.Both), coupled = ("Coupling", (int)Coupling.InputFromForget), learned = ("LearnInitialState", 1);
        Reads(Specs.Features(3, Specs.Gru(5, both), Specs.Dropout(0.4), Specs.Lstm(7, both, coupled), Specs.Dropout(0.2), Specs.Lstm(3, coupled, learned)),
            "lstm2.forward.i", "lstm2.backward.i", "lstm4.i");
        Reads(Specs.Tokens(5, Specs.Embedding(3), Specs.Lstm(7, ("Coupling", (int)Coupling.ForgetFromInput))), "lstm1.f");
        Reads(OwnSpecs.Of<MinimalGatedUnitModel>(), "cell0.f");
        Reads(OwnSpecs.Of<JanetModel>(), "cell0.s");
        Reads(OwnSpecs.Of<MinGruModel>(), "cell0.y");
        Reads(OwnSpecs.Of<SimpleRecurrentUnitModel>(), "cell0.r");
        Reads(OwnSpecs.Of<QuasiRecurrentModel>(), "cell0.pooled");
        Reads(OwnSpecs.Of<MogrifierModel>(), "cell0.q1");
        Reads(OwnSpecs.Of<AwkwardModel>(), "cell0.steps");
    }

    [Fact]
    public void A_value_that_is_not_kept_is_read_before_what_it_follows_from_changes()
    {
        using var model = InMemoryCompiler.Create(Variants.Spec("lstm i from f", 7));
        var tape = model.NewTape(3, 2);
        Assert.Contains("Forward", Assert.Throws<InvalidOperationException>(() => tape["lstm0.i"].ToArray()).Message, StringComparison.Ordinal);
        tape.Forward();
        tape.Backward();
        Assert.Equal(3 * 2 * 7, tape["lstm0.i"].ToArray().Length);
        tape.InitialState["lstm0.h"].Set(new float[2 * 7]);
        Assert.Contains("lstm0.i is not saved on the tape but computed when you read it, and the initial states have changed",
            Assert.Throws<InvalidOperationException>(() => tape["lstm0.i"].ToArray()).Message, StringComparison.Ordinal);
        tape.Forward();
        model.Parameters["lstm0.b_f"].Set(new float[7]);
        Assert.Contains("and the model's parameters have changed since Forward",
            Assert.Throws<InvalidOperationException>(() => tape["lstm0.i"].ToArray()).Message, StringComparison.Ordinal);
        Assert.Contains("only be read", Assert.Throws<InvalidOperationException>(() => tape["lstm0.i"].Set(new float[3 * 2 * 7])).Message,
            StringComparison.Ordinal);
    }

    private static void Reads(ModelSpec spec, params string[] names)
    {
        const int Steps = 4, Batch = 5;
        using var model = InMemoryCompiler.Create(spec);
        PassData.Randomize(model.Parameters, 7);
        var plan = new ModelPlan(spec);
        var pass = new PassData(plan, Steps, Batch, uneven: true, seed: 1);
        var expected = new Oracle(plan, model, pass, training: true);
        var tape = model.NewTape(Steps, Batch);
        pass.Fill(tape);
        tape.Forward();
        Assert.Empty(names.Except(expected.Values.Keys));
        foreach (var (name, value) in expected.Values)
        {
            if (expected.FinalStates.ContainsKey(name))
                continue;

            // A mean over the units is one number a row, which the interpreter repeats; past a sequence's end it is whatever it is.
            var got = tape[name];
            var width = value.Length / (Steps * Batch);
            for (var row = 0; row < Steps * Batch && got.Shape[2] != width; row++)
            {
                Assert.Equal(1, got.Shape[2]);
                if (row / Batch < pass.Lengths[row % Batch])
                    Compare.Near(name, got.ToArray().AsSpan(row, 1), value.AsSpan(row * width, 1), Compare.Values);
            }

            if (got.Shape[2] == width)
                Compare.Near(name, got.ToArray(), value, Compare.Values);
        }
    }

    [Fact]
    public void A_gate_that_Backward_has_overwritten_cannot_be_read()
    {
        var model = new RowReader(1);
        var tape = model.NewTape(steps: 3, batch: 2);
        model.Forward(tape);
        model.Backward(tape);
        var error = Assert.Throws<InvalidOperationException>(() => tape["lstm0.f"].ToArray());
        Assert.Contains("keepGates", error.Message, StringComparison.Ordinal);
        Assert.Equal(3 * 2 * 64, tape["lstm0.h"].ToArray().Length);
    }
}
