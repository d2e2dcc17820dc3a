namespace Unrolled;

/// <summary>
/// The vocabulary for custom cells (see <see cref="ICellEquations"/>): <c>using static Unrolled.Equations;</c>.
/// </summary>
/// <remarks>
/// The generator reads calls of these methods from the source and compiles them. <c>Equations.Evaluate</c> runs them as they are written, in double precision.
/// A learned parameter is named <c>W_g</c> (a matrix applied to x), <c>R_g</c> (a matrix applied to anything else), <c>b_g</c> (bias), <c>p_g</c> (scale),
/// <c>gain_g</c> and <c>shift_g</c>,
/// where g is the variable that the statement assigns, or the value of <c>name:</c>.
/// </remarks>
public static partial class Equations
{
    /// <summary>W v + b: a learned matrix and a learned bias.</summary>
    /// <remarks>Parameters in order: the matrix [hidden, width of v], the bias [hidden]; with <paramref name="width"/>, [inputs, …].</remarks>
    /// <param name="v">x, a slice of x, or any other vector.</param>
    /// <param name="name">The g in the names of the parameters; by default the assigned variable.</param>
    /// <param name="initial">A constant is the initial value of the bias; anything else is that of the matrix. By default, matrices of x are Glorot
    /// uniform, others orthogonal, and biases 0.</param>
    /// <param name="width">Pass x to make the result as wide as x; otherwise it is [hidden].</param>
    /// <exception cref="InvalidOperationException">Called outside an evaluation of equations.</exception>
    public static Vec Affine(Vec v, string? name = null, Initial? initial = null, Vec? width = null) =>
        Product(nameof(Affine), v, null, true, name, initial, width);

    /// <summary>W v + R w + b: a learned matrix for each argument and a learned bias.</summary>
    /// <remarks>Parameters in order: the matrix of v [hidden, width of v], the matrix of w [hidden, width of w], the bias [hidden]; with
    /// <paramref name="width"/>, [inputs, …].</remarks>
    /// <param name="v">x, a slice of x, or any other vector.</param>
    /// <param name="w">Another such vector; at most one of the two may be other than x.</param>
    /// <param name="name">The g in the names of the parameters; by default the assigned variable.</param>
    /// <param name="initial">A constant is the initial value of the bias; anything else is that of each matrix. By default, matrices of x are Glorot
    /// uniform, others orthogonal, and biases 0.</param>
    /// <param name="width">Pass x to make the result as wide as x; otherwise it is [hidden].</param>
    /// <exception cref="ArgumentException">Neither argument is x.</exception>
    /// <exception cref="InvalidOperationException">Called outside an evaluation of equations.</exception>
    public static Vec Affine(Vec v, Vec w, string? name = null, Initial? initial = null, Vec? width = null) =>
        Product(nameof(Affine), v, NotNull(w), true, name, initial, width);

    /// <summary>W v: a learned matrix.</summary>
    /// <remarks>Parameter: the matrix [hidden, width of v]; with <paramref name="width"/>, [inputs, width of v].</remarks>
    /// <param name="v">x, a slice of x, or any other vector.</param>
    /// <param name="name">The g in the name of the parameter; by default the assigned variable.</param>
    /// <param name="initial">The initial value of the matrix. By default, a matrix of x is Glorot uniform, and any other is orthogonal.</param>
    /// <param name="width">Pass x to make the result as wide as x; otherwise it is [hidden].</param>
    /// <exception cref="InvalidOperationException">Called outside an evaluation of equations.</exception>
    public static Vec Linear(Vec v, string? name = null, Initial? initial = null, Vec? width = null) =>
        Product(nameof(Linear), v, null, false, name, initial, width);

    /// <summary>W v + R w: a learned matrix for each argument.</summary>
    /// <remarks>Parameters in order: the matrix of v [hidden, width of v], the matrix of w [hidden, width of w]; with <paramref name="width"/>, [inputs,
    /// …].</remarks>
    /// <param name="v">x, a slice of x, or any other vector.</param>
    /// <param name="w">Another such vector; at most one of the two may be other than x.</param>
    /// <param name="name">The g in the names of the parameters; by default the assigned variable.</param>
    /// <param name="initial">The initial value of each matrix. By default, matrices of x are Glorot uniform, and others are orthogonal.</param>
    /// <param name="width">Pass x to make the result as wide as x; otherwise it is [hidden].</param>
    /// <exception cref="ArgumentException">Neither argument is x.</exception>
    /// <exception cref="InvalidOperationException">Called outside an evaluation of equations.</exception>
    public static Vec Linear(Vec v, Vec w, string? name = null, Initial? initial = null, Vec? width = null) =>
        Product(nameof(Linear), v, NotNull(w), false, name, initial, width);

