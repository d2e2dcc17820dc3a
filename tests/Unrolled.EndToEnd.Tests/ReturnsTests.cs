using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

[Model(Inputs = 3)]
[Gru(17, Direction = Direction.Both)]
public partial class AllSteps;

[Model(Inputs = 3)]
[Gru(17, Direction = Direction.Both, Returns = Returns.Last)]
public partial class LastStep;

[Model(Inputs = 3)]
[Lstm(9)]
[Dense(2)]
public partial class StreamOfAll;

[Model(Inputs = 3)]
[Lstm(9, Returns = Returns.Last)]
[Dense(2)]
public partial class StreamOfLast;

/// <summary>What a layer with <see cref="Returns.Last"/> gives, beside the same layer that gives every step.</summary>
public sealed class ReturnsTests
{
    private const int Steps = 6, Batch = 5, Units = 17;

    private static readonly int[] Lengths = [6, 0, 1, 4, 5];

    [Fact]
    public void The_last_step_has_the_final_output_of_each_direction()
    {
        var (all, last) = (new AllSteps(seed: 2), new LastStep(seed: 2));
        Assert.Equal(all.Parameters.SelectMany(p => p.ToArray()), last.Parameters.SelectMany(p => p.ToArray()));
        var (everything, end) = (all.NewTape(Steps, Batch), last.NewTape(Steps, Batch));
        new Random(1).NextSingles(everything.Inputs);
        everything.Inputs.CopyTo(end.Inputs);
        Lengths.CopyTo(everything.Lengths);
        Lengths.CopyTo(end.Lengths);
        all.Forward(everything);
        last.Forward(end);
        var expected = new float[Steps * Batch * 2 * Units];
        foreach (var (b, length) in Lengths.Index().Where(pair => pair.Item > 0))
        {
            var row = ((length - 1) * Batch) + b;
            everything.Outputs.Slice(row * 2 * Units, Units).CopyTo(expected.AsSpan(row * 2 * Units));
            everything.Outputs.Slice((b * 2 * Units) + Units, Units).CopyTo(expected.AsSpan((row * 2 * Units) + Units));
        }

        Compare.SameBits("outputs", end.Outputs, expected);

        // Backward: the same gradients as of weights at those rows.
        new Random(2).NextSingles(end.OutputGradients);
        foreach (var (b, length) in Lengths.Index().Where(pair => pair.Item > 0))
        {
            var row = ((length - 1) * Batch) + b;
            end.OutputGradients.Slice(row * 2 * Units, Units).CopyTo(everything.OutputGradients[(row * 2 * Units)..]);
            end.OutputGradients.Slice((row * 2 * Units) + Units, Units).CopyTo(everything.OutputGradients[((b * 2 * Units) + Units)..]);
        }

        all.Backward(everything);
        last.Backward(end);
        Compare.SameBits("input gradients", end.InputGradients, everything.InputGradients);
        foreach (var gradient in all.Gradients)
            Compare.SameBits(gradient.Name, last.Gradients[gradient.Name].ToArray(), gradient.ToArray());
    }

    /// <summary>A sequence that goes on on another tape has no last step on this one.</summary>
    [Fact]
    public void Pieces_give_the_last_step_where_the_sequence_ends()
    {
        const int Piece = 4;
        var model = new StreamOfLast(seed: 2);
        int[] lengths = [6, 4, 2];
        var whole = model.NewTape(Steps, lengths.Length);
        new Random(1).NextSingles(whole.Inputs);
        lengths.CopyTo(whole.Lengths);
        model.Forward(whole);
        var piece = model.NewTape(Piece, lengths.Length);
        whole.Inputs[..piece.Inputs.Length].CopyTo(piece.Inputs);
        for (var b = 0; b < lengths.Length; b++)
            (piece.Lengths[b], piece.Continues[b]) = (Math.Min(lengths[b], Piece), lengths[b] > Piece);
        model.Forward(piece);
        Compare.SameBits("first piece", piece.Outputs, whole.Outputs[..piece.Outputs.Length]);

        piece.CarryState();
        piece.Inputs.Clear();
        whole.Inputs[piece.Inputs.Length..].CopyTo(piece.Inputs);
        for (var b = 0; b < lengths.Length; b++)
            (piece.Lengths[b], piece.Continues[b]) = (Math.Max(lengths[b] - Piece, 0), false);
        model.Forward(piece, firstStep: Piece);
        var rest = whole.Outputs[piece.Outputs.Length..];
        Compare.SameBits("second piece", piece.Outputs[..rest.Length], rest);
    }

