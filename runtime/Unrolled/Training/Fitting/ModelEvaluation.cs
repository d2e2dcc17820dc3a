namespace Unrolled;

/// <summary>How good a model is on a data set.</summary>
/// <param name="Loss">The mean loss over all steps that count.</param>
/// <param name="Metrics">The metrics that were asked for.</param>
public sealed record Evaluation(double Loss, MetricValues Metrics)
{
    /// <summary>Loss and metrics in one line.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"loss {Loss:g5}{(Metrics.Count > 0 ? ", " : "")}{Metrics}");
}

/// <summary>What a trained model is asked.</summary>
public static class ModelEvaluation
{
    /// <summary>
    /// The mean loss and the metrics of a model over a data set, without dropout and without changing anything. Several threads may do it with one model at
    /// a time; what it needs is allocated at each call.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data set.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="metrics">Metrics, such as <see cref="Metric.Accuracy"/>.</param>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the model; the message says where.</exception>
    public static Evaluation Evaluate<TModel>(this IModel<TModel> model, SequenceDataset data, ILoss loss, params IMetric[] metrics)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(metrics);
        var list = new MetricList(metrics, model.Core.Layout.Outputs);
        var sums = list.NewSums();
        new Evaluator<TModel>((TModel)model, data).Run(loss, list, sums, Environment.ProcessorCount);
        return new Evaluation(sums.Loss, list.Values(sums));
    }
}
