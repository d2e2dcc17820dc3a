using Unrolled.Compiler.Planning;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>What goes into one forward and backward pass: random, from a seed.</summary>
internal sealed class PassData
{
    private readonly Random _random;

    /// <param name="plan">The model.</param>
    /// <param name="steps">Steps of the longest sequence.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="uneven">Whether sequences differ in length; one is empty then and one is full.</param>
    /// <param name="seed">Of all numbers.</param>
    public PassData(ModelPlan plan, int steps, int batch, bool uneven, int seed)
    {
        _random = new Random(seed);
        Steps = steps;
        Batch = batch;
        var rows = steps * batch;
        Inputs = plan.IsToken ? [] : Numbers(rows * plan.Spec.Inputs, 1);
        Tokens = plan.IsToken ? [.. Enumerable.Range(0, rows).Select(_ => _random.Next(plan.Spec.Vocabulary))] : [];
        Lengths = [.. Enumerable.Range(0, batch).Select(b => !uneven || b == 1 ? steps : b == 0 ? 0 : _random.Next(steps + 1))];

        // Gradients are sums over steps and sequences: cotangents of this size keep them near 1, so that the tolerance says something.
        var scale = 1 / Math.Sqrt(rows);
        OutputGradients = Numbers(rows * plan.Outputs, scale);
        foreach (var (layer, track) in plan.Layers.SelectMany(layer => layer.Tracks.Select(track => (layer, track.Name))))
        {
            foreach (var state in layer.Plans!.Graph.States)
            {
                InitialStates.Add($"{track}.{state.Name}", Numbers(batch * state.Next.Width, 0.5));
                StateGradients.Add($"{track}.{state.Name}", Numbers(batch * state.Next.Width, scale));
            }
        }
    }

    public int Steps { get; }

    public int Batch { get; }

    /// <summary>[steps, batch, inputs].</summary>
    public float[] Inputs { get; }

    /// <summary>[steps, batch].</summary>
    public int[] Tokens { get; }

    public int[] Lengths { get; }

    /// <summary>dLoss/dOutputs [steps, batch, outputs].</summary>
    public float[] OutputGradients { get; }

    /// <summary>By name, [batch, width].</summary>
    public Dictionary<string, float[]> InitialStates { get; } = [];

    /// <summary>dLoss/d(final states) by name, [batch, width].</summary>
    public Dictionary<string, float[]> StateGradients { get; } = [];

    public bool IsUneven => Lengths.Any(length => length != Steps);

    /// <summary>Weights that keep a network of any size near the middle of its activations; biases and peepholes that are not 0.</summary>
    public static void Randomize(ParameterSet parameters, int seed)
    {
        var random = new Random(seed);
        foreach (var parameter in parameters)
        {
            var scale = parameter.Shape.Rank == 2 ? 1.2 / Math.Sqrt(parameter.Shape[1]) : 0.5;
            var numbers = Numbers(random, parameter.Length, scale);
            parameter.Set(parameter.IsPositive ? Array.ConvertAll(numbers, number => 0.5f + Math.Abs(number)) : numbers);
        }
    }

    /// <summary>Writes everything to a tape; of the initial states those of <paramref name="states"/> alone, where it is given.</summary>
    public void Fill(TapeHandle tape, IReadOnlySet<string>? states = null)
    {
        if (Tokens.Length > 0)
            Tokens.CopyTo(tape.Tokens);
        else
            Inputs.CopyTo(tape.Inputs);
        Lengths.CopyTo(tape.Lengths);
        foreach (var state in InitialStates.Where(state => states is null || states.Contains(state.Key)))
            tape.InitialState[state.Key].Set(state.Value);
        OutputGradients.CopyTo(tape.OutputGradients);
        foreach (var state in StateGradients)
            tape.FinalStateGradients[state.Key].Set(state.Value);
    }

    private float[] Numbers(int count, double scale) => Numbers(_random, count, scale);

    /// <summary>Uniform between -scale·√3 and scale·√3: of variance scale².</summary>
    private static float[] Numbers(Random random, int count, double scale)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++)
            numbers[i] = (float)((random.NextDouble() - 0.5) * 2 * Math.Sqrt(3) * scale);
        return numbers;
    }
}
