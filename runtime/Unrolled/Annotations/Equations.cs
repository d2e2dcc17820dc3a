namespace Unrolled;

/// <summary>
/// The vocabulary in which a cell of one's own is written (see <see cref="ICellEquations"/>): <c>using static Unrolled.Equations;</c>.
/// </summary>
/// <remarks>
/// The generator reads calls of these methods from the source and compiles them. The methods also run as they are written, in double precision:
/// <c>Equations.Evaluate</c>.
/// A learned parameter is called <c>W_g</c> (a matrix applied to x), <c>R_g</c> (a matrix applied to anything else), <c>b_g</c> (bias), <c>p_g</c> (scale), <c>gain_g</c> and <c>shift_g</c>,
/// where g is the variable that the statement assigns, or what <c>name:</c> says.
/// </remarks>
public static partial class Equations
{
    /// <summary>W v + b: a learned matrix and a learned bias.</summary>
    /// <remarks>Parameters in order: the matrix [hidden, width of v], the bias [hidden]; with <paramref name="width"/>, [inputs, …].</remarks>
    /// <param name="v">x, a slice of x, or any other vector.</param>
    /// <param name="name">g in the parameters' names; the assigned variable unless given.</param>
    /// <param name="initial">A constant: what the bias starts from. Else what the matrix starts from. Unless given, matrices of x are Glorot uniform, others orthogonal, biases 0.</param>
    /// <param name="width">x, to make the result as wide as x; else it is hidden-wide.</param>
    /// <exception cref="InvalidOperationException">Called outside an evaluation of equations.</exception>
    public static Vec Affine(Vec v, string? name = null, Initial? initial = null, Vec? width = null) => Product(nameof(Affine), v, null, true, name, initial, width);

    /// <summary>W v + R w + b: a learned matrix for each argument and a learned bias.</summary>
    /// <remarks>Parameters in order: the matrix of v [hidden, width of v], the matrix of w [hidden, width of w], the bias [hidden]; with <paramref name="width"/>, [inputs, …].</remarks>
    /// <param name="v">x, a slice of x, or any other vector.</param>
    /// <param name="w">The same; at most one of the two is not x.</param>
    /// <param name="name">g in the parameters' names; the assigned variable unless given.</param>
    /// <param name="initial">A constant: what the bias starts from. Else what each matrix starts from. Unless given, matrices of x are Glorot uniform, others orthogonal, biases 0.</param>
    /// <param name="width">x, to make the result as wide as x; else it is hidden-wide.</param>
    /// <exception cref="ArgumentException">Neither argument is x.</exception>
    /// <exception cref="InvalidOperationException">Called outside an evaluation of equations.</exception>
    public static Vec Affine(Vec v, Vec w, string? name = null, Initial? initial = null, Vec? width = null) => Product(nameof(Affine), v, NotNull(w), true, name, initial, width);

    /// <summary>W v: a learned matrix.</summary>
    /// <remarks>Parameter: the matrix [hidden, width of v]; with <paramref name="width"/>, [inputs, width of v].</remarks>
    /// <param name="v">x, a slice of x, or any other vector.</param>
    /// <param name="name">g in the parameter's name; the assigned variable unless given.</param>
    /// <param name="initial">What the matrix starts from. Unless given, a matrix of x is Glorot uniform, any other orthogonal.</param>
    /// <param name="width">x, to make the result as wide as x; else it is hidden-wide.</param>
    /// <exception cref="InvalidOperationException">Called outside an evaluation of equations.</exception>
    public static Vec Linear(Vec v, string? name = null, Initial? initial = null, Vec? width = null) => Product(nameof(Linear), v, null, false, name, initial, width);