    /// <summary>Fit says which sequences go on: of each sequence one step counts, in the piece in which it ends.</summary>
    [Fact]
    public void Fit_in_pieces_ends_where_the_sequences_end()
    {
        float[][] inputs = [.. Enumerable.Range(3, 12).Select(length => Enumerable.Range(0, length * 3).Select(i => MathF.Sin(i)).ToArray())];
        var data = SequenceDataset.Classification(inputs, [.. Enumerable.Range(0, 12).Select(i => i % 2)]);
        var trainer = new Trainer<StreamOfLast>(new StreamOfLast(seed: 2), Loss.SoftmaxCrossEntropy, new Sgd(0f));
        var pieces = trainer.Fit(data, new FitOptions { Epochs = 1, Batch = 5, Truncate = 4 });
        var whole = trainer.Fit(data, new FitOptions { Epochs = 1, Batch = 5 });
        Assert.Equal(whole.Epochs[0].Loss, pieces.Epochs[0].Loss, 1e-6);
    }

    /// <summary>A stream does not know what follows: each step, and each step of Run, is answered as if it were the last.</summary>
    [Fact]
    public void A_stream_gives_each_step_as_if_it_were_the_last()
    {
        var (all, last) = (new StreamOfAll(seed: 2), new StreamOfLast(seed: 2));
        var xs = new float[Steps * 3];
        new Random(1).NextSingles(xs);
        var (ofAll, ofLast, steps) = (new float[Steps * 2], new float[Steps * 2], new float[Steps * 2]);
        all.Run(xs, all.NewState(), ofAll);
        last.Run(xs, last.NewState(), ofLast);
        Compare.SameBits("Run", ofLast, ofAll);
        var state = last.NewState();
        for (var t = 0; t < Steps; t++)
            last.Step(xs.AsSpan(t * 3, 3), state, steps.AsSpan(t * 2, 2));
        for (var i = 0; i < steps.Length; i++)
            Assert.Equal(ofAll[i], steps[i], 1e-5f);

        var tape = last.NewTape(Steps, 1);
        xs.CopyTo(tape.Inputs);
        last.Forward(tape, training: false);
        for (var i = 0; i < 2; i++)
            Assert.Equal(ofAll[^(2 - i)], tape.Outputs[^(2 - i)], 1e-5f);
        Assert.Equal(last.Parameters["dense1.b"].ToArray(), tape.Outputs[..2].ToArray());
    }

    /// <summary>Run of a model with a backward direction takes a whole sequence, of which the last step is the last.</summary>
    [Fact]
    public void Run_of_both_directions_ends_with_the_call()
    {
        var (all, last) = (new AllSteps(seed: 2), new LastStep(seed: 2));
        var xs = new float[Steps * 3];
        new Random(1).NextSingles(xs);
        var (ofAll, ofLast) = (new float[Steps * 2 * Units], new float[Steps * 2 * Units]);
        all.Run(xs, all.NewState(), ofAll);
        last.Run(xs, last.NewState(), ofLast);
        Assert.All(ofLast[..^(2 * Units)], value => Assert.Equal(0, value));
        Assert.Equal(ofAll[^(2 * Units)..^Units], ofLast[^(2 * Units)..^Units]);
        Assert.Equal(ofAll[Units..(2 * Units)], ofLast[^Units..]);
    }
}
