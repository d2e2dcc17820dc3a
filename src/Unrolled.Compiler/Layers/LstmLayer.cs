using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// Long short-term memory and the variants that connect the same parts differently.
/// <code>
///   x, h ──[g]──(· i)──(+)───┬───[act]──(· o)──[P]── h
///                       │    c                │
///                     (· f)──┘ one step later └── one step later
/// </code>
/// S. Hochreiter and J. Schmidhuber, Long Short-Term Memory (1997); forget gate: F. Gers et al., Learning to Forget (2000);
/// peepholes: F. Gers et al., Learning Precise Timing with LSTM Recurrent Networks (2002); the variants and their names (full gate
/// recurrence, coupled gates, missing gates): K. Greff et al., LSTM: A Search Space Odyssey (2015); projection: H. Sak et al. (2014).
/// </summary>
internal sealed class LstmLayer : RecurrentLayer
{
    private static readonly ChoiceOption<Peepholes> PeepholesOption = new("Peepholes", Peepholes.None);
    private static readonly ChoiceOption<Coupling> CouplingOption = new("Coupling", Coupling.None);
    private static readonly ChoiceOption<Gates> Without = new("Without", Gates.None);
    private static readonly ChoiceOption<Activation> InputActivation = new("InputActivation", Activation.Tanh, Activation.Tanh, Activation.Identity);
    private static readonly ChoiceOption<Activation> OutputActivation = new("OutputActivation", Activation.Tanh, Activation.Tanh, Activation.Identity);
    private static readonly FlagOption FullGateRecurrence = new("FullGateRecurrence", false);

    private static readonly CountOption Projection =
        new("Projection", SpecProblemCatalog.LayerSize, "the number of units after the projection, or 0 for no projection");

    private static readonly NumberOption ForgetBias = new("ForgetBias", 1, SpecProblemCatalog.OptionValue, "a finite number within the range of a float");

    public override string Source =>
        "long short-term memory: S. Hochreiter and J. Schmidhuber (1997), variants after K. Greff et al., LSTM: A Search Space Odyssey (2015)";

    protected override IReadOnlyList<Option> OwnOptions =>
        [PeepholesOption, CouplingOption, Without, InputActivation, OutputActivation, FullGateRecurrence, Projection, ForgetBias];

    public override IEnumerable<LayerProblem> Check(LayerOptions options, LayerPlace place)
    {
        var (without, coupling, peepholes) = (options.Get(Without), options.Get(CouplingOption), options.Get(PeepholesOption));
        if (coupling != Coupling.None && (without & (Gates.Input | Gates.Forget)) != 0)
            yield return new(SpecProblemCatalog.CouplingWithout, Without.Name,
                $"Coupling.{coupling} ties the input gate to the forget gate, so neither can be left out: remove Coupling, or remove the gate from Without");
        if (options.Has(ForgetBias) && (without & Gates.Forget) != 0)
            yield return new(SpecProblemCatalog.ForgetBias, ForgetBias.Name,
                "ForgetBias needs a forget gate, and Without leaves it out: remove ForgetBias, or remove Gates.Forget from Without");
        if (peepholes != Peepholes.All)
        {
            var there = OwnGates(options);
            foreach (var gate in new[] { Gates.Input, Gates.Forget, Gates.Output })
            {
                if (((int)peepholes & (int)gate) != 0 && (there & gate) == 0)
                    yield return new(SpecProblemCatalog.PeepholeGate, PeepholesOption.Name,
                        $"The {gate.ToString().ToLowerInvariant()} gate is left out or coupled, so it cannot have a peephole: remove it from "
                        + "Peepholes, or use Peepholes.All, which means every gate that exists");
            }
        }
    }

