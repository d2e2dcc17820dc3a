using Unrolled.Tests.Memory;

namespace Unrolled.Tests.Training.Data;

[Trait("Vectors", "none")]
public sealed class DataCheckTests
{
    private static readonly float[] s_right = [1, 2, 3];

    private static string Problem(SequenceDataset data) => Assert.Throws<ArgumentException>(data.Check<LinearModel>).Message;

    private static SequenceDataset Steps(int length, SequenceWriter write) => SequenceDataset.Generated(2, length, write);

    [Fact]
    public void What_fits_passes()
    {
        SequenceDataset.Classification([s_right], [4]).Check<LinearModel>();
        SequenceDataset.Regression([s_right], [[1, 2, 3, 4, 5]]).Check<LinearModel>();
        SequenceDataset.NextToken([0, 1, 0, 1]).Check<TokenModel>();
    }

    [Fact]
    public void Each_problem_is_named_with_its_place()
    {
        Assert.Contains("holds no sequence", Problem(SequenceDataset.Classification([], [])), StringComparison.Ordinal);
        Assert.Contains("Sequence 1: expected whole steps of 3 features; found 7 numbers",
            Problem(SequenceDataset.Classification([s_right, new float[7]], [0, 0])), StringComparison.Ordinal);
        Assert.Contains("Sequence 0: expected at least one step; found 0", Problem(SequenceDataset.Classification([[]], [0])), StringComparison.Ordinal);
        Assert.Contains("Sequence 0, step 1, feature 2: expected a finite number; found NaN",
            Problem(SequenceDataset.Classification([[1, 2, 3, 4, 5, float.NaN]], [0])), StringComparison.Ordinal);
        Assert.Contains("Sequence 0, step 0: expected a class from 0 to 4, as LinearModel has 5 outputs; found 5",
            Problem(SequenceDataset.Classification([s_right], [5])), StringComparison.Ordinal);
        Assert.Contains("step 0, target 3: expected a finite number; found Infinity",
            Problem(SequenceDataset.Regression([s_right], [[0, 0, 0, float.PositiveInfinity, 0]])), StringComparison.Ordinal);
        Assert.Contains("this data set has 2", Problem(SequenceDataset.Classification([new float[4]], [0], features: 2)), StringComparison.Ordinal);
        Assert.Contains("step 1: expected a weight", Problem(Steps(2, (_, column) => column.Weight(1) = -1)), StringComparison.Ordinal);
        Assert.Contains("No step of any sequence counts", Problem(Steps(1, (_, column) => column.Weight(0) = 0)), StringComparison.Ordinal);
        Assert.Contains("Sequence 0, step 1: expected a token from 0 to 9, as TokenModel reads them; found 10",
            Assert.Throws<ArgumentException>(SequenceDataset.Classification(new[] { new[] { 1, 10 } }, [0])
            .Check<TokenModel>).Message, StringComparison.Ordinal);
        Assert.Contains("write column.Inputs(step), not column.Token(step)",
            Assert.Throws<InvalidOperationException>(Steps(1, (_, column) => column.Token(0) = 1).Check<LinearModel>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_of_steps_that_do_not_count_may_be_anything()
    {
        Steps(2, (_, column) =>
        {
            column.Targets(0)[0] = float.NaN;
            column.TargetClass(0) = -7;
            column.Weight(0) = 0;
        }).Check<LinearModel>();
    }

    [Fact]
    public void Problems_past_the_first_piece_are_found_too()
    {
        string message = Problem(Steps(1000, (index, column) => column.Inputs(900)[1] = index == 1 ? float.NegativeInfinity : 0));
        Assert.Contains("Sequence 1, step 900, feature 1", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_counts_and_measures()
    {
        var description = SequenceDataset.Classification([[10f, 0, 12, 0], [14f, 1]], [0, 2], features: 2).Describe();
        Assert.Equal((2, 3L, 1, 2), (description.Sequences, description.Steps, description.Shortest, description.Longest));
        Assert.Equal(12, description.Means[0], 1e-12);
        Assert.Equal(1.0 / 3, description.Means[1], 1e-7);
        Assert.Equal(Math.Sqrt(8.0 / 3), description.Deviations[0], 1e-12);
        Assert.Equal([0.5, 0, 0.5], description.ClassShares);
        Assert.Contains("2 sequences, 3 steps, 1 to 2 each", description.ToString(), StringComparison.Ordinal);
        Assert.Contains("class 2: 50", description.ToString(), StringComparison.Ordinal);

        var unknown = SequenceDataset.Classification([s_right], [0]);
        Assert.Contains("not known without a model", unknown.Describe().ToString(), StringComparison.Ordinal);
        Assert.Equal([1.0, 2, 3], unknown.Describe<LinearModel>().Means);

        // A large mean leaves the deviation its digits.
        var far = SequenceDataset.Regression([[1e6f, 1e6f + 1, 1e6f, 1e6f + 1]], [[0]], features: 1).Describe();
        Assert.Equal(0.5, far.Deviations[0], 1e-6);
        Assert.Equal(0, SequenceDataset.Forecast([], 1, 2).Describe().Sequences);
    }
}
