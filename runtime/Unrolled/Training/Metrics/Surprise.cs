namespace Unrolled;

/// <summary>A figure made from the mean of −log softmax(y)[class].</summary>
internal sealed class Surprise(string name, Func<double, double> ofMean) : RowMean
{
    public override string Name => name;

    protected override double Of(in LossBatch batch, int row)
    {
        var outputs = batch.Output(row);
        double largest = double.NegativeInfinity, exponentials = 0;
        foreach (float y in outputs)
            largest = Math.Max(largest, y);
        foreach (float y in outputs)
            exponentials += Math.Exp(y - largest);
        return Math.Log(exponentials) + largest - outputs[batch.TargetClass(row)];
    }

    protected override double OfMean(double mean) => ofMean(mean);
}
