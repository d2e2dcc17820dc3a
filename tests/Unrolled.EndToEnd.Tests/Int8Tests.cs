using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.OwnCells;
using Unrolled.EndToEnd.Tests.Support;
using static Unrolled.Tests.Shared.Specs;
using PlannedType = Unrolled.Compiler.Layers.WeightType;

namespace Unrolled.EndToEnd.Tests;

/// <summary>
/// Models with weights of one byte against the same arithmetic in plain C#, step by step from the states that the model had: in steps, runs and several
/// streams. What is rounded to bytes inside of a step may lie at a tie, and then differ by one; what is a state or an output does not.
/// </summary>
public sealed class Int8Tests
{
    private const int Steps = 4;
    private const double Exact = 2e-5, WithTies = 4e-3;

    public static TheoryData<string, int, double> Cases => new()
    {
        { "lstm", 64, Exact },
        { "lstm", 65, Exact },
        { "lstm projection, peepholes, full gate recurrence", 65, WithTies },
        { "lstm f from i, peepholes", 80, Exact },
        { "lstm normalized, all options", 65, WithTies },
        { "gru", 81, Exact },
        { "gru before", 64, WithTies },
        { "gru normalized", 128, Exact },
        { "rnn", 128, Exact },
        { "token lstm", 64, Exact },
        { "embedding, lstm", 65, Exact },
        { "stack", 128, Exact },
        { "gru before, no bias", 80, WithTies },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_model_gives_what_its_bytes_give(string variant, int hidden, double tolerance) => Check(Variants.Spec(variant, hidden), tolerance);

    [Fact]
    public void Custom_cells_too() => Check(OwnSpecs.Of<StandardLstmModel>(), Exact);

    [Fact]
    public void What_lies_in_no_known_range_stays_bfloat16()
    {
        var spec = Packed(Variants.Spec("rnn relu", 128));

        Assert.All(Types(spec), type => Assert.Equal(PlannedType.BFloat16, type));
    }

    /// <summary>Both directions have the same copies, and the same sums.</summary>
    [Theory]
    [InlineData("lstm both, twice", 64)]
    [InlineData("gru before, recurrent dropout, zoneout, both", 64)]
    public void Both_directions_are_near_to_float32(string variant, int hidden)
    {
        var spec = Variants.Spec(variant, hidden);
        using var expected = InMemoryCompiler.Create(spec, seed: 5);
        using var found = InMemoryCompiler.CreateForInference(Packed(spec), seed: 5);
        PassData.Randomize(expected.Parameters, seed: 4);
        Copy(expected.Parameters, found.Parameters);
        var outputs = new ModelPlan(spec).Outputs;
        float[] xs = new float[Steps * 3 * spec.Inputs], y = new float[Steps * 3 * outputs], z = new float[y.Length];
        new Random(7).NextSingles(xs);

        expected.NewStream(3).Run(xs, y);
        found.NewStream(3).Run(xs, z);

        Assert.Contains(PlannedType.Int8, Types(Packed(spec)));
        Assert.InRange(y.Zip(z, (a, b) => Math.Abs(a - b)).Average(), 1e-6, 0.01);
    }

    /// <summary>The layer above an LSTM reads its output as bytes: whole numbers, one product and one sum for each of its outputs, the same at every
    /// width.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Sums_of_bytes_have_the_same_bits_at_every_width(int streams)
    {
        const int hidden = 64, outputs = 260;
        var spec = Packed(Features(32, Lstm(hidden), Dense(outputs)));
        using var model = InMemoryCompiler.CreateForInference(spec, seed: 5);
        PassData.Randomize(model.Parameters, seed: 4);
        var stream = model.NewStream(streams);
        float[] x = new float[streams * spec.Inputs], y = new float[streams * outputs];
        new Random(7).NextSingles(x);
        stream.Step(x, y);
        stream.Step(x, y);

        float[] h = stream["lstm0.h"].ToArray(), w = model.Parameters["dense1.W"].ToArray(), b = model.Parameters["dense1.b"].ToArray();
        var expected = new float[y.Length];
        for (var i = 0; i < outputs; i++)
        {
            var (weights, scale) = ByteWeights.Of(w.AsSpan(i * hidden, hidden));
            for (var s = 0; s < streams; s++)
                expected[(s * outputs) + i] = b[i] + (weights.Select((weight, k) => weight * ByteWeights.Of(h[(s * hidden) + k])).Sum() * scale);
        }

        Compare.SameBits("Dense above an LSTM", y, expected);
    }

    private static ModelSpec Packed(ModelSpec spec) => spec with { Training = false, WeightType = (int)PlannedType.Int8 };

    private static IEnumerable<PlannedType> Types(ModelSpec spec) => new ModelPlan(spec).Layers.SelectMany(layer => layer.Plans?.Weights.Values ?? []);

    private static void Copy(ParameterSet from, ParameterSet to)
    {
        foreach (var parameter in from)
            to[parameter.Name].Set(parameter.ToArray());
    }

    private static void Check(ModelSpec spec, double tolerance)
    {
        spec = Packed(spec);
        using var model = InMemoryCompiler.CreateForInference(spec, seed: 5);
        PassData.Randomize(model.Parameters, seed: 4);
        Assert.Contains(PlannedType.Int8, Types(spec));
        var reference = new ByteReference(new ModelPlan(spec), model.Parameters);
        foreach (var streams in new[] { 1, 2, 7 })
        {
            foreach (var runs in new[] { false, true })
                Step(spec, model.NewStream(streams), reference, streams, runs, tolerance);
        }

        // A run of many steps goes the way of runs of one.
        StreamHandle whole = model.NewStream(), single = model.NewStream();
        var (xs, tokens) = Inputs(spec, Steps, seed: 9);
        var outputs = new ModelPlan(spec).Outputs;
        float[] y = new float[Steps * outputs], z = new float[Steps * outputs];
        Run(spec, whole, xs, tokens, y);
        for (var t = 0; t < Steps; t++)
            Run(spec, single, xs.AsSpan(t * spec.Inputs, spec.Inputs), tokens.AsSpan(t, 1), z.AsSpan(t * outputs, outputs));
        Near("Run", y, [.. z.Select(value => (double)value)], WithTies);
    }

    private static (float[] Xs, int[] Tokens) Inputs(ModelSpec spec, int rows, int seed)
    {
        var random = new Random(seed);
        var xs = new float[rows * spec.Inputs];
        random.NextSingles(xs);
        return (xs, [.. Enumerable.Range(0, rows).Select(_ => random.Next(Math.Max(1, spec.Vocabulary)))]);
    }

    private static void Run(ModelSpec spec, StreamHandle stream, ReadOnlySpan<float> xs, ReadOnlySpan<int> tokens, Span<float> y)
    {
        if (spec.Vocabulary > 0)
            stream.Run(tokens, y);
        else
            stream.Run(xs, y);
    }

    private static void Step(ModelSpec spec, StreamHandle stream, ByteReference reference, int streams, bool runs, double tolerance)
    {
        var outputs = new ModelPlan(spec).Outputs;
        for (var t = 0; t < Steps; t++)
        {
            var (xs, tokens) = Inputs(spec, streams, seed: t);
            var before = reference.States.ToDictionary(name => name, name => stream[name].ToArray());
            var y = new float[streams * outputs];
            if (runs)
                Run(spec, stream, xs, tokens, y);
            else if (spec.Vocabulary > 0)
                stream.Step(tokens, y);
            else
                stream.Step(xs, y);

            var after = reference.States.ToDictionary(name => name, name => stream[name].ToArray());
            for (var s = 0; s < streams; s++)
            {
                double[] x = spec.Vocabulary > 0 ? [tokens[s]] : Part(xs, s, streams);
                var (output, states) = reference.Step(x, name => Part(before[name], s, streams), name => Part(after[name], s, streams));
                Near($"{(runs ? "Run" : "Step")} {t} of stream {s} of {streams}", y.AsSpan(s * outputs, outputs).ToArray(), output, tolerance);
                foreach (var (name, values) in states)
                    Near($"{name} after it", [.. Part(after[name], s, streams).Select(value => (float)value)], values, tolerance);
            }
        }
    }

    private static double[] Part(float[] values, int index, int of) =>
        [.. values.AsSpan(index * (values.Length / of), values.Length / of).ToArray().Select(value => (double)value)];

    private static void Near(string what, float[] found, double[] expected, double tolerance)
    {
        for (var i = 0; i < found.Length; i++)
        {
            if (!(Math.Abs(found[i] - expected[i]) <= tolerance * (1 + Math.Abs(expected[i]))))
                Assert.Fail($"{what}: element {i} is {found[i]}, expected {expected[i]}");
        }
    }
}
