namespace Unrolled.Benchmarks;

/// <summary>The cells' equations in double precision, a loop a line: what outputs are compared with.</summary>
internal sealed class Reference
{
    private readonly CellKind _kind;
    private readonly int _inputs;
    private readonly int _hidden;
    private readonly Dictionary<string, double[]> _parameters = [];

    /// <summary>Takes the values of a model's parameters, moved by <paramref name="distance"/> along <paramref name="direction"/>.</summary>
    public Reference(CellKind kind, int inputs, int hidden, ParameterSet parameters, IReadOnlyDictionary<string, float[]>? direction = null,
        double distance = 0)
    {
        (_kind, _inputs, _hidden) = (kind, inputs, hidden);
        foreach (var parameter in parameters)
        {
            var values = Array.ConvertAll(parameter.ToArray(), value => (double)value);
            for (int i = 0; direction is not null && i < values.Length; i++)
                values[i] += distance * direction[parameter.Name][i];
            _parameters[parameter.Name[(parameter.Name.IndexOf('.', StringComparison.Ordinal) + 1)..]] = values;
        }
    }

    /// <summary>The larger of two errors; a NaN counts as the largest.</summary>
    public static double Larger(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? double.PositiveInfinity : Math.Max(a, b);

    /// <summary>Outputs [steps, batch, hidden] of inputs [steps, batch, inputs], from zero states.</summary>
    public double[] Outputs(ReadOnlySpan<float> inputs, int steps, int batch)
    {
        var outputs = new double[steps * batch * _hidden];
        for (int b = 0; b < batch; b++)
        {
            var h = new double[_hidden];
            var c = new double[_hidden];
            var x = new double[_inputs];
            for (int t = 0; t < steps; t++)
            {
                for (int k = 0; k < _inputs; k++)
                    x[k] = inputs[(((t * batch) + b) * _inputs) + k];
                h = Step(x, h, c);
                h.CopyTo(outputs, ((t * batch) + b) * _hidden);
            }
        }

        return outputs;
    }

    private static double Sigmoid(double a) => 1 / (1 + Math.Exp(-a));

    private double[] Step(double[] x, double[] h, double[] c)
    {
        if (_kind == CellKind.Rnn)
            return Units(Affine("h", x, h), Math.Tanh);
        if (_kind.Gates == 3 && _kind != CellKind.Coupled)
            return Gru(x, h);
        if (_kind == CellKind.Mgu)
            return Mgu(x, h);

        bool peepholes = _kind == CellKind.Peephole;
        var f = Units(Gate("f", c), Sigmoid);
        var i = _kind == CellKind.Coupled ? Units(f, value => 1 - value) : Units(Gate("i", c), Sigmoid);
        var g = Units(Normalized("g", Affine("g", x, h)), Math.Tanh);
        for (int u = 0; u < _hidden; u++)
            c[u] = (f[u] * c[u]) + (i[u] * g[u]);
        var o = Units(Gate("o", c), Sigmoid);
        var output = Normalized("c", c);
        return Units(o, (u, value) => value * Math.Tanh(output[u]));

        double[] Gate(string gate, double[] cell) =>
            peepholes ? Units(Affine(gate, x, h), (u, value) => value + (_parameters["p_" + gate][u] * cell[u])) : Normalized(gate, Affine(gate, x, h));
    }

    /// <summary>gain·(v − mean)/deviation + shift, where the kind has it.</summary>
    private double[] Normalized(string gate, double[] values)
    {
        if (_kind != CellKind.Normalized)
            return values;
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) + 1e-5);
        return Units(values, (u, value) => (_parameters["gain_" + gate][u] * (value - mean) / deviation) + _parameters["shift_" + gate][u]);
    }

    private double[] Mgu(double[] x, double[] h)
    {
        var f = Units(Affine("f", x, h), Sigmoid);
        var n = Units(Affine("n", x, Units(f, (u, value) => value * h[u])), Math.Tanh);
        return Units(f, (u, value) => ((1 - value) * h[u]) + (value * n[u]));
    }

    private double[] Gru(double[] x, double[] h)
    {
        var r = Units(Affine("r", x, h), Sigmoid);
        var z = Units(Affine("z", x, h), Sigmoid);
        double[] n;
        if (_kind == CellKind.Gru || _kind == CellKind.GruFast)
        {
            var recurrent = Units(Product("R_n", h), (u, value) => value + _parameters["bR_n"][u]);
            n = Units(Product("W_n", x), (u, value) => Math.Tanh(value + _parameters["b_n"][u] + (r[u] * recurrent[u])));
        }
        else
        {
            n = Units(Affine("n", x, Units(r, (u, value) => value * h[u])), Math.Tanh);
        }

        return Units(n, (u, value) => ((1 - z[u]) * value) + (z[u] * h[u]));
    }

    private double[] Affine(string gate, double[] x, double[] h)
    {
        var recurrent = Product("R_" + gate, h);
        var bias = _parameters.GetValueOrDefault("b_" + gate);
        return Units(Product("W_" + gate, x), (u, value) => value + recurrent[u] + (bias?[u] ?? 0));
    }

    private double[] Product(string matrix, double[] vector)
    {
        var weights = _parameters[matrix];
        var result = new double[_hidden];
        for (int u = 0; u < _hidden; u++)
        {
            for (int k = 0; k < vector.Length; k++)
                result[u] += weights[(u * vector.Length) + k] * vector[k];
        }

        return result;
    }

    private static double[] Units(double[] values, Func<double, double> function) => Units(values, (_, value) => function(value));

    private static double[] Units(double[] values, Func<int, double, double> function)
    {
        var result = new double[values.Length];
        for (int u = 0; u < values.Length; u++)
            result[u] = function(u, values[u]);
        return result;
    }
}
