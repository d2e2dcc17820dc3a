namespace Unrolled;

/// <summary>
/// The learning rate over the course of training: a factor for each update, by which the trainer multiplies the optimiser's learning rate. Updates are
/// counted from 0. Every schedule can begin with a warm-up, in which the factor rises linearly: update k of a warm-up of n has (k + 1) / n.
/// </summary>
public abstract class Schedule
{
    /// <summary>The factor of an update.</summary>
    /// <param name="update">The number of updates before it.</param>
    public abstract double Factor(long update);

    /// <summary>Always 1 after the warm-up.</summary>
    /// <param name="warmUp">Updates of the warm-up; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The warm-up is negative.</exception>
    public static Schedule Constant(long warmUp = 0) => new WarmUpThen(warmUp, _ => 1);

    /// <summary>Multiplied by <paramref name="factor"/> every <paramref name="every"/> updates after the warm-up
    /// (<c>torch.optim.lr_scheduler.StepLR</c>).</summary>
    /// <param name="every">Updates from one change to the next.</param>
    /// <param name="factor">The factor of each change.</param>
    /// <param name="warmUp">Updates of the warm-up; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Schedule Step(long every, float factor = 0.1f, long warmUp = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        double exact = Setting.Positive(factor, nameof(factor));
        return new WarmUpThen(warmUp, update => Math.Pow(exact, update / every));
    }

    /// <summary>
    /// factor^(k / every) for k updates since the warm-up, without steps. With <paramref name="every"/> = 1 it is
    /// <c>torch.optim.lr_scheduler.ExponentialLR</c>.
    /// </summary>
    /// <param name="factor">The factor over <paramref name="every"/> updates.</param>
    /// <param name="every">Updates over which the rate changes by <paramref name="factor"/>.</param>
    /// <param name="warmUp">Updates of the warm-up; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Schedule Exponential(float factor, long every = 1, long warmUp = 0)
    {
        double exact = Setting.Positive(factor, nameof(factor));
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        return new WarmUpThen(warmUp, update => Math.Pow(exact, (double)update / every));
    }

    /// <summary>
    /// Half a cosine from 1 at the end of the warm-up to <paramref name="end"/> at update <paramref name="updates"/>, and <paramref name="end"/> after that
    /// (Loshchilov and Hutter 2017). Without a warm-up, and up to its end, it is <c>torch.optim.lr_scheduler.CosineAnnealingLR</c>.
    /// </summary>
    /// <param name="updates">Updates of the whole training, warm-up included.</param>
    /// <param name="end">The last factor.</param>
    /// <param name="warmUp">Updates of the warm-up, fewer than <paramref name="updates"/>; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Schedule Cosine(long updates, float end = 0, long warmUp = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(updates, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(warmUp, updates);
        double last = Setting.NotNegative(end, nameof(end));
        return new WarmUpThen(warmUp, update => HalfCosine(1, last, (double)update / (updates - warmUp)));
    }

    /// <summary>
    /// One cycle (Smith and Topin 2019; <c>torch.optim.lr_scheduler.OneCycleLR</c>, whose largest rate is the optimiser's): half a cosine up from
    /// <paramref name="start"/> to 1 at the last update of the warm-up, then half a cosine down to <paramref name="end"/> at the last update of training.
    /// </summary>
    /// <param name="updates">Updates of the whole training, warm-up included.</param>
    /// <param name="warmUp">Updates of the way up, fewer than <paramref name="updates"/>; three tenths of them by default.</param>
    /// <param name="start">The first factor.</param>
    /// <param name="end">The last factor.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Schedule OneCycle(long updates, long? warmUp = null, float start = 0.04f, float end = 4e-6f)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(updates, 1);
        double rise = warmUp ?? 0.3 * updates;
        ArgumentOutOfRangeException.ThrowIfNegative(rise, nameof(warmUp));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rise, updates, nameof(warmUp));
        return new Cycle(Math.Max(rise - 1, 0), updates - 1, Setting.NotNegative(start, nameof(start)), Setting.NotNegative(end, nameof(end)));
    }

    /// <summary>Half a cosine from one value to another; past its end the other.</summary>
    private static double HalfCosine(double from, double to, double progress) =>
        progress >= 1 ? to : to + (from - to) * 0.5 * (1 + Math.Cos(Math.PI * progress));

    private sealed class WarmUpThen : Schedule
    {
        private readonly long _warmUp;
        private readonly Func<long, double> _after;

        public WarmUpThen(long warmUp, Func<long, double> after)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(warmUp);
            _warmUp = warmUp;
            _after = after;
        }

        public override double Factor(long update) => update < _warmUp ? (update + 1.0) / _warmUp : _after(update - _warmUp);
    }

    private sealed class Cycle(double top, double last, double start, double end) : Schedule
    {
        public override double Factor(long update) =>
            update < top ? HalfCosine(start, 1, update / top)
            : last > top ? HalfCosine(1, end, (update - top) / (last - top))
            : 1;
    }
}
