using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.OwnCells;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>
/// In a state of two streams or more, the bits of a stream are its own: they depend neither on how many streams there are, nor on its place, nor on what
/// the others read. A stream that is alone adds up in another order, and is near.
/// </summary>
public sealed class StreamPlaceTests
{
    private const int Steps = 12;
    private const int Most = 16;

    /// <summary>How far a stream that is alone may be from the same stream beside others, relative to values above 1.</summary>
    private const float MostOfOne = 1e-5f;

    private static readonly int[] Counts = [2, 3, 4, 5, 7];

    /// <summary>Layers of one vector and of several, with steps that are fused and that work in stages.</summary>
    public static TheoryData<string, int> Cases => new()
    {
        { "rnn", 3 },
        { "rnn", 16 },
        { "lstm", 7 },
        { "lstm", 16 },
        { "lstm peepholes all", 16 },
        { "lstm i from f", 12 },
        { "lstm projection", 16 },
        { "lstm normalized", 9 },
        { "gru", 5 },
        { "gru", 16 },
        { "gru before", 16 },
        { "token lstm", 16 },
        { "embedding, lstm", 12 },
        { "dense", 16 },
        { "stack", 16 },
        { "standardize, residual", 12 },
        { "lstm peepholes all", 65 },
        { "gru before", 33 },
        { "stack", 40 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Neither_number_nor_place_nor_neighbours_change_a_bit(string variant, int hidden)
    {
        var spec = Variants.Spec(variant, hidden);
        using var model = InMemoryCompiler.Create(spec);
        PassData.Randomize(model.Parameters, seed: hidden);
        Check(spec, model.NewStream);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(19)]
    [InlineData(186)]
    public void Nor_of_a_custom_cell(int seed)
    {
        var spec = RandomEquations.Spec(seed);
        using var model = InMemoryCompiler.Create(spec);
        PassData.Randomize(model.Parameters, seed);
        Check(spec, model.NewStream);
    }

    /// <summary>A head reads many values and has few sums of them.</summary>
    [Fact]
    public void Nor_of_long_sums()
    {
        var spec = Specs.Features(130, Specs.Dense(10), Specs.Rnn(16), Specs.Dense(1));
        using var model = InMemoryCompiler.Create(spec);
        PassData.Randomize(model.Parameters, seed: 1);
        Check(spec, model.NewStream);
    }

    [Theory]
    [InlineData("lstm", 65, 1)]
    [InlineData("gru before", 64, 1)]
    [InlineData("lstm", 65, 2)]
    [InlineData("gru", 81, 2)]
    public void Nor_with_packed_weights(string variant, int hidden, int weights)
    {
        var spec = Variants.Spec(variant, hidden) with { Training = false, WeightType = weights };
        using var model = InMemoryCompiler.CreateForInference(spec);
        PassData.Randomize(model.Parameters, seed: hidden);
        Check(spec, model.NewStream);
    }

    private static void Check(ModelSpec spec, Func<int, StreamHandle> newStream)
    {
        var plan = new ModelPlan(spec);
        var all = Run(plan, newStream(Most), [.. Enumerable.Range(0, Most)]);
        Assert.Equal(Most, all.Select(values => string.Join(' ', values)).Distinct().Count());
        for (var sequence = 0; sequence < Most; sequence += 5)
        {
            var alone = Run(plan, newStream(1), [sequence])[0];
            foreach (var (expected, found) in all[sequence].Zip(alone, (a, b) => (BitConverter.Int32BitsToSingle(a), BitConverter.Int32BitsToSingle(b))))
                Assert.True(Math.Abs(expected - found) <= MostOfOne * Math.Max(1, Math.Abs(expected)), $"alone {found:R}, beside others {expected:R}");
        }

        for (var i = 0; i < Counts.Length; i++)
        {
            for (var first = 0; first < Most; first += 5)
            {
                int[] who = [.. Enumerable.Range(0, Counts[i]).Select(place => (first + (place * (i + 1))) % Most)];
                var found = Run(plan, newStream(Counts[i]), who);
                for (var place = 0; place < who.Length; place++)
                    Assert.True(all[who[place]].AsSpan().SequenceEqual(found[place]), $"stream {who[place]} at place {place} of {Counts[i]}, from {first}");
            }
        }
    }

    /// <summary>The bits of all outputs and of the final states, by place; the inputs are those of the sequences that stand there.</summary>
    private static int[][] Run(ModelPlan plan, StreamHandle streams, int[] who)
    {
        var (inputs, outputs) = (plan.Spec.Inputs, plan.Outputs);
        var randoms = Array.ConvertAll(who, sequence => new Random(sequence));
        var bits = Array.ConvertAll(who, _ => new List<int>());
        var y = new float[who.Length * outputs];
        for (var step = 0; step < Steps; step++)
        {
            if (plan.IsToken && who.Length == 1)
                streams.Step(randoms[0].Next(plan.Spec.Vocabulary), y);
            else if (plan.IsToken)
                streams.Step(Array.ConvertAll(randoms, random => random.Next(plan.Spec.Vocabulary)), y);
            else
                streams.Step([.. randoms.SelectMany(random => Enumerable.Range(0, inputs).Select(_ => random.NextSingle() - 0.5f))], y);
            Add(bits, y, outputs);
        }

        foreach (var state in from layer in plan.Layers from track in layer.Tracks from state in layer.Graph.States select $"{track.Name}.{state.Name}")
        {
            var values = streams[state].ToArray();
            Add(bits, values, values.Length / who.Length);
        }

        return [.. bits.Select(values => values.ToArray())];
    }

    private static void Add(List<int>[] bits, float[] values, int width)
    {
        for (var place = 0; place < bits.Length; place++)
            bits[place].AddRange(values.Skip(place * width).Take(width).Select(BitConverter.SingleToInt32Bits));
    }
}
