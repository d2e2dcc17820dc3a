using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Cells;

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
internal sealed class LstmCell : Cell
{
    public override string Source => "long short-term memory: S. Hochreiter and J. Schmidhuber (1997), variants after K. Greff et al., LSTM: A Search Space Odyssey (2015)";

    public override IReadOnlyDictionary<string, Type> Choices { get; } = new Dictionary<string, Type>
    {
        ["Peepholes"] = typeof(Peepholes),
        ["Coupling"] = typeof(Coupling),
        ["Without"] = typeof(Gates),
        ["InputActivation"] = typeof(Activation),
        ["OutputActivation"] = typeof(Activation),
    };

    public override IEnumerable<OptionProblem> Check(CellOptions options, int inputs, bool isToken)
    {
        var (without, coupling, peepholes) = (options.Choice("Without", Gates.None), options.Choice("Coupling", Coupling.None), options.Choice("Peepholes", Peepholes.None));
        if (coupling != Coupling.None && (without & (Gates.Input | Gates.Forget)) != 0)
            yield return new(SpecProblemCatalog.CouplingWithout, "Without", $"Coupling.{coupling} ties the input gate to the forget gate, so neither can be left out: remove Coupling, or take the gate out of Without");
        foreach (var option in new[] { "InputActivation", "OutputActivation" })
        {
            if (options.Choice(option, Activation.Tanh) is not (Activation.Tanh or Activation.Identity))
                yield return new(SpecProblemCatalog.OptionValue, option, $"{option} is Activation.Tanh or Activation.Identity");
        }

        if (options.Integer("Projection") < 0)
            yield return new(SpecProblemCatalog.LayerSize, "Projection", $"Projection is {options.Integer("Projection")}; it is the number of units that the hidden state is projected to, or 0 for no projection");
        if (peepholes != Peepholes.All)
        {
            var there = Gates.Input | Gates.Forget | Gates.Output;
            there &= ~without & ~(coupling == Coupling.InputFromForget ? Gates.Input : coupling == Coupling.ForgetFromInput ? Gates.Forget : Gates.None);
            foreach (var gate in new[] { Gates.Input, Gates.Forget, Gates.Output })
            {
                if (((int)peepholes & (int)gate) != 0 && (there & gate) == 0)
                    yield return new(SpecProblemCatalog.PeepholeGate, "Peepholes", $"There is no {gate.ToString().ToLowerInvariant()} gate to give a peephole to: it is left out or coupled to the other one. Peepholes.All means every gate that is there");
            }
        }
    }

    protected override CellGraph Write(Equations e, CellOptions options)
    {
        var hidden = options.Integer("hidden");
        var projection = options.Integer("Projection");
        var without = options.Choice("Without", Gates.None);
        var coupling = options.Choice("Coupling", Coupling.None);
        var peepholes = options.Choice("Peepholes", Peepholes.None);
        var forgetBias = options.Number("ForgetBias", 1);
        var hasInput = (without & Gates.Input) == 0 && coupling != Coupling.InputFromForget;
        var hasForget = (without & Gates.Forget) == 0 && coupling != Coupling.ForgetFromInput;
        var hasOutput = (without & Gates.Output) == 0;

        // Full gate recurrence: every gate that is there also sees every gate of the step before.
        var gates = new[] { ("i", hasInput), ("f", hasForget), ("o", hasOutput) };
        var recurrent = options.Flag("FullGateRecurrence") ? gates.Where(gate => gate.Item2).Select(gate => gate.Item1).ToArray() : [];

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
        var g = e.Name("g", e.Activate(options.Choice("InputActivation", Activation.Tanh), e.Affine("g", x, h)));
        var cell = e.Name("c", (f * c) + (i * g));
        var o = hasOutput ? Gate("o", Peepholes.Output, cell, 0) : one;
        var seen = options.Flag("Normalize") ? e.Normalize("c", cell) : cell;
        var m = o * e.Activate(options.Choice("OutputActivation", Activation.Tanh), seen);
        var next = e.Name("h", projection > 0 ? e.Sum([e.Product("P", e.Name("m", m), projection, Initial.GlorotUniform)], null) : m);

        var states = new List<(string, Vec)> { ("h", next), ("c", cell) };
        states.AddRange(recurrent.Select(gate => (gate, gate == "i" ? i : gate == "f" ? f : o)));
        return e.Finish(next, [.. states]);
    }
}
