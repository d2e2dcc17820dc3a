namespace Unrolled.Tests.Training;

/// <summary>What a custom optimiser can do and is told. (That Lion is what its paper says: OptimizerTests.)</summary>
public sealed class CustomOptimizerTests
{
    [Fact]
    public void A_rule_can_have_any_number_of_moments()
    {
        var model = new LinearModel(1);
        var trainer = new Trainer<LinearModel>(model, new Counting(moments: 70));
        for (int update = 0; update < 3; update++)
        {
            foreach (var g in model.Gradients)
                g.Set([.. Enumerable.Repeat(1f, g.Length)]);
            trainer.Update();
        }

        // Moment k has grown by k + 1 an update.
        Assert.Equal(70 * 3, trainer.OptimizerState.Count);
        for (int k = 0; k < 70; k++)
            Assert.All(trainer.OptimizerState[$"linear0.B.m{k}"].ToArray(), v => Assert.Equal(3 * (k + 1), v));
    }

    [Fact]
    public void A_moment_without_a_name_is_an_error()
    {
        string error = Assert.Throws<ArgumentOutOfRangeException>(() => Update(new Counting(moments: 2, used: 3))).Message;
        Assert.Contains("The update rule uses moment 2; its optimiser names 2 in Moments", error, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentOutOfRangeException>(() => Update(new Counting(moments: 0, used: 1))).Message;
        Assert.Contains("uses moment 0; its optimiser names 0", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5f, 0, "gives it the value 0.5.")]
    [InlineData(0, 2, "gives it 2 as moment 0.")]
    [InlineData(float.NaN, 0, "gives it the value NaN.")]
    public void A_rule_that_moves_what_is_zero_is_an_error(float value, float moment, string says)
        => Assert.Contains(says, Assert.Throws<InvalidOperationException>(() => Update(new Shifting(value, moment))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_rule_that_leaves_zero_alone_is_right() => Update(new Shifting(0, 0));

    [Fact]
    public void Moments_have_names_of_their_own() =>
        Assert.Contains("m, m", Assert.Throws<ArgumentException>(() => Update(new Shifting(0, 0, "m", "m"))).Message, StringComparison.Ordinal);

    private static void Update(Optimizer optimizer) => new Trainer<LinearModel>(new LinearModel(1), optimizer).Update();

    /// <summary>Adds k + 1 times the gradient to moment k.</summary>
    private sealed class Counting(int moments, int? used = null) : Optimizer(1)
    {
        public override IReadOnlyList<string> Moments { get; } = [.. Enumerable.Range(0, moments).Select(k => $"m{k}")];

        public override void Update(in ParameterUpdate update) => update.Apply(new Rule(used ?? moments));

        private readonly struct Rule(int count) : IUpdateRule
        {
            public V Next<V>(V value, V gradient, Moments<V> moments) where V : struct, IVector<V>
            {
                for (int k = 0; k < count; k++)
                    moments[k] += V.Broadcast(k + 1) * gradient;
                return value;
            }
        }
    }

    private sealed class Shifting(float value, float moment, params string[] names) : Optimizer(1)
    {
        public override IReadOnlyList<string> Moments { get; } = names.Length > 0 ? names : ["m"];

        public override void Update(in ParameterUpdate update) => update.Apply(new Rule(value, moment));

        private readonly struct Rule(float shift, float moment) : IUpdateRule
        {
            public V Next<V>(V value, V gradient, Moments<V> moments) where V : struct, IVector<V>
            {
                moments[0] += V.Broadcast(moment);
                return value + V.Broadcast(shift);
            }
        }
    }
}
