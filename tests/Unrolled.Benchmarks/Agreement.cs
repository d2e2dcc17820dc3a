using System.Globalization;
using Unrolled.Benchmarks.ByHand;

namespace Unrolled.Benchmarks;

/// <summary>Whether what is measured computes what it should.</summary>
internal static class Agreement
{
    private const double LargestOutputError = 2e-6;
    private const double LargestGradientError = 2e-5;

    /// <summary>Compares outputs and gradients of the models, and the outputs of the code written by hand, with the reference in double precision.</summary>
    /// <returns>How many are wrong.</returns>
    public static int Check()
    {
        int wrong = 0;
        foreach (var subject in Catalogue.All.Where(subject => subject.Hidden <= 256))
        {
            wrong += Report(subject, "outputs", subject.OutputError(subject.Hidden > 64 ? 3 : 20), LargestOutputError);
            if (subject.Hidden <= 64)
                wrong += Report(subject, "gradients", subject.GradientError(steps: 5, batch: 7), LargestGradientError);
            if (subject.Kind == CellKind.Lstm && subject.Hidden <= 64)
            {
                var weights = LstmWeights.Of(subject.Parameters());
                wrong += Report(subject, "mathf", ByHandError(subject, new MathFLstm(subject.Inputs, subject.Hidden, weights)), LargestOutputError);
                wrong += Report(subject, "tensorprimitives", ByHandError(subject, new TensorPrimitivesLstm(subject.Inputs, subject.Hidden, weights)),
                    LargestOutputError);
            }
        }

        return wrong;
    }

    private static int Report(Subject subject, string what, double error, double largest)
    {
        bool isWrong = !(error <= largest);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"# {(isWrong ? "WRONG" : "ok")} {subject.Name} {what}: error {error:E1}, allowed {largest:E0}"));
        return isWrong ? 1 : 0;
    }

    private static double ByHandError(Subject subject, IByHand cell)
    {
        const int Steps = 20;
        var xs = Subject.Values(Steps * subject.Inputs, seed: 2);
        var expected = new Reference(subject.Kind, subject.Inputs, subject.Hidden, subject.Parameters()).Outputs(xs, Steps, batch: 1);
        double error = 0;
        for (int t = 0; t < Steps; t++)
        {
            cell.Step(xs.AsSpan(t * subject.Inputs, subject.Inputs));
            for (int u = 0; u < subject.Hidden; u++)
                error = Reference.Larger(error, Math.Abs(cell.Output[u] - expected[(t * subject.Hidden) + u]));
        }

        return error;
    }
}
