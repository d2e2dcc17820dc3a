namespace Unrolled.EndToEnd.Tests.Fitting;

[Model(Inputs = 3)]
[Lstm(9, LearnInitialState = true)]
[Dropout(0.2)]
[Gru(6)]
[Dense(2)]
public partial class Majority;

[Model(Inputs = 3)]
[Lstm(7, Zoneout = 0.1)]
[Gru(6, RecurrentDropout = 0.3)]
[Dense(2)]
public partial class MajorityMasked;

[Model(Inputs = 3)]
[Lstm(5, Direction = Direction.Both)]
[Dense(2)]
public partial class MajorityBothWays;

[Model(Inputs = 3)]
[Lstm(9, LearnInitialState = true)]
[Dropout(0.2)]
[Gru(6, Reset = Reset.Before)]
[Dense(2)]
public partial class MajorityReset;

/// <summary>What the models of these tests learn.</summary>
internal static class FitData
{
    /// <summary>Whether more of the first feature's values are above 0 than below; lengths 3 to 30.</summary>
    public static SequenceDataset Majority(int seed, int count)
    {
        var random = new Random(seed);
        var inputs = new List<float[]>();
        var classes = new List<int>();
        for (int i = 0; i < count; i++)
        {
            float[] x = [.. Enumerable.Range(0, random.Next(3, 31) * 3).Select(_ => random.NextSingle() * 2 - 1)];
            inputs.Add(x);
            classes.Add(Enumerable.Range(0, x.Length / 3).Sum(t => Math.Sign(x[t * 3])) > 0 ? 1 : 0);
        }

        return SequenceDataset.Classification(inputs, classes);
    }

    /// <summary>A text whose next letter follows from the two before, most of the time.</summary>
    public static int[] Text(int length)
    {
        var random = new Random(3);
        var text = new int[length];
        for (int i = 2; i < length; i++)
            text[i] = random.Next(10) == 0 ? random.Next(11) : (text[i - 1] + 2 * text[i - 2] + 1) % 11;
        return text;
    }

    public static float[] Bits<TModel>(TModel model)
        where TModel : class, IModel<TModel> => [.. model.Parameters.SelectMany(p => p.ToArray())];
}

[Model(Inputs = 3)]
[Lstm(5, InputActivation = Activation.Identity, OutputActivation = Activation.Identity)]
[Dense(2)]
public partial class Unbounded;