    /// <summary>p·v, element by element: a learned vector times v. A peephole is <c>Scale(c)</c>.</summary>
    /// <remarks>Parameter: p [width of v].</remarks>
    /// <param name="v">A vector.</param>
    /// <param name="name">The g in the name of the parameter; by default the assigned variable.</param>
    /// <param name="initial">The initial value of p, constant or uniform; 1 by default.</param>
    /// <exception cref="InvalidOperationException">Called outside an evaluation of equations.</exception>
    public static Vec Scale(Vec v, string? name = null, Initial? initial = null)
    {
        var evaluation = EquationEvaluation.Current(nameof(Scale));
        var p = evaluation.Take(new EquationParameter(EquationParameterKind.Scale, NotNull(v).Width, null, name, initial ?? 1));
        return Vec.Zip(nameof(Scale), p, v, static (a, b) => a * b);
    }

    /// <summary>b: a learned vector.</summary>
    /// <remarks>Parameter: b [hidden]; with <paramref name="width"/>, [inputs].</remarks>
    /// <param name="name">The g in the name of the parameter; by default the assigned variable.</param>
    /// <param name="initial">The initial value of b, constant or uniform; 0 by default.</param>
    /// <param name="width">Pass x to make the vector as wide as x; otherwise it is [hidden].</param>
    /// <exception cref="InvalidOperationException">Called outside an evaluation of equations.</exception>
    public static Vec Bias(string? name = null, Initial? initial = null, Vec? width = null)
    {
        var evaluation = EquationEvaluation.Current(nameof(Bias));
        return evaluation.Take(new EquationParameter(EquationParameterKind.Bias, ResultWidth(evaluation, nameof(Bias), width), null, name, initial ?? 0));
    }

    /// <summary>Layer normalisation: gain·(v − mean(v)) / √(variance(v) + 1e-5) + shift, with the biased variance over the elements of v.</summary>
    /// <remarks>Parameters in order: gain, shift, each [width of v]. J. L. Ba, J. R. Kiros and G. E. Hinton, Layer normalization, 2016.</remarks>
    /// <param name="v">A vector.</param>
    /// <param name="name">The g in the names of the parameters; by default the assigned variable.</param>
    /// <param name="initial">The initial value of the gain, constant or uniform; 1 by default. The shift starts at 0.</param>
    /// <exception cref="InvalidOperationException">Called outside an evaluation of equations.</exception>
    public static Vec Normalize(Vec v, string? name = null, Initial? initial = null)
    {
        var evaluation = EquationEvaluation.Current(nameof(Normalize));
        int width = NotNull(v).Width;
        var gain = evaluation.Take(new EquationParameter(EquationParameterKind.Gain, width, null, name, initial ?? 1)).Elements;
        var shift = evaluation.Take(new EquationParameter(EquationParameterKind.Shift, width, null, name, 0)).Elements;
        double mean = 0, variance = 0;
        foreach (double a in v.Elements)
            mean += a / width;
        foreach (double a in v.Elements)
            variance += (a - mean) * (a - mean) / width;
        double scale = OfMean["InverseRoot"](variance);
        var result = new double[width];
        for (int i = 0; i < width; i++)
            result[i] = gain[i] * ((v.Elements[i] - mean) * scale) + shift[i];
        return new Vec(result);
    }

    private static Vec Product(string call, Vec v, Vec? w, bool hasBias, string? name, Initial? initial, Vec? width)
    {
        var evaluation = EquationEvaluation.Current(call);
        if (w is not null && !NotNull(v).IsInput && !w.IsInput)
            throw new ArgumentException($"{call}(v, w) takes at most one argument that is not x or a slice of x, and here neither is: write {call}(v) + "
                + "Linear(w).");
        int rows = ResultWidth(evaluation, call, width);
        var result = new double[rows];
        bool ofBias = hasBias && initial?.Kind == InitialKind.Constant;
        AddProduct(v);
        if (w is not null)
            AddProduct(w);
        if (hasBias)
        {
            var bias = evaluation.Take(new EquationParameter(EquationParameterKind.Bias, rows, null, name, ofBias ? initial! : 0)).Elements;
            for (int i = 0; i < rows; i++)
                result[i] += bias[i];
        }
        return new Vec(result);

        void AddProduct(Vec factor)
        {
            int columns = NotNull(factor).Width;
            var kind = factor.IsInput ? EquationParameterKind.InputMatrix : EquationParameterKind.RecurrentMatrix;
            var start = ofBias ? null : initial;
            start ??= factor.IsInput ? Initial.GlorotUniform : Initial.Orthogonal;
            var matrix = evaluation.Take(new EquationParameter(kind, rows, columns, name, start)).Elements;
            for (int i = 0; i < rows; i++)
                for (int k = 0; k < columns; k++)
                    result[i] += matrix[i * columns + k] * factor.Elements[k];
        }
    }

    private static int ResultWidth(EquationEvaluation evaluation, string call, Vec? width)
    {
        if (width is null)
            return evaluation.Hidden;
        return ReferenceEquals(width, evaluation.Input)
            ? width.Width
            : throw new ArgumentException($"{call}(…, width: …) takes x, the first parameter of Step; without it, the result has one element per hidden unit.",
            nameof(width));
    }

    private static Vec NotNull(Vec v)
    {
        ArgumentNullException.ThrowIfNull(v);
        return v;
    }
}
