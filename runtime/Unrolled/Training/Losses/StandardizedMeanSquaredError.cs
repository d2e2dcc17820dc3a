namespace Unrolled;

/// <summary>((y − t) / deviation)², derivative 2(y − t) / deviation².</summary>
internal sealed class StandardizedMeanSquaredError : ILoss
{
    public double Evaluate(in LossBatch batch)
    {
        var deviations = batch.Deviations;
        double total = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            var gradients = batch.Gradient(row);
            float weight = batch.Weight(row);
            if (weight == 0)
                continue;
            var outputs = batch.Output(row);
            var targets = batch.Target(row);
            double scale = weight / (double)outputs.Length;
            for (int k = 0; k < outputs.Length; k++)
            {
                double d = (outputs[k] - targets[k]) / (double)deviations[k];
                total += scale * d * d;
                gradients[k] = (float)(2 * scale * d / deviations[k]);
            }
        }

        return total;
    }
}
