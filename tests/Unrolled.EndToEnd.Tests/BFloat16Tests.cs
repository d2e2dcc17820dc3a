using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.OwnCells;
using Unrolled.EndToEnd.Tests.Support;
using static Unrolled.Tests.Shared.Specs;

namespace Unrolled.EndToEnd.Tests;

/// <summary>
/// A model with weights of two bytes gives what the same model gives with float32 weights that were rounded before, bit for bit: in steps, runs and several
/// streams, forward and in both directions.
/// </summary>
public sealed class BFloat16Tests
{
    private const int Steps = 5;

    public static TheoryData<string, int> Cases => new()
    {
        { "lstm", 64 },
        { "lstm", 65 },
        { "lstm projection, peepholes, full gate recurrence", 65 },
        { "lstm f from i, peepholes", 80 },
        { "lstm normalized, all options", 65 },
        { "gru", 81 },
        { "gru before", 64 },
        { "gru normalized", 128 },
        { "rnn", 128 },
        { "token lstm", 64 },
        { "embedding, lstm", 65 },
        { "lstm both, twice", 64 },
        { "token gru before, both directions", 81 },
        { "stack", 128 },
        { "gru before, recurrent dropout, zoneout, both", 64 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_model_gives_what_its_rounded_weights_give(string variant, int hidden) => Check(Variants.Spec(variant, hidden));

    [Fact]
    public void Dense_layers_too() => Check(Features(131, Dense(140), Dense(129)));

    [Fact]
    public void Custom_cells_too() => Check(OwnSpecs.Of<StandardLstmModel>());

    private static ModelSpec Packed(ModelSpec spec) => spec with { Training = false, WeightType = (int)WeightType.BFloat16 };

    private static void Check(ModelSpec spec)
    {
        using var expected = InMemoryCompiler.Create(spec, seed: 5);
        using var found = InMemoryCompiler.CreateForInference(Packed(spec), seed: 5);
        PassData.Randomize(expected.Parameters, seed: 4);
        var names = PackedNames(Packed(spec));
        Assert.NotEmpty(names);
        foreach (var parameter in expected.Parameters)
        {
            var values = parameter.ToArray();
            found.Parameters[parameter.Name].Set(values);
            if (names.Contains(parameter.Name))
                parameter.Set([.. values.Select(Rounded)]);
        }

        foreach (var streams in expected.CanStep ? new[] { 1, 2, 7 } : [1])
            Run(spec, streams, expected.NewStream(streams), found.NewStream(streams), expected.CanStep);
    }

    private static void Run(ModelSpec spec, int streams, StreamHandle expected, StreamHandle found, bool steps)
    {
        var outputs = new ModelPlan(spec).Outputs * streams;
        var random = new Random(7);
        float[] xs = new float[Steps * streams * Math.Max(1, spec.Inputs)], y = new float[Steps * outputs], z = new float[Steps * outputs];
        random.NextSingles(xs);
        int[] tokens = [.. xs.Select(_ => random.Next(Math.Max(1, spec.Vocabulary)))];
        foreach (var handle in new[] { (expected, y), (found, z) })
        {
            if (spec.Vocabulary > 0)
                handle.Item1.Run(tokens, handle.Item2);
            else
                handle.Item1.Run(xs, handle.Item2);
        }

        Compare.SameBits($"Run of {streams} streams", z, y);
        for (var step = 0; steps && step < Steps; step++)
        {
            foreach (var (handle, to) in new[] { (expected, y), (found, z) })
            {
                if (spec.Vocabulary > 0)
                    handle.Step(tokens.AsSpan(step * streams, streams), to.AsSpan(0, outputs));
                else
                    handle.Step(xs.AsSpan(step * streams * spec.Inputs, streams * spec.Inputs), to.AsSpan(0, outputs));
            }

            Compare.SameBits($"Step of {streams} streams", z, y);
        }
    }

    /// <summary>The nearest float whose lower half is 0; of two, that with an even upper half.</summary>
    private static float Rounded(float value)
    {
        var lower = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) & -0x10000);
        var upper = BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(value) & -0x10000) + 0x10000);
        var (down, up) = (Math.Abs((double)value - lower), Math.Abs((double)upper - value));
        var isLowerEven = (BitConverter.SingleToInt32Bits(lower) >> 16) % 2 == 0;
        return down < up || (down == up && isLowerEven) ? lower : upper;
    }

    private static HashSet<string> PackedNames(ModelSpec spec) =>
    [
        .. from layer in new ModelPlan(spec).Layers
           where layer.Plans is not null
           from track in layer.Tracks
           from place in layer.Plans!.Memory.Weights
           from matrix in place.Panel!.Columns
           select $"{track.Name}.{matrix.Name}",
    ];
}
