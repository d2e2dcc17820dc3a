using Unrolled.CompilerServices;

namespace Unrolled.Tests.Training;

/// <summary>Random outputs and targets of a batch of sequences, for a loss to be evaluated on.</summary>
internal sealed class LossCase
{
    private const float Sentinel = 12345f;
    private readonly AlignedBuffer _outputs;
    private readonly AlignedBuffer _targets;
    private readonly AlignedBuffer _gradients;

    public LossCase(int steps, int batch, int width, int seed = 1)
    {
        (Steps, Batch, Width) = (steps, batch, width);
        int floats = steps * batch * width;
        // Something lies right behind the last row: no loss may read meaning into it or change it.
        _outputs = new AlignedBuffer(floats + 16);
        _targets = new AlignedBuffer(floats + 16);
        _gradients = new AlignedBuffer(floats + 16);
        _outputs.Span.Fill(Sentinel);
        _targets.Span.Fill(Sentinel);
        _gradients.Span.Fill(Sentinel);
        var random = new Random(seed);
        for (int k = 0; k < floats; k++)
        {
            Outputs[k] = (float)(4 * random.NextDouble() - 2);
            Targets[k] = (float)random.NextDouble();
        }

        Classes = new int[steps * batch];
        for (int row = 0; row < Classes.Length; row++)
            Classes[row] = random.Next(width);
        Weights = new float[steps * batch];
        Weights.AsSpan().Fill(1);
        Lengths = new int[batch];
        Lengths.AsSpan().Fill(steps);
    }

    public int Steps { get; }

    public int Batch { get; }

    public int Width { get; }

    public Span<float> Outputs => _outputs.Span[..(Steps * Batch * Width)];

    public Span<float> Targets => _targets.Span[..(Steps * Batch * Width)];

    public Span<float> Gradients => _gradients.Span[..(Steps * Batch * Width)];

    public int[] Classes { get; }

    public float[] Weights { get; }

    public int[] Lengths { get; }

    public double Evaluate(ILoss loss)
    {
        double value = loss.Evaluate(new LossBatch(Steps, Batch, Outputs, Targets, Classes, Weights, Lengths, Gradients,
            new LossWeights(Weights, Lengths, Gradients)));
        foreach (float behind in _gradients.Span[(Steps * Batch * Width)..])
            Assert.Equal(Sentinel, behind);
        return value;
    }

    /// <summary>The loss by its definition, in double.</summary>
    /// <param name="row">The loss of one row from its outputs, targets and class.</param>
    /// <param name="shift">Index of an output to change before, or −1.</param>
    /// <param name="by">By how much.</param>
    public double Define(Func<double[], double[], int, double> row, int shift = -1, double by = 0)
    {
        double total = 0, weights = 0;
        for (int t = 0; t < Steps; t++)
            for (int b = 0; b < Batch; b++)
            {
                int r = t * Batch + b;
                if (t >= Lengths[b] || Weights[r] == 0)
                    continue;
                var y = new double[Width];
                var target = new double[Width];
                for (int k = 0; k < Width; k++)
                {
                    y[k] = Outputs[r * Width + k] + (r * Width + k == shift ? by : 0);
                    target[k] = Targets[r * Width + k];
                }

                total += Weights[r] * row(y, target, Classes[r]);
                weights += Weights[r];
            }

        return weights == 0 ? 0 : total / weights;
    }
}
