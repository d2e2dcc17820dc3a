using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Differentiation;

/// <summary>An adjoint that leaves the step: an element-wise part and a part that comes through transposed matrices; either may be missing.</summary>
internal sealed record OutgoingAdjoint(Node? Elementwise, Node? Transposed)
{
    public bool IsZero => Elementwise is null && Transposed is null;
}

/// <summary>dLoss/d(matrix) += <see cref="Adjoint"/> ⊗ <see cref="Operand"/>.</summary>
/// <param name="Matrix">The matrix.</param>
/// <param name="Sum">The <see cref="Operation.Affine"/> node that the product is part of.</param>
/// <param name="Adjoint">dLoss/d(that sum).</param>
/// <param name="Operand">What the matrix multiplies.</param>
internal sealed record MatrixGradient(Parameter Matrix, Node Sum, Node Adjoint, Node Operand);

/// <summary>dLoss/d(vector) += <see cref="Contribution"/>, summed over steps and sequences.</summary>
internal sealed record VectorGradient(Parameter Vector, Node Contribution);

/// <summary>The backward pass of one step of a cell, derived from its graph.</summary>
/// <param name="States">By state's name: dLoss/d(value before the step).</param>
/// <param name="Inputs">dLoss/d(input), for the whole input and every slice of it that the cell reads, and for the model's inputs.</param>
/// <param name="Sums">By <see cref="Operation.Affine"/> node: dLoss/d(that sum).</param>
/// <param name="Matrices">What every matrix gradient is made of.</param>
/// <param name="Vectors">What every vector gradient is made of.</param>
/// <param name="Named">The adjoints that have names, from the last equation back to the first.</param>
internal sealed record Derivative(
    IReadOnlyDictionary<string, OutgoingAdjoint> States,
    IReadOnlyList<(Node Part, OutgoingAdjoint Adjoint)> Inputs,
    IReadOnlyDictionary<Node, Node> Sums,
    IReadOnlyList<MatrixGradient> Matrices,
    IReadOnlyList<VectorGradient> Vectors,
    IReadOnlyList<Node> Named)
{
    /// <summary>One line an adjoint, for people.</summary>
    /// <param name="cell">The cell whose derivative this is.</param>
    public IEnumerable<string> Describe(CellGraph cell)
    {
        var roots = Sums.Values.Concat(Vectors.Select(vector => vector.Contribution))
            .Concat(States.Values.Concat(Inputs.Select(input => input.Adjoint))
                .SelectMany(adjoint => new[] { adjoint.Elementwise, adjoint.Transposed }).OfType<Node>());
        var needed = new HashSet<Node>(CellGraph.Topological(roots));
        foreach (var node in Named.Where(needed.Contains))
            yield return $"{node.Label} = {GraphPrinter.PrintRightHandSide(node)}";
        foreach (var state in States)
            yield return $"d{state.Key}[t-1] = {Describe(state.Value)}";
        foreach (var (part, adjoint) in Inputs)
            yield return $"d{part.Name} = {Describe(adjoint)}";

        // In the order of the equations.
        foreach (var parameter in cell.Parameters)
        {
            foreach (var gradient in Matrices.Where(gradient => gradient.Matrix == parameter))
                yield return $"d{gradient.Matrix} += {GraphPrinter.PrintFactor(gradient.Adjoint)} ⊗ {GraphPrinter.PrintFactor(gradient.Operand)}";
            foreach (var gradient in Vectors.Where(gradient => gradient.Vector == parameter))
                yield return $"d{gradient.Vector} += {gradient.Contribution}";
        }
    }

    private static string Describe(OutgoingAdjoint adjoint) => adjoint switch
    {
        { IsZero: true } => "0",
        { Elementwise: null } => adjoint.Transposed!.ToString(),
        { Transposed: null } => adjoint.Elementwise.ToString(),
        _ => $"{adjoint.Elementwise} + {adjoint.Transposed}",
    };
}
