namespace Unrolled.Tests.Training.Data;

[Trait("Vectors", "none")]
public sealed class KindTests
{
    private static readonly float[] s_sequence = [1, 2, 3, 4, 5, 6];

    [Fact]
    public void A_class_a_sequence_counts_at_the_last_step()
    {
        var column = new Column(SequenceDataset.Classification([[0], s_sequence], [4, 3]), 1, inputs: 2, outputs: 5);
        Assert.Equal(3, column.Length);
        Assert.Equal(s_sequence, column.Inputs);
        Assert.Equal([0, 0, 3], column.Classes);
        Assert.Equal([0f, 0, 1], column.Weights);
        Assert.Empty(column.Targets);
    }

    [Fact]
    public void A_single_output_gets_its_class_as_a_target_too()
    {
        var column = new Column(SequenceDataset.Classification([s_sequence], [1]), 0, inputs: 2, outputs: 1);
        Assert.Equal([0, 0, 1], column.Classes);
        Assert.Equal([0f, 0, 1], column.Targets);
        Assert.Equal([1f, 0, 1], new Column(SequenceDataset.Labels([s_sequence], [[1, 0, 1]]), 0, inputs: 2).Targets);
    }

    [Fact]
    public void A_class_a_step()
    {
        var data = SequenceDataset.Labels([s_sequence], [[2, 0, 1]]);
        Assert.Equal(3, data.LengthOf(0));
        var column = new Column(data, 0, inputs: 2, outputs: 3);
        Assert.Equal([2, 0, 1], column.Classes);
        Assert.Equal([1f, 1, 1], column.Weights);
        var e = Assert.Throws<ArgumentException>(() =>
            new Column(SequenceDataset.Labels([s_sequence, s_sequence], [[1, 2, 3], [1, 2]]), 1, inputs: 2, outputs: 4));
        Assert.Contains("Sequence 1: expected a class for each of its 3 steps; found 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_a_step_or_at_the_last_one()
    {
        var data = SequenceDataset.Regression([s_sequence, s_sequence], [[7, 8, 9], [5]]);
        var all = new Column(data, 0, inputs: 2);
        Assert.Equal([7f, 8, 9], all.Targets);
        Assert.Equal([1f, 1, 1], all.Weights);
        var last = new Column(data, 1, inputs: 2);
        Assert.Equal([0f, 0, 5], last.Targets);
        Assert.Equal([0f, 0, 1], last.Weights);
        var e = Assert.Throws<ArgumentException>(() => new Column(SequenceDataset.Regression([s_sequence], [[1, 2]]), 0, inputs: 2));
        Assert.Contains("Sequence 0: expected targets for each of its 3 steps, 3 x 1 = 3 numbers, or 1 for its last step alone; found 2", e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_of_a_series()
    {
        float[] series = [.. Enumerable.Range(0, 20).Select(k => (float)k)];
        var data = SequenceDataset.Forecast(series, features: 2, window: 4, horizon: 3, warmUp: 1);
        Assert.Equal(4, data.Count);
        var column = new Column(data, 3, inputs: 2, outputs: 2);
        Assert.Equal([6f, 7, 8, 9, 10, 11, 12, 13], column.Inputs);
        Assert.Equal([12f, 13, 14, 15, 16, 17, 18, 19], column.Targets);
        Assert.Equal([0f, 1, 1, 1], column.Weights);
        Assert.Equal(0, SequenceDataset.Forecast(series, 2, window: 10).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => SequenceDataset.Forecast(series, 2, window: 4, warmUp: 4));
        Assert.Throws<ArgumentException>(() => SequenceDataset.Forecast(series, 3, window: 2));
        Assert.Throws<ArgumentException>(() => new Column(data, 0, inputs: 2, outputs: 1));
    }

    [Fact]
    public void A_text_in_parts()
    {
        var data = SequenceDataset.NextToken([0, 1, 2, 3, 4, 5, 6, 7], parts: 2);
        Assert.Equal(2, data.Count);
        var second = new Column(data, 1, outputs: 8, vocabulary: 8);
        Assert.Equal(3, second.Length);
        Assert.Equal([3, 4, 5], second.Tokens);
        Assert.Equal([4, 5, 6], second.Classes);
        Assert.Equal(0, SequenceDataset.NextToken([], parts: 2).Count);
        Assert.Throws<ArgumentException>(() => SequenceDataset.NextToken([1, 2], parts: 2));
    }

    [Fact]
    public void The_next_step()
    {
        var column = new Column(SequenceDataset.NextStep([s_sequence]), 0, inputs: 2, outputs: 2);
        Assert.Equal([1f, 2, 3, 4], column.Inputs);
        Assert.Equal([3f, 4, 5, 6], column.Targets);
        var tokens = new Column(SequenceDataset.NextStep([[5, 6, 7]]), 0, outputs: 9, vocabulary: 9);
        Assert.Equal([5, 6], tokens.Tokens);
        Assert.Equal([6, 7], tokens.Classes);
        var e = Assert.Throws<ArgumentException>(() => new Column(SequenceDataset.NextStep([s_sequence]), 0, inputs: 2, outputs: 3));
        Assert.Contains("2 features, so it needs as many outputs; it has 3", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sequences_that_are_made_when_they_are_needed()
    {
        var data = SequenceDataset.Generated(3, index => index + 1, (index, column) =>
        {
            for (int step = 0; step < column.Length; step++)
            {
                column.Inputs(step)[0] = 10 * index + step;
                column.Targets(step)[1] = step;
                column.Weight(step) = step + 0.5f;
            }
        });
        var whole = new Column(data, 2, inputs: 2, outputs: 2);
        Assert.Equal([20f, 0, 21, 0, 22, 0], whole.Inputs);
        Assert.Equal([0f, 0, 0, 1, 0, 2], whole.Targets);
        Assert.Equal([0.5f, 1.5f, 2.5f], whole.Weights);
        var piece = new Column(data, 2, inputs: 2, outputs: 2, first: 1, end: 3);
        Assert.Equal(whole.Inputs[2..], piece.Inputs);
        Assert.Equal(whole.Targets[2..], piece.Targets);
        Assert.Equal(whole.Weights[1..], piece.Weights);
        Assert.Equal(7, SequenceDataset.Generated(1, 7, (_, _) => { }).LengthOf(0));
        var e = Assert.Throws<ArgumentOutOfRangeException>(() =>
            new Column(SequenceDataset.Generated(1, 2, (_, column) => column.Weight(2) = 1), 0, inputs: 1));
        Assert.Contains("Expected a step from 0 to 1, as LengthOf said; found 2", e.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Kinds => ["classification", "labels", "regression", "last", "forecast", "next token", "next step", "next tokens"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pieces_are_what_the_whole_is(string kind)
    {
        var random = new Random(3);
        float[] x = [.. Enumerable.Range(0, 22).Select(_ => random.NextSingle())];
        int[] tokens = [.. Enumerable.Range(0, 12).Select(_ => random.Next(9))];
        var (data, vocabulary) = kind switch
        {
            "classification" => (SequenceDataset.Classification([x], [1]), 0),
            "labels" => (SequenceDataset.Labels([x], [tokens[..11]]), 0),
            "regression" => (SequenceDataset.Regression([x], [x]), 0),
            "last" => (SequenceDataset.Regression([x], [[4, 5]]), 0),
            "forecast" => (SequenceDataset.Forecast(x, 2, 9, 1, 3), 0),
            "next token" => (SequenceDataset.NextToken(tokens), 9),
            "next step" => (SequenceDataset.NextStep([x]), 0),
            _ => (SequenceDataset.NextStep([tokens]), 9),
        };
        int inputs = vocabulary > 0 ? 0 : 2, outputs = vocabulary > 0 ? 9 : 2;
        var whole = new Column(data, 0, inputs, outputs, vocabulary);
        for (int first = 0; first < whole.Length; first += 4)
        {
            int end = Math.Min(whole.Length, first + 4);
            var piece = new Column(data, 0, inputs, outputs, vocabulary, first, end);
            Assert.Equal(Part(whole.Inputs, inputs), piece.Inputs);
            Assert.Equal(Part(whole.Tokens, 1), piece.Tokens);
            Assert.Equal(Part(whole.Targets, outputs), piece.Targets);
            Assert.Equal(Part(whole.Classes, 1), piece.Classes);
            Assert.Equal(Part(whole.Weights, 1), piece.Weights);
            T[] Part<T>(T[] all, int width) => all.Length == 0 ? [] : all[(first * width)..(end * width)];
        }
    }

    [Fact]
    public void Tokens_and_features_are_not_taken_for_each_other()
    {
        var e = Assert.Throws<ArgumentException>(() => new Column(SequenceDataset.Classification([[1, 2]], [0], vocabulary: 3), 0, inputs: 2));
        Assert.Contains("Net reads 2 features a step; the sequences of this data set are tokens", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ArgumentException>(() => new Column(SequenceDataset.Classification([s_sequence], [0]), 0, vocabulary: 3));
        Assert.Contains("Net reads tokens; the sequences of this data set are features", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ArgumentException>(() => SequenceDataset.Classification([[1, 3]], [0], vocabulary: 3));
        Assert.Contains("Sequence 0, step 1: expected a token from 0 to 2; found 3", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_need_the_number_of_features()
    {
        var data = SequenceDataset.Classification([s_sequence], [0]);
        Assert.Contains("make it with features", Assert.Throws<InvalidOperationException>(() => data.LengthOf(0)).Message, StringComparison.Ordinal);
        Assert.Equal(2, SequenceDataset.Classification([s_sequence], [0], features: 3).LengthOf(0));
        Assert.Equal(1, SequenceDataset.Regression([s_sequence], [[0]], features: 6).LengthOf(0));
        Assert.Throws<ArgumentException>(() => SequenceDataset.Classification([s_sequence], []));
    }
}