    /// <summary>W v + R w: a learned matrix for each argument.</summary>
    /// <remarks>Parameters in order: the matrix of v [hidden, width of v], the matrix of w [hidden, width of w]; with <paramref name="width"/>, [inputs, …].</remarks>
    /// <param name="v">x, a slice of x, or any other vector.</param>
    /// <param name="w">The same; at most one of the two is not x.</param>
    /// <param name="name">g in the parameters' names; the assigned variable unless given.</param>
    /// <param name="initial">What each matrix starts from. Unless given, matrices of x are Glorot uniform, others orthogonal.</param>
    /// <param name="width">x, to make the result as wide as x; else it is hidden-wide.</param>
    /// <exception cref="ArgumentException">Neither argument is x.</exception>
    /// <exception cref="InvalidOperationException">Called outside an evaluation of equations.</exception>
    public static Vec Linear(Vec v, Vec w, string? name = null, Initial? initial = null, Vec? width = null) => Product(nameof(Linear), v, NotNull(w), false, name, initial, width);

    /// <summary>p·v, element by element: a learned vector times v. A peephole is <c>Scale(c)</c>.</summary>
    /// <remarks>Parameter: p [width of v].</remarks>
    /// <param name="v">A vector.</param>
    /// <param name="name">g in the parameter's name; the assigned variable unless given.</param>
    /// <param name="initial">What p starts from, a constant or uniform: 1 unless given.</param>
    /// <exception cref="InvalidOperationException">Called outside an evaluation of equations.</exception>
    public static Vec Scale(Vec v, string? name = null, Initial? initial = null)
    {
        var evaluation = EquationEvaluation.Current(nameof(Scale));
        var p = evaluation.Take(new EquationParameter(EquationParameterKind.Scale, NotNull(v).Width, null, name, initial ?? 1));
        return Vec.Zip(nameof(Scale), p, v, static (a, b) => a * b);
    }

    /// <summary>b: a learned vector.</summary>
    /// <remarks>Parameter: b [hidden]; with <paramref name="width"/>, [inputs].</remarks>
    /// <param name="name">g in the parameter's name; the assigned variable unless given.</param>
    /// <param name="initial">What b starts from, a constant or uniform: 0 unless given.</param>
    /// <param name="width">x, to make it as wide as x; else it is hidden-wide.</param>
    /// <exception cref="InvalidOperationException">Called outside an evaluation of equations.</exception>
    public static Vec Bias(string? name = null, Initial? initial = null, Vec? width = null)
    {
        var evaluation = EquationEvaluation.Current(nameof(Bias));
        return evaluation.Take(new EquationParameter(EquationParameterKind.Bias, ResultWidth(evaluation, nameof(Bias), width), null, name, initial ?? 0));
    }

    /// <summary>Layer normalisation: gain·(v − mean(v)) / √(variance(v) + 1e-5) + shift, with the biased variance over the elements of v.</summary>
    /// <remarks>Parameters in order: gain, shift, each [width of v]. J. L. Ba, J. R. Kiros and G. E. Hinton, Layer normalization, 2016.</remarks>
    /// <param name="v">A vector.</param>
    /// <param name="name">g in the parameters' names; the assigned variable unless given.</param>
    /// <param name="initial">What the gain starts from, a constant or uniform: 1 unless given. The shift starts at 0.</param>
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
        double scale = 1 / Math.Sqrt(variance + 1e-5);
        var result = new double[width];
        for (int i = 0; i < width; i++)
            result[i] = gain[i] * ((v.Elements[i] - mean) * scale) + shift[i];
        return new Vec(result);
    }

    private static Vec Product(string call, Vec v, Vec? w, bool hasBias, string? name, Initial? initial, Vec? width)
    {
        var evaluation = EquationEvaluation.Current(call);
        if (w is not null && !NotNull(v).IsInput && !w.IsInput)
            throw new ArgumentException($"{call}(v, w) takes at most one argument that is not x or a slice of x: neither is. The sum {call}(v) + Linear(w) has a matrix for each.");
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
            : throw new ArgumentException($"{call}(…, width: …) takes x itself, the first parameter of Step; without it the result is hidden-wide.", nameof(width));
    }

    private static Vec NotNull(Vec v)
    {
        ArgumentNullException.ThrowIfNull(v);
        return v;
    }
}
