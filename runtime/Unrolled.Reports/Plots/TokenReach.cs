namespace Unrolled;

/// <summary>
/// The size of dLoss/dx where a model reads tokens and x is the vector of zeros with a single one that stands for the token: what a model of features with
/// the same weights has. Backward adds up the gradients of all steps that read a token, so each step is a pass of its own here, which takes over the state
/// before it and the gradient of the state after it.
/// </summary>
internal sealed class TokenReach<TModel>
    where TModel : class, IModel<TModel>
{
    /// <summary>The most steps back, until said otherwise.</summary>
    public const int Steps = 200;

    private readonly IModel<TModel> _model;
    private readonly Tape<TModel> _one;
    private readonly List<Table> _tables;
    private readonly Dictionary<string, float[]> _states = [];
    private Tape<TModel>? _whole;

    /// <exception cref="NotSupportedException">A layer goes backwards.</exception>
    public TokenReach(IModel<TModel> model)
    {
        if (!IsPossible(model))
        {
            throw new NotSupportedException(
                $"{TModel.Layout.ModelName} reads tokens in both directions. The gradient of tokens is found step by step, from the last to the first, which "
                + $"a direction that goes backwards does not allow. Measure a model without Direction.Both, or one with Inputs = {TModel.Layout.Vocabulary} "
                + "that reads each token as a vector of zeros with a single one.");
        }

        _model = model;
        _one = model.NewTape(steps: 1, batch: 1);
        _tables = [.. Tables(model)];
    }

    /// <summary>Whether no layer goes backwards.</summary>
    public static bool IsPossible(IModel<TModel> model) =>
        !model.NewTape(1, 1).FinalState.Any(state => state.Name.Contains(".backward.", StringComparison.Ordinal));

    /// <summary>Takes over a tape after Forward and a loss.</summary>
    public void Begin(Tape<TModel> whole)
    {
        _whole = whole;
        foreach (var state in whole.FinalState)
            _states[state.Name] = whole[state.Name].ToArray();
    }

    /// <summary>The sizes in a column, from its end on back.</summary>
    public IEnumerable<double> Sizes(int column, int end, int steps)
    {
        var whole = _whole!;
        foreach (var gradient in _one.FinalStateGradients)
            gradient.Set(new float[gradient.Length]);
        for (int step = end; step >= Math.Max(0, end - steps); step--)
        {
            int token = whole.Tokens[step * whole.Batch + column];
            _one.Tokens[0] = token;
            _one.Continues[0] = step + 1 < whole.Lengths[column];
            foreach (var state in _one.InitialState)
                state.Set(Before(state, step, column));
            _model.Forward(_one, training: false);
            int outputs = TModel.Layout.Outputs;
            _one.OutputGradients.Clear();
            if (step == end)
                whole.OutputGradients.Slice((step * whole.Batch + column) * outputs, outputs).CopyTo(_one.OutputGradients);
            _model.Gradients.Clear();
            _model.Backward(_one);
            yield return Size(token);
            foreach (var gradient in _one.FinalStateGradients)
                gradient.Set(_one.InitialStateGradients[gradient.Name].ToArray());
        }
    }

    private ReadOnlySpan<float> Before(NamedTensor state, int step, int column)
    {
        int width = state.Length;
        return step > 0 ? _states[state.Name].AsSpan(((step - 1) * _whole!.Batch + column) * width, width)
            : _whole!.InitialState[state.Name].ToArray().AsSpan(column * width, width);
    }

    /// <summary>dLoss/dx_v is the sum over all tables of what v's row has in common with the gradient of the token's row.</summary>
    private double Size(int token)
    {
        double squares = 0;
        float[][] rows = [.. _tables.Select(table => table.Row(table.Gradient.ToArray(), token))];
        for (int v = 0; v < TModel.Layout.Vocabulary; v++)
        {
            double sum = 0;
            for (int k = 0; k < rows.Length; k++)
            {
                for (int i = 0; i < rows[k].Length; i++)
                    sum += (double)rows[k][i] * _tables[k].At(v, i);
            }

            squares += sum * sum;
        }

        return Math.Sqrt(squares);
    }

    /// <summary>The parameters of which a token chooses a row or a column, as the equations say.</summary>
    private static IEnumerable<Table> Tables(IModel<TModel> model)
    {
        string track = "";
        foreach (string line in TModel.Layout.Equations.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            if (words[0] == "layer")
                track = words.Length > 1 ? words[1] : "";
            int comment = Array.IndexOf(words, "#");
            string[] terms = words[0] == "Affine" ? words[3..(comment < 0 ? words.Length : comment)] : [];
            foreach (string[] term in terms.Chunk(3).Where(term => term[0] is "row" or "column"))
                yield return new Table(model.Parameters[$"{track}.{term[1]}"], model.Gradients[$"{track}.{term[1]}"], term[0] == "row");
        }
    }

    /// <summary>A matrix with a row for each token, or a column.</summary>
    private sealed class Table(Parameter parameter, NamedTensor gradient, bool isRow)
    {
        private readonly float[] _values = parameter.ToArray();
        private readonly int _width = parameter.Length / TModel.Layout.Vocabulary;

        public NamedTensor Gradient => gradient;

        public float At(int token, int i) => _values[Place(token, i)];

        public float[] Row(float[] values, int token) => [.. Enumerable.Range(0, _width).Select(i => values[Place(token, i)])];

        private int Place(int token, int i) => isRow ? token * _width + i : i * TModel.Layout.Vocabulary + token;
    }
}
