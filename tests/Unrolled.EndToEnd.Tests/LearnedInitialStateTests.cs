using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.OwnCells;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>
/// Learned initial states: their gradients are those of the interpreter's initial states, summed over the sequences that start there, and those of finite
/// differences.
/// </summary>
public sealed class LearnedInitialStateTests
{
    private static readonly (string, double) Learn = ("LearnInitialState", 1);
    private static readonly (string, double) Both = ("Direction", (int)Direction.Both);
    private static readonly (string, double) Reversed = ("Direction", (int)Direction.Backward);

    private static readonly Dictionary<string, Func<int, ModelSpec>> Models = new(StringComparer.Ordinal)
    {
        ["rnn"] = h => Specs.Features(3, Specs.Rnn(h, Learn)),
        ["lstm"] = h => Specs.Features(3, Specs.Lstm(h, Learn), Specs.Dense(2)),
        ["lstm, all options"] = h => Specs.Features(3,
            Specs.Lstm(h, Learn, ("Peepholes", (int)Peepholes.All), ("FullGateRecurrence", 1), ("Projection", 4), ("Normalize", 1))),
        ["lstm both"] = h => Specs.Features(3, Specs.Lstm(h, Learn, Both)),
        ["gru"] = h => Specs.Features(3, Specs.Gru(h, Learn)),
        ["gru before, backward"] = h => Specs.Features(3, Specs.Gru(h, Learn, Reversed, ("Reset", (int)Reset.Before))),
        ["token gru both"] = h => Specs.Tokens(5, Specs.Gru(h, Learn, Both)),
        ["one of a stack"] = h => Specs.Features(3, Specs.Rnn(h), Specs.Lstm(5, Learn, Both), Specs.Gru(h, Learn)),
        ["own cell"] = h => Specs.Features(3, Own<MinimalGatedUnitModel>(h, Learn)),
        ["own cell with two states, both"] = h => Specs.Features(3, Own<OscillatoryRnnModel>(h, Learn, Both)),
    };

    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in Models.Keys)
            {
                foreach (var hidden in new[] { 1, 7, 17 }.Or(17))
                    data.Add(name, hidden);
            }

            return data;
        }
    }

    public static TheoryData<string> Names => [.. Models.Keys];

    /// <summary>With every state learned, with every other one set, and with all set: even lengths, and uneven ones with an empty sequence.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_are_those_of_the_initial_states_summed_over_the_sequences(string name, int hidden)
    {
        var spec = Models[name](hidden);
        using var model = InMemoryCompiler.Create(spec);
        PassData.Randomize(model.Parameters, hidden);
        var plan = new ModelPlan(spec);
        foreach (var uneven in new[] { false, true })
        {
            foreach (var isSet in new Func<int, bool>[] { _ => false, k => k % 2 == 0, k => k % 2 == 1, _ => true })
                Check(plan, model, uneven, isSet);
        }
    }

    /// <summary>The public check: differences of the loss by the elements of h0 and c0 themselves.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_differences_of_the_loss(string name)
    {
        using var model = InMemoryCompiler.Create(Models[name](7));
        var errors = model.CheckGradients();
        Assert.Contains(errors, error => error.Name.EndsWith("h0", StringComparison.Ordinal));
        Assert.All(errors, error => Assert.True(error.Error <= 1e-4, error.ToString()));
    }

    [Fact]
    public void A_state_starts_from_what_was_learned_until_it_is_set()
    {
        var spec = Models["lstm"](7);
        using var model = InMemoryCompiler.Create(spec);
        PassData.Randomize(model.Parameters, 7);
        var (learned, plan) = (model.Parameters["lstm0.h0"].ToArray(), new ModelPlan(spec));
        var pass = new PassData(plan, steps: 3, batch: 1, uneven: false, seed: 4);
        float[] given = [.. pass.InitialStates["lstm0.h"]];
        foreach (var isSet in new[] { false, true })
        {
            Start(pass, model, k => isSet && k == 0, given);
            var expected = new Oracle(plan, model, pass);
            var stream = model.NewStream();
            Assert.Equal(learned, stream["lstm0.h"].ToArray());
            if (isSet)
                stream["lstm0.h"].Set(given);
            var y = new float[3 * 2];
            stream.Run(pass.Inputs, y);
            Compare.Near("Run", y, expected.Outputs, Compare.Values);
            stream.Reset();
            if (isSet)
                stream["lstm0.h"].Set(given);
            for (var t = 0; t < 3; t++)
                stream.Step(pass.Inputs.AsSpan(3 * t, 3), y.AsSpan(2 * t, 2));
            Compare.Near("Step", y, expected.Outputs, Compare.Values);
            stream.Reset();
            Assert.Equal(learned, stream["lstm0.h"].ToArray());
        }
    }

    /// <summary>Truncated backpropagation: a chunk that goes on from another has nothing to say about where sequences start.</summary>
    [Fact]
    public void A_carried_state_gives_the_learned_one_no_gradient()
    {
        var model = new LearnedStart(seed: 1);
        var tape = model.NewTape(steps: 3, batch: 2);
        tape.Inputs.Fill(0.5f);
        tape.OutputGradients.Fill(1);
        model.Forward(tape);
        model.Backward(tape);
        Assert.All(model.Gradients["gru0.h0"].ToArray(), value => Assert.NotEqual(0, value));
        model.Forward(tape);
        tape.CarryState();
        model.Gradients.Clear();
        model.Forward(tape);
        model.Backward(tape);
        Assert.All(model.Gradients["gru0.h0"].ToArray(), value => Assert.Equal(0, value));
        Assert.Contains(model.Gradients["gru0.R_n"].ToArray(), value => value != 0);
    }

    private static void Check(ModelPlan plan, ModelHandle model, bool uneven, Func<int, bool> isSet)
    {
        const int Steps = 4, Batch = 5;
        var pass = new PassData(plan, Steps, Batch, uneven, seed: 3);
        var tape = model.NewTape(Steps, Batch);
        var set = pass.InitialStates.Keys.Where((state, k) => isSet(k) || !model.Parameters.Contains(state + "0")).ToHashSet();
        pass.Fill(tape, set);
        foreach (var state in pass.InitialStates.Where(state => !set.Contains(state.Key)))
        {
            float[] learned = model.Parameters[state.Key + "0"].ToArray();
            for (var b = 0; b < Batch; b++)
                learned.CopyTo(state.Value, b * learned.Length);
        }

        var expected = new Oracle(plan, model, pass);
        model.Gradients.Clear();
        tape.Forward(training: false);
        Compare.Near("outputs", tape.Outputs, expected.Outputs, Compare.Values);
        tape.Backward(!plan.IsToken);
        foreach (var (state, gradient) in expected.InitialStateGradients)
        {
            Compare.Near("gradient of initial " + state, tape.InitialStateGradients[state].ToArray(), gradient, Compare.Gradients);
            if (!model.Parameters.Contains(state + "0"))
                continue;
            var sum = new double[gradient.Length / Batch];
            for (var i = 0; i < gradient.Length && !set.Contains(state); i++)
                sum[i % sum.Length] += gradient[i];
            Compare.Near($"gradient of {state}0", model.Gradients[state + "0"].ToArray(), sum, set.Contains(state) ? 0 : Compare.Gradients);
        }

        foreach (var (parameter, gradient) in expected.Gradients)
            Compare.Near("gradient of " + parameter, model.Gradients[parameter].ToArray(), gradient, Compare.Gradients);
    }

    /// <summary>Puts what the parameters say, or <paramref name="given"/>, where sequences start.</summary>
    private static void Start(PassData pass, ModelHandle model, Func<int, bool> isSet, float[] given)
    {
        foreach (var (state, k) in pass.InitialStates.Keys.Select((state, k) => (state, k)))
            (isSet(k) ? given : model.Parameters[state + "0"].ToArray()).CopyTo(pass.InitialStates[state], 0);
    }

    private static LayerSpec Own<TModel>(int hidden, params (string Name, double Value)[] options) =>
        OwnSpecs.Of<TModel>().Layers[0] with
        {
            Options =
            new(options.Select(option => new LayerOption(option.Name, option.Value)).Prepend(new LayerOption("hidden", hidden)))
        };
}
