namespace Server;

/// <summary>The inputs that a client sends. They follow from its number and the step, so answers can be compared with a single stream's.</summary>
internal static class LoadInputs
{
    /// <summary>The features of a step, in [−1, 1).</summary>
    /// <param name="number">The connection's number.</param>
    /// <param name="step">The step's number.</param>
    /// <param name="input">Receives them.</param>
    public static void Fill(int number, int step, Span<float> input)
    {
        uint hash = ((uint)number * 2654435769) ^ ((uint)step * 2246822519);
        for (int i = 0; i < input.Length; i++)
        {
            hash = (hash * 1664525) + 1013904223;
            input[i] = ((int)hash >> 8) * (1f / (1 << 23));
        }
    }
}
