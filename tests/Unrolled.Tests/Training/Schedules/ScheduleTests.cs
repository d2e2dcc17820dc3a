namespace Unrolled.Tests.Training;

public sealed class ScheduleTests
{
    [Fact]
    public void Constant_warms_up_in_a_straight_line() => Check(Schedule.Constant(4), [0.25, 0.5, 0.75, 1, 1, 1]);

    [Fact]
    public void Without_a_warm_up_the_first_update_has_the_whole_rate() => Check(Schedule.Constant(), [1, 1]);

    [Fact]
    public void Steps() => Check(Schedule.Step(every: 2, factor: 0.1f, warmUp: 2), [0.5, 1, 1, 1, 0.1, 0.1, 0.01]);

    [Fact]
    public void Exponential()
    {
        Check(Schedule.Exponential(0.9f), [1, 0.9, 0.81, 0.729]);
        Check(Schedule.Exponential(0.25f, every: 2, warmUp: 1), [1, 1, 0.5, 0.25, 0.125]);
    }

    [Fact]
    public void Cosine()
    {
        // torch.optim.lr_scheduler.CosineAnnealingLR(T_max = 4, eta_min = 0.2) on a rate of 1
        Check(Schedule.Cosine(4, end: 0.2f), [1, 0.88284271, 0.6, 0.31715729, 0.2, 0.2]);
        Check(Schedule.Cosine(6, warmUp: 2), [0.5, 1, 1, 0.85355339, 0.5, 0.14644661, 0]);
    }

    [Fact]
    public void One_cycle()
    {
        // torch.optim.lr_scheduler.OneCycleLR(max_lr = 1, total_steps = 10)
        Check(Schedule.OneCycle(10), OneCycleOfTen);
        Check(Schedule.OneCycle(4, warmUp: 0, start: 0.5f, end: 0), [1, 0.75, 0.25, 0, 0]);
        Check(Schedule.OneCycle(1), [1, 1]);
    }

    private static readonly double[] OneCycleOfTen = [0.04, 0.52, 1, 0.950484632, 0.811745654, 0.611262022, 0.388741978, 0.188258346, 0.049519368, 4e-06];

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Constant(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Step(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Step(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Exponential(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Exponential(0.5f, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Cosine(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Cosine(10, warmUp: 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.Cosine(10, end: float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.OneCycle(10, warmUp: 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Schedule.OneCycle(10, warmUp: -1));
    }

    private static void Check(Schedule schedule, double[] expected)
    {
        for (int update = 0; update < expected.Length; update++)
            Assert.Equal(expected[update], schedule.Factor(update), 1e-7);
    }
}
