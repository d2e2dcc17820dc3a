namespace Unrolled.Tests.Training.Fitting;

/// <summary>Something for the linear model to learn: what another linear model gives.</summary>
internal static class Lessons
{
    public static SequenceDataset Data(int count, int seed = 1, int longest = 7, int teacherSeed = 100)
    {
        var random = new Random(seed);
        var teacher = new LinearModel(teacherSeed);
        var inputs = new List<float[]>();
        var targets = new List<float[]>();
        for (int i = 0; i < count; i++)
        {
            int length = random.Next(1, longest + 1);
            var tape = teacher.NewTape(length, 1);
            foreach (ref float x in tape.Inputs)
                x = random.NextSingle() * 2 - 1;
            teacher.Forward(tape);
            inputs.Add(tape.Inputs.ToArray());
            targets.Add(tape.Outputs.ToArray());
        }

        return SequenceDataset.Regression(inputs, targets);
    }

    public static Trainer<LinearModel> Trainer(int seed = 1, float rate = 0.02f) =>
        new(new LinearModel(seed), Loss.MeanSquaredError, new Adam(rate)) { MaxGradientNorm = 1 };

    public static float[] Bits(LinearModel model) => model.Core.Parameters.Span.ToArray();
}
