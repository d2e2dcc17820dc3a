namespace Deploy;

/// <summary>What there is to learn: two sines of unrelated frequencies.</summary>
internal static class Signal
{
    /// <summary>The sample at a time.</summary>
    public static float At(int time) => (float)(0.6 * Math.Sin(0.31 * time) + 0.3 * Math.Sin(0.127 * time + 1));

    /// <summary>Each sequence of a batch starts elsewhere: inputs [steps, batch, 1], and as targets the samples after them.</summary>
    public static void Fill(Span<float> inputs, Span<float> targets, int batch, Random random)
    {
        for (int sequence = 0; sequence < batch; sequence++)
        {
            int start = random.Next(10_000);
            for (int step = 0; step < inputs.Length / batch; step++)
            {
                inputs[step * batch + sequence] = At(start + step);
                targets[step * batch + sequence] = At(start + step + 1);
            }
        }
    }
}
