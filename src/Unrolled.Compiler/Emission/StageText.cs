using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>What the methods that add up sums of one stream have in common: what they take, and where the slots of a block lie.</summary>
internal sealed class StageText(LayerFrame frame, StageMethod method)
{
    private readonly StreamVariables _variables = new(frame.Inference);

    /// <summary>What follows from the sums at once; null where nothing does.</summary>
    public UnitsText? Units { get; } = method.Fused is { } step ? new UnitsText(frame, step) : null;

    /// <summary>The variable with an operand.</summary>
    public string Memory(Node operand) => _variables.Factor(operand);

    /// <summary>The variable with the sums.</summary>
    public string Sums => _variables.Sums(method.Stage.Space);

    /// <summary>How a method declares what it takes.</summary>
    public IEnumerable<string> Parameters => All(frame.ParameterDeclarations, "ref float ", "int token", Memory, Sums, Units?.Parameters);

    /// <summary>The types with which a method calls another of its stage.</summary>
    public string Types => method.MayBeAhead ? "V, S" : "V";

    /// <summary>What a method passes to another of its stage.</summary>
    public string PassedOn => Arguments(Memory, Sums, Units?.Own);

    /// <summary>The arguments of a call, without the direction.</summary>
    /// <param name="reference">Where an operand is.</param>
    /// <param name="sums">Where the sums go.</param>
    /// <param name="memory">The memory of the equations, where these follow.</param>
    /// <param name="token">The token.</param>
    public string Arguments(Func<Node, string> reference, string sums, IEnumerable<string>? memory = null, string token = "token") =>
        string.Join(", ", All([frame.ParameterArguments], "ref ", token, reference, sums, memory));

    /// <summary>Where a slot of a block lies, from the first of its kind.</summary>
    public static string Slot(int slots, int slot, int block)
    {
        var vectors = (block * slots) + slot;
        var first = slots == 1 ? "unit" : $"{Text(slots)} * unit";
        return vectors == 0 ? first : vectors == 1 ? first + " + V.Lanes" : $"{first} + {Text(vectors)} * V.Lanes";
    }

    private IEnumerable<string> All(
        IEnumerable<string> parameters, string by, string token, Func<Node, string> reference, string sums, IEnumerable<string>? memory) =>
        parameters.Concat(method.Stage.Operands.Select(operand => operand.Operation == Operation.Token ? token : by + reference(operand)))
            .Concat(method.TakesSums ? [by + sums] : []).Concat(memory ?? []);
}
