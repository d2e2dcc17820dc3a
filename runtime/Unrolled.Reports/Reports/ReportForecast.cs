namespace Unrolled;

/// <summary>Targets and outputs beside each other.</summary>
/// <param name="IsOneSequence">Whether the places are steps of the first sequence; else each is a sequence, of which one step counts.</param>
/// <param name="Places">Steps or sequences.</param>
/// <param name="Truth">The targets, [output][place].</param>
/// <param name="Model">What the model put out, [output][place].</param>
internal sealed record ReportForecast(bool IsOneSequence, double[] Places, double[][] Truth, double[][] Model)
{
    public static ReportForecast Of<TModel>(IModel<TModel> model, SequenceDataset data, int most)
        where TModel : class, IModel<TModel>
    {
        var first = new List<(double Place, float[] Truth, float[] Model)>();
        var last = new List<(double Place, float[] Truth, float[] Model)>();
        SequencePasses.ForEach(model, data, most, (tape, part) =>
        {
            model.Forward(tape, training: false);
            for (int column = 0; column < part.Length; column++)
            {
                int counted = -1;
                for (int step = 0; step < tape.Lengths[column]; step++)
                {
                    if (tape.Weights[step * tape.Batch + column] == 0)
                        continue;
                    counted = step;
                    if (part[column] == 0)
                        first.Add((step, tape.Target(step, column).ToArray(), tape.Output(step, column).ToArray()));
                }

                if (counted >= 0)
                    last.Add((part[column], tape.Target(counted, column).ToArray(), tape.Output(counted, column).ToArray()));
            }
        });
        bool isOne = first.Count > 1;
        var shown = isOne ? first.Skip(Math.Max(0, first.Count - most)).ToList() : last;
        int outputs = TModel.Layout.Outputs;
        double[][] Each(Func<(double Place, float[] Truth, float[] Model), float[]> which) =>
            [.. Enumerable.Range(0, outputs).Select(k => shown.Select(row => (double)which(row)[k]).ToArray())];
        return new ReportForecast(isOne, [.. shown.Select(row => row.Place)], Each(row => row.Truth), Each(row => row.Model));
    }
}
