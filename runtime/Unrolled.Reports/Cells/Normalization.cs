namespace Unrolled;

/// <summary>Finds layer normalisation among the values of a cell: gain · (u · 1/rms(u)) + shift, where u = v − mean(v).</summary>
internal static class Normalization
{
    /// <summary>The number of the value that <paramref name="number"/> normalises, or null where it is something else.</summary>
    public static int? Of(IReadOnlyList<EquationValue> values, int number)
    {
        if (Pair(number, "Add", Is("Vector")) is not (_, var scaled) || Pair(scaled, "Multiply", Is("Vector")) is not (_, var whole))
            return null;
        if (Pair(whole, "Multiply", Is("InverseRoot")) is not (var root, var centred))
            return null;
        if (values[centred] is not { Operation: "Subtract", Arguments: [var v, var mean] })
            return null;
        bool isOfSquare = values[values[root].Arguments[0]] is { Operation: "Multiply", Arguments: [var a, var b] } && a == centred && b == centred;
        return isOfSquare && values[mean] is { Operation: "Mean", Arguments: [var of] } && of == v ? v : null;

        Func<int, bool> Is(string operation) => value => values[value].Operation == operation;

        // The two arguments, the one that is as said first.
        (int Found, int Other)? Pair(int value, string operation, Func<int, bool> isFound) =>
            values[value] is not { Arguments: [var first, var second] } found || found.Operation != operation ? null
            : isFound(first) ? (first, second) : isFound(second) ? (second, first) : null;
    }
}
