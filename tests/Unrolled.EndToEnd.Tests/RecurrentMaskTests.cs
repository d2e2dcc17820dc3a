using Unrolled.CompilerServices;

namespace Unrolled.EndToEnd.Tests;

[Model(Inputs = 1)]
[Rnn(64, Activation = Activation.Relu, RecurrentDropout = 0.25)]
public partial class Dropping;

[Model(Inputs = 3)]
[Rnn(64, Zoneout = 0.25)]
public partial class Keeping;

/// <summary>What recurrent dropout and zoneout do, in cells that show it without an interpreter.</summary>
public sealed class RecurrentMaskTests
{
    private const int Steps = 6, Batch = 20, Units = 64;

    /// <summary>With R = 1 and nothing else, a unit that is dropped is 0 from the first step on, and any other grows by 1 / 0.75 at every step.</summary>
    [Fact]
    public void Recurrent_dropout_has_one_mask_for_all_steps()
    {
        var (model, tape) = Carrying();
        model.Forward(tape);
        var h = tape["rnn0.h"].ToArray();
        var dropped = 0;
        for (var unit = 0; unit < Batch * Units; unit++)
        {
            var expected = h[unit] == 0 ? 0f : 1f;
            dropped += h[unit] == 0 ? 1 : 0;
            for (var step = 0; step < Steps; step++)
            {
                expected *= (float)(1 / 0.75);
                Assert.Equal(expected, h[step * Batch * Units + unit]);
            }
        }

        Assert.InRange(dropped / (double)(Batch * Units), 0.2, 0.3);
        model.Forward(tape, training: false);
        Assert.All(tape["rnn0.h"].ToArray(), value => Assert.Equal(1f, value));
    }

    /// <summary>The pieces of a sequence have the mask of its first piece, in spite of updates between them; the next sequences have another.</summary>
    [Fact]
    public void Pieces_share_the_mask_of_recurrent_dropout()
    {
        var (model, tape) = Carrying();
        model.Forward(tape);
        var first = Zeros();
        ((IInferenceModel<Dropping>)model).Core.Updates++;
        tape.CarryState();
        model.Forward(tape, firstStep: Steps);
        Assert.Equal(first, Zeros());
        Assert.Contains(tape.Outputs.ToArray(), value => value > 20);

        Start(tape);
        model.Forward(tape);
        var next = Zeros();
        Assert.NotEqual(first, next);
        model.Forward(tape, training: false);
        Start(tape);
        model.Forward(tape, firstStep: Steps);
        Assert.Equal(next, Zeros());

        bool[] Zeros() => Array.ConvertAll(tape.Outputs.ToArray(), value => value == 0);
    }

    /// <summary>A unit keeps its value to the bit with the probability 1/4, each step anew; outside training it is the mean of both.</summary>
    [Fact]
    public void Zoneout_keeps_units_as_they_were()
    {
        var model = new Keeping(seed: 3);
        var tape = model.NewTape(Steps, Batch);
        var random = new Random(1);
        foreach (ref var x in tape.Inputs)
            x = random.NextSingle();
        model.Forward(tape);
        var h = tape["rnn0.h"].ToArray();
        var kept = new List<bool>();
        for (var i = Batch * Units; i < h.Length; i++)
            kept.Add(h[i] == h[i - Batch * Units]);
        Assert.InRange(kept.Count(same => same) / (double)kept.Count, 0.22, 0.28);
        Assert.InRange(kept.Zip(kept.Skip(Batch * Units), (a, b) => a && b).Count(both => both) / (double)kept.Count, 0.03, 0.09);

        model.Forward(tape, training: false);
        var (mean, state, y, before) = (tape["rnn0.h"].ToArray(), model.NewState(), new float[Units], new float[Units]);
        for (var step = 0; step < Steps; step++)
        {
            model.Step(tape.Input(step, 0), state, y);
            for (var i = 0; i < Units; i++)
                Assert.Equal(mean[step * Batch * Units + i], y[i], 1e-6f);
            y.CopyTo(before, 0);
        }
    }

    /// <summary>Every mask of a model is another: of each layer, state, kind and direction, each update, sequence and step.</summary>
    [Fact]
    public void No_two_masks_are_the_same()
    {
        var rows = new HashSet<string>();
        var count = 0;
        var draws = new[] { (0, 1, false, 0L), (1, 1, false, 0L), (0, 2, false, 0L), (0, 1, true, 0L), (0, 1, false, 1L), (0, 3, true, 1L) };
        foreach (var (layer, number, reversed, update) in draws)
        {
            var numbers = new float[Steps * Batch * Units];
            var pass = new Pass { Training = true, Update = update, SequenceUpdate = update + 10 };
            var draw = new MaskDraw(layer, number, reversed, 0.5, 1, 0, 0.5);
            Masks.FillSteps(in draw, 5, in pass, Share.Whole(Steps * Batch), Batch, ref numbers[0], Units, Units);
            Add(numbers);
            Masks.FillSequences(in draw, 5, in pass, Share.Whole(Batch), ref numbers[0], Units, Units);
            Add(numbers.AsSpan(0, Batch * Units));
        }

        Assert.Equal(count, rows.Count);

        void Add(ReadOnlySpan<float> numbers)
        {
            for (var row = 0; row < numbers.Length; row += Units, count++)
                rows.Add(string.Concat(numbers.Slice(row, Units).ToArray()));
        }
    }

    private static (Dropping Model, Tape<Dropping> Tape) Carrying()
    {
        var model = new Dropping(seed: 3);
        foreach (var parameter in model.Parameters)
            parameter.Set(new float[parameter.Length]);
        var ones = new float[Units * Units];
        for (var i = 0; i < Units; i++)
            ones[i * Units + i] = 1;
        model.Parameters["rnn0.R_h"].Set(ones);
        var tape = model.NewTape(Steps, Batch);
        Start(tape);
        return (model, tape);
    }

    private static void Start(Tape<Dropping> tape)
    {
        var ones = new float[Batch * Units];
        Array.Fill(ones, 1);
        tape.InitialState["rnn0.h"].Set(ones);
    }
}
