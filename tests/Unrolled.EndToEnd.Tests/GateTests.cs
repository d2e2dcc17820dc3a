using Unrolled.Compiler.Planning;
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
        foreach (var hidden in new[] { 7, 17, 64 })
        {
            var spec = Variants.Spec(variant, hidden);
            using var model = InMemoryCompiler.Create(spec);
            Pass.Randomize(model.Parameters, hidden);
            var plan = new ModelPlan(spec);
            var pass = new Pass(plan, steps: 4, batch: 5, uneven: false, seed: 1);
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
