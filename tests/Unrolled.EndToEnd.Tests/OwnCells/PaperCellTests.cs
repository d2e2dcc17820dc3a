using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests.OwnCells;

/// <summary>
/// Cells of papers, written as equations and compiled with this project: against the same class run as written, against the interpreter, and against
/// differences.
/// </summary>
public sealed class PaperCellTests
{
    private const int Steps = 6;
    private const int Batch = 5;

    [Fact]
    public void Minimal_gated_unit() => Check<MinimalGatedUnitModel, MinimalGatedUnit>();

    [Fact]
    public void Janet_has_a_forget_gate_alone() => Check<JanetModel, Janet>();

    [Fact]
    public void MinGru_in_log_space() => Check<MinGruModel, MinGru>();

    /// <summary>Its normaliser is positive in any state that the cell itself can reach.</summary>
    [Fact]
    public void Scalar_LSTM_with_its_stabiliser() => Check<ScalarLstmModel, ScalarLstm>(pass =>
    {
        var normaliser = pass.InitialStates["cell0.n"];
        for (var i = 0; i < normaliser.Length; i++)
            normaliser[i] = 1 + Math.Abs(normaliser[i]);
    });

    /// <summary>Past a sequence's end stands a carried state, here 0, which no step of the cell gives and by which its derivative divides.</summary>
    [Fact]
    public void Scalar_LSTM_over_sequences_that_end_before_they_begin()
    {
        var spec = OwnSpecs.Of<ScalarLstmModel>();
        var both = spec.Layers[0] with { Options = new(spec.Layers[0].Options.Append(new LayerOption("Direction", (int)Direction.Both))) };
        foreach (var layer in new[] { spec.Layers[0], both })
        {
            var model = spec with { Layers = new([layer]) };
            using var handle = InMemoryCompiler.Create(model);
            PassData.Randomize(handle.Parameters, seed: 4);
            ModelComparison.Check(model, handle, Steps, Batch, uneven: true, prepare: pass =>
            {
                foreach (var state in pass.InitialStates.Values)
                    Array.Clear(state);
            });
        }
    }

    [Fact]
    public void Coupled_oscillators() => Check<OscillatoryRnnModel, OscillatoryRnn>();

    [Fact]
    public void Simple_recurrent_unit() => Check<SimpleRecurrentUnitModel, SimpleRecurrentUnit>();

    [Fact]
    public void Quasi_recurrent_network() => Check<QuasiRecurrentModel, QuasiRecurrent>();

    [Fact]
    public void Mogrifier_gates_the_input() => Check<MogrifierModel, Mogrifier>();

    [Fact]
    public void Awkward_names()
    {
        Check<AwkwardModel, Awkward>();
        Check<ClashingModel, Clashing>();
    }

    [Fact]
    public void Long_short_term_memory() => Check<StandardLstmModel, StandardLstm>();

    [Fact]
    public void Gated_recurrent_units()
    {
        Check<StandardGruModel, StandardGru>();
        Check<OriginalGruModel, OriginalGru>();
    }

    /// <summary>Of the values that a variable had, the tape shows the last.</summary>
    [Fact]
    public void A_variable_that_is_assigned_again_has_its_last_value_on_the_tape()
    {
        var model = new AwkwardModel(seed: 3);
        var tape = model.NewTape(1, 1);
        tape.InitialState["cell0.x0"].Set([.. Enumerable.Range(0, 11).Select(i => 0.1f * i)]);
        model.Forward(tape);
        float[] t = tape["cell0.t"].ToArray();
        for (var i = 0; i < t.Length; i++)
            Assert.Equal(0.1f * i * 0.5f, t[i], 1e-6f);
    }

    private static void Check<TModel, TEquations>(Action<PassData>? prepare = null)
        where TModel : class, IModel<TModel>
        where TEquations : ICellEquations
    {
        var model = TModel.Create(seed: 1);
        PassData.Randomize(model.Parameters, seed: 4);
        Forward<TModel, TEquations>(model);
        var spec = OwnSpecs.Of<TModel>();
        using var handle = new ModelHandle<TModel>(model);
        ModelComparison.Check(spec, handle, Steps, Batch, uneven: false, prepare: prepare);
        ModelComparison.Check(spec, handle, Steps, Batch, uneven: true, prepare: prepare);
        Assert.All(GradientCheck.Run<TModel>(), parameter => Assert.True(parameter.Error <= 1e-4, parameter.ToString()));
    }

    /// <summary>The class as ordinary C#, from zero states.</summary>
    private static void Forward<TModel, TEquations>(TModel model)
        where TModel : class, IModel<TModel>
        where TEquations : ICellEquations
    {
        var tape = model.NewTape(Steps, batch: 1);
        var random = new Random(8);
        foreach (ref var x in tape.Inputs)
            x = (float)((random.NextDouble() - 0.5) * 3);
        model.Forward(tape);
        var xs = Array.ConvertAll(tape.Inputs.ToArray(), x => (double)x).Chunk(TModel.Layout.Inputs).ToArray();
        var hidden = tape.FinalState[0].Length;
        var trace = Equations.Evaluate<TEquations>(xs, hidden, model.Parameters);
        Compare.Near("outputs", tape.Outputs, trace.Outputs.SelectMany(y => y).ToArray(), Compare.Values);
        foreach (var state in trace.StateNames)
            Compare.Near(state, tape.FinalState["cell0." + state].ToArray(), trace[state][^1], Compare.Values);
    }
}