    public override IEnumerable<LayerProblem> Hints(LayerOptions options)
    {
        if ((options.Get(Without) & Gates.Forget) == 0)
        {
            const string advice =
                "so a new network halves its cell state at every step until it has learned to remember. Use a ForgetBias of 1 unless you want this";
            var hasBias = options.Get(Bias) || options.Get(Normalize);
            if (options.Has(ForgetBias) && options.Get(ForgetBias) == 0)
                yield return new(SpecProblemCatalog.NoForgetBias, ForgetBias.Name, "The forget gate starts half open, " + advice);
            else if (options.Has(ForgetBias) && !hasBias)
                yield return new(SpecProblemCatalog.NoEffect, ForgetBias.Name,
                    "ForgetBias has no effect, because Bias = false removes that bias: remove one of the two");
            else if (!hasBias)
                yield return new(SpecProblemCatalog.NoForgetBias, Bias.Name,
                    "Without biases the forget gate starts half open, " + advice.Replace("Use a ForgetBias of 1", "Remove Bias = false"));
        }

        if (OwnGates(options) != Gates.None)
            yield break;
        if (options.Get(PeepholesOption) != Peepholes.None)
            yield return new(SpecProblemCatalog.NoEffect, PeepholesOption.Name, "Peepholes has no effect, because no gate can have a peephole: remove it");
        if (options.Get(FullGateRecurrence))
            yield return new(SpecProblemCatalog.NoEffect, FullGateRecurrence.Name, "FullGateRecurrence has no effect, because there is no gate: remove it");
    }

    /// <summary>The gates with weights of their own: neither left out nor coupled to another.</summary>
    private static Gates OwnGates(LayerOptions options)
    {
        var coupling = options.Get(CouplingOption);
        return (Gates.Input | Gates.Forget | Gates.Output) & ~options.Get(Without)
            & ~(coupling == Coupling.InputFromForget ? Gates.Input : coupling == Coupling.ForgetFromInput ? Gates.Forget : Gates.None);
    }

    protected override CellGraph Write(Equations e, LayerOptions options)
    {
        var hidden = options.Get(Hidden);
        var projection = options.Get(Projection);
        var without = options.Get(Without);
        var coupling = options.Get(CouplingOption);
        var peepholes = options.Get(PeepholesOption);
        var forgetBias = options.Get(ForgetBias);
        var hasInput = (without & Gates.Input) == 0 && coupling != Coupling.InputFromForget;
        var hasForget = (without & Gates.Forget) == 0 && coupling != Coupling.ForgetFromInput;
        var hasOutput = (without & Gates.Output) == 0;

        // Full gate recurrence: every gate that is there also sees every gate of the step before.
        var gates = new[] { ("i", hasInput), ("f", hasForget), ("o", hasOutput) };
        var recurrent = options.Get(FullGateRecurrence) ? gates.Where(gate => gate.Item2).Select(gate => gate.Item1).ToArray() : [];

        var x = e.X;
        var h = e.State("h", projection);
        var c = e.State("c");
        var before = recurrent.Select(gate => e.State(gate)).ToArray();

        Vec Gate(string gate, Peepholes peephole, Vec cell, double initialBias)
        {
            var products = new List<Term> { e.Product(gate, x), e.Product(gate, h) };
            products.AddRange(recurrent.Select((from, k) => e.Product($"R_{from}_{gate}", before[k], hidden, Initial.Orthogonal)));
            var peeps = (peepholes & peephole) != 0;
            return e.Name(gate, e.Sigmoid(e.PreActivation(gate, initialBias, products, peeps ? sum => sum + e.Scale("p_" + gate, cell) : null)));
        }

        var one = e.Constant(1);
        var i = hasInput ? Gate("i", Peepholes.Input, c, coupling == Coupling.ForgetFromInput ? -forgetBias : 0) : one;
        var f = hasForget ? Gate("f", Peepholes.Forget, c, forgetBias) : coupling == Coupling.ForgetFromInput ? e.Name("f", one - i) : one;
        if (coupling == Coupling.InputFromForget)
            i = e.Name("i", one - f);
        var g = e.Name("g", e.Activate(options.Get(InputActivation), e.Affine("g", x, h)));
        var cell = e.Name("c", (f * c) + (i * g));
        var o = hasOutput ? Gate("o", Peepholes.Output, cell, 0) : one;
        var seen = options.Get(Normalize) ? e.Normalize("c", cell) : cell;
        var m = o * e.Activate(options.Get(OutputActivation), seen);
        var next = e.Name("h", projection > 0 ? e.Sum([e.Product("P", e.Name("m", m), projection, Initial.GlorotUniform)], null) : m);

        var states = new List<(string, Vec)> { ("h", next), ("c", cell) };
        states.AddRange(recurrent.Select(gate => (gate, gate == "i" ? i : gate == "f" ? f : o)));
        return e.Finish(next, [.. states]);
    }
}
