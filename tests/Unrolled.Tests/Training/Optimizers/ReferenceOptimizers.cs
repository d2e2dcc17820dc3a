namespace Unrolled.Tests.Training;

/// <summary>The optimisers for one scalar parameter, in double, in the order of operations of PyTorch 1.13's single-tensor code.</summary>
internal abstract class ReferenceOptimizer
{
    public double WeightDecay { get; init; }

    protected int Count { get; private set; }

    public double Update(double value, double gradient, double rate)
    {
        Count++;
        return Next(value, gradient, rate);
    }

    protected abstract double Next(double p, double g, double lr);
}

internal sealed class ReferenceSgd : ReferenceOptimizer
{
    private double? _buffer;

    public double Momentum { get; init; }

    public bool Nesterov { get; init; }

    protected override double Next(double p, double g, double lr)
    {
        g += WeightDecay * p;
        if (Momentum != 0)
        {
            _buffer = _buffer is { } b ? Momentum * b + g : g;
            g = Nesterov ? g + Momentum * _buffer.Value : _buffer.Value;
        }

        return p - lr * g;
    }
}

internal sealed class ReferenceRmsProp : ReferenceOptimizer
{
    private double _square, _average, _buffer;

    public double Alpha { get; init; } = 0.99;

    public double Epsilon { get; init; } = 1e-8;

    public double Momentum { get; init; }

    public bool Centered { get; init; }

    protected override double Next(double p, double g, double lr)
    {
        g += WeightDecay * p;
        _square = Alpha * _square + (1 - Alpha) * g * g;
        double root = Math.Sqrt(_square);
        if (Centered)
        {
            _average = Alpha * _average + (1 - Alpha) * g;
            root = Math.Sqrt(_square - _average * _average);
        }

        double step = g / (root + Epsilon);
        if (Momentum > 0)
            step = _buffer = Momentum * _buffer + step;
        return p - lr * step;
    }
}

internal sealed class ReferenceAdam : ReferenceOptimizer
{
    private double _average, _square, _largest;

    public double Beta1 { get; init; } = 0.9;

    public double Beta2 { get; init; } = 0.999;

    public double Epsilon { get; init; } = 1e-8;

    public bool Amsgrad { get; init; }

    public bool Decoupled { get; init; }

    protected override double Next(double p, double g, double lr)
    {
        if (Decoupled)
            p *= 1 - lr * WeightDecay;
        else
            g += WeightDecay * p;
        _average = Beta1 * _average + (1 - Beta1) * g;
        _square = Beta2 * _square + (1 - Beta2) * g * g;
        _largest = Math.Max(_largest, _square);
        double correction1 = 1 - Math.Pow(Beta1, Count), correction2 = 1 - Math.Pow(Beta2, Count);
        double root = Math.Sqrt(Amsgrad ? _largest : _square) / Math.Sqrt(correction2) + Epsilon;
        return p - lr / correction1 * (_average / root);
    }
}

internal sealed class ReferenceAdagrad : ReferenceOptimizer
{
    private double _sum;

    public double Epsilon { get; init; } = 1e-10;

    protected override double Next(double p, double g, double lr)
    {
        g += WeightDecay * p;
        _sum += g * g;
        return p - lr * g / (Math.Sqrt(_sum) + Epsilon);
    }
}

internal sealed class ReferenceAdadelta : ReferenceOptimizer
{
    private double _square, _steps;

    public double Rho { get; init; } = 0.9;

    public double Epsilon { get; init; } = 1e-6;

    protected override double Next(double p, double g, double lr)
    {
        g += WeightDecay * p;
        _square = Rho * _square + (1 - Rho) * g * g;
        double step = Math.Sqrt(_steps + Epsilon) / Math.Sqrt(_square + Epsilon) * g;
        _steps = Rho * _steps + (1 - Rho) * step * step;
        return p - lr * step;
    }
}

/// <summary>Algorithm 2 of Chen et al. 2023.</summary>
internal sealed class ReferenceLion : ReferenceOptimizer
{
    private double _average;

    public double Beta1 { get; init; }

    public double Beta2 { get; init; }

    protected override double Next(double p, double g, double lr)
    {
        double direction = Beta1 * _average + (1 - Beta1) * g;
        _average = Beta2 * _average + (1 - Beta2) * g;
        return p - lr * (Math.Sign(direction) + WeightDecay * p);
    }
}
