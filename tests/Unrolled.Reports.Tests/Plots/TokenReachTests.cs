namespace Unrolled.Reports.Tests;

/// <summary>Reach of models that read tokens: what a model with the same weights has that reads vectors of zeros with a single one.</summary>
public class TokenReachTests
{
    private const int Vocabulary = 5;

    [Fact]
    public void A_recurrent_layer_that_reads_tokens_reaches_as_far_as_one_that_reads_vectors()
    {
        var tokens = new TokenStack(seed: 3);
        var features = new VectorStack(seed: 4);
        foreach (var parameter in tokens.Parameters)
            features.Parameters[parameter.Name].Set(parameter.ToArray());
        Same(ReachCurve.Of(features, Vectors(Returned.Each)), ReachCurve.Of(tokens, Tokens(Returned.Each)));
    }

    [Fact]
    public void An_embedding_is_a_layer_whose_rows_tokens_choose()
    {
        var tokens = new EmbeddedReader(seed: 3);
        var features = new VectorReader(seed: 4);
        float[] table = tokens.Parameters["embedding0.W"].ToArray();
        features.Parameters["dense0.W"].Set([.. Enumerable.Range(0, 3 * Vocabulary).Select(k => table[k % Vocabulary * 3 + k / Vocabulary])]);
        foreach (var parameter in tokens.Parameters.Where(parameter => !parameter.Name.StartsWith("embedding", StringComparison.Ordinal)))
            features.Parameters[parameter.Name].Set(parameter.ToArray());
        Same(ReachCurve.Of(features, Vectors(Returned.Last)), ReachCurve.Of(tokens, Tokens(Returned.Last)));
    }

    [Fact]
    public void Steps_limit_how_far_back_is_looked()
    {
        var model = new TokenStack(seed: 3);
        var whole = ReachCurve.Of(model, Tokens(Returned.Each));
        var part = ReachCurve.Of(model, Tokens(Returned.Each), steps: 4);
        Assert.Equal(whole.Sizes.Take(5), part.Sizes);
        Assert.All(model.Gradients["lstm0.W_i"].ToArray(), gradient => Assert.Equal(0, gradient));
        Assert.Contains("<polyline", Picture.Reach(model, Tokens(Returned.Each)).Svg, StringComparison.Ordinal);

        // Of long sequences, no more than 200 steps unless more are asked for.
        int[] read = [.. Enumerable.Range(0, 300).Select(k => k % Vocabulary)], answers = [.. read.Select(token => (token + 1) % Vocabulary)];
        var data = SequenceDataset.Labels([read], [answers]);
        Assert.Equal(201, ReachCurve.Of(model, data).Sizes.Count);
        Assert.Equal(251, ReachCurve.Of(model, data, steps: 250).Sizes.Count);
    }

    private static void Same(ReachCurve expected, ReachCurve found)
    {
        Assert.Equal(expected.Sequences, found.Sequences);
        Assert.Equal(expected.Sizes.Count, found.Sizes.Count);
        Assert.All(expected.Sizes, size => Assert.True(size > 1e-7));
        Assert.All(expected.Sizes.Zip(found.Sizes), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * pair.First));
    }

    private static int Token(int sequence, int step) => (3 * sequence + step * step + 2 * step) % Vocabulary;

    private static int LengthOf(int sequence) => 9 + sequence % 3;

    /// <summary>Where a target is: at each step, or at the last alone.</summary>
    private enum Returned
    {
        Each,
        Last,
    }

    private static SequenceDataset Tokens(Returned returned) => SequenceDataset.Generated(7, LengthOf, (index, column) =>
    {
        for (int step = 0; step < column.Length; step++)
            column.Token(step) = Token(index, step);
        Targets(index, column, returned);
    });

    private static SequenceDataset Vectors(Returned returned) => SequenceDataset.Generated(7, LengthOf, (index, column) =>
    {
        for (int step = 0; step < column.Length; step++)
            column.Inputs(step)[Token(index, step)] = 1;
        Targets(index, column, returned);
    });

    private static void Targets(int index, TapeColumn column, Returned returned)
    {
        for (int step = 0; step < column.Length; step++)
        {
            // The last step of some sequences does not count.
            column.TargetClass(step) = (index + step) % Vocabulary;
            column.Weight(step) = returned == Returned.Last ? step == column.Length - 1 ? 1 : 0 : index == 2 && step == column.Length - 1 ? 0 : 1;
        }
    }
}

[Model(Vocabulary = 5)]
[Lstm(4, LearnInitialState = true)]
[Gru(3)]
[Dense(5)]
public partial class TokenStack;

[Model(Inputs = 5)]
[Lstm(4, LearnInitialState = true)]
[Gru(3)]
[Dense(5)]
public partial class VectorStack;

[Model(Vocabulary = 5)]
[Embedding(3)]
[Gru(4, Returns = Returns.Last)]
[Dense(5)]
public partial class EmbeddedReader;

[Model(Inputs = 5)]
[Dense(3)]
[Gru(4, Returns = Returns.Last)]
[Dense(5)]
public partial class VectorReader;
