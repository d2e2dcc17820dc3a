namespace Unrolled.Generator.Tests;

/// <summary>Losses and weights that rarely go with a model: hints where it is trained.</summary>
public class TrainingUseTests
{
    private const string Models = """
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using Unrolled;
        [Model(Inputs = 3), Lstm(4), Dense(2, Activation = Activation.Sigmoid)] partial class Sigmoids;
        [Model(Inputs = 3), Lstm(4), Dense(3, Activation = Activation.Sigmoid), Residual] partial class Sums;
        [Model(Inputs = 3), Lstm(4), Dense(1)] partial class One;
        [Model(Inputs = 3), Gru(5)] partial class Recurrent;
        [Model(Inputs = 3), Gru(5), Dense(2)] partial class Plain;
        [Model(Inputs = 3), Gru(5, Direction = Direction.Both), Dense(2)] partial class Both;
        [Model(Inputs = 3), Gru(5, Direction = Direction.Both), Lstm(4, Direction = Direction.Backward)] partial class FromTheEnd;
        [Model(Inputs = 3), Gru(5, Direction = Direction.Both), Lstm(4, Direction = Direction.Both, Returns = Returns.Last), Dense(2)] partial class Last;
        [Model(Inputs = 3), Gru(5, Direction = Direction.Both), Lstm(4), Dense(2)] partial class ThenForward;
        static class Uses
        {
            static async Task Use<T>(
                Tape<Both> both, Tape<Last> last, Tape<FromTheEnd> backward, Trainer<Both> trainer, Trainer<Last> other,
                IReadOnlyList<float[]> xs, int[] classes)
                where T : class, IModel<T>, new()
            {
                await Task.Yield();

        """;

    private const string BackwardOf =
        "Only the last step of each sequence counts, where the backward direction of [{1}] in model '{0}' has read a single step: "
        + "set Returns = Returns.Last on that layer";

    [Theory]
    [InlineData(
        "_ = new Trainer<Sigmoids>(new Sigmoids(), {|UNR0093:Loss.BinaryCrossEntropy|}, new Adam());",
        "The outputs of model 'Sigmoids' are sigmoids, and Loss.BinaryCrossEntropy applies the sigmoid itself: remove Activation = Activation.Sigmoid from "
            + "the last layer, and write Sigmoid.Of(outputs) where you want probabilities")]
    [InlineData(
        "Trainer<One> t = new(new One(), optimizer: new Sgd(0.1f), loss: {|UNR0094:Loss.SoftmaxCrossEntropy|});",
        "Model 'One' has one output, and the softmax of one number is always 1, so Loss.SoftmaxCrossEntropy is 0 and nothing is learned: use one output for "
            + "each class, or Loss.BinaryCrossEntropy for yes or no")]
    [InlineData(
        "ILoss loss = Loss.SoftmaxCrossEntropyWithTargets; _ = new Trainer<Recurrent>(new Recurrent(), {|UNR0095:loss|}, new Adam()) { MaxGradientNorm = 1 };",
        "Loss.SoftmaxCrossEntropyWithTargets takes the outputs of model 'Recurrent' as logits, and these are the states of [Gru], which rarely grow as large "
            + "as logits must: add [Dense(5)] as the last layer")]
    public Task A_loss_that_does_not_go_with_the_outputs(string use, string message) => Expect(use, message);

    [Theory]
    [InlineData("{|UNR0096:both.WeightLastStepOnly()|};", "Both", "Gru")]
    [InlineData("{|UNR0096:backward.WeightLastStepOnly()|};", "FromTheEnd", "Lstm")]
    [InlineData("trainer.Fit({|UNR0096:SequenceDataset.Classification(xs, classes)|});", "Both", "Gru")]
    [InlineData("var data = SequenceDataset.Classification(xs, classes); await foreach (var e in trainer.FitAsync({|UNR0096:data|})) { }", "Both", "Gru")]
    [InlineData(
        "var (train, held, _) = SequenceDataset.Classification(xs, classes).Split(0.5, 0.5); trainer.Fit({|UNR0096:train|}, new() { Validation = held });",
        "Both", "Gru")]
    public Task A_backward_direction_where_only_the_last_step_counts(string use, string model, string layer) =>
        Expect(use, BackwardOf.Replace("{0}", model).Replace("{1}", layer));

    [Theory]
    [InlineData("_ = new Trainer<Sigmoids>(new(), Loss.MeanSquaredError, new Adam()); _ = new Trainer<Sums>(new(), Loss.BinaryCrossEntropy, new Adam());")]
    [InlineData("_ = new Trainer<One>(new(), Loss.BinaryCrossEntropy, new Adam()); _ = new Trainer<One>(new(), new Adam());")]
    [InlineData("_ = new Trainer<T>(new T(), Loss.SoftmaxCrossEntropy, new Adam());")]
    [InlineData("_ = new Trainer<Recurrent>(new(), Loss.Huber(), new Adam()); _ = new Trainer<Plain>(new(), Loss.SoftmaxCrossEntropy, new Adam());")]
    [InlineData("last.WeightLastStepOnly(); other.Fit(SequenceDataset.Classification(xs, classes)); new ThenForward().NewTape(3, 4).WeightLastStepOnly();")]
    [InlineData("trainer.Fit(SequenceDataset.NextStep(xs)); trainer.Fit(Data()); SequenceDataset Data() => SequenceDataset.Classification(xs, classes);")]
    [InlineData("var (a, b) = (SequenceDataset.NextStep(xs), 3); trainer.Fit(a); _ = b;")]
    public Task What_goes_together_is_left_alone(string use) => Expect(use);

    private static async Task Expect(string use, params string[] messages)
    {
        var (text, marks) = Markup.Read(Models + use + "\n    }\n}\n");
        var harness = GeneratorHarness.Run(text);
        var found = await harness.Analyze();

        Assert.Empty(harness.CompilerDiagnostics);
        Assert.Equal(marks.Select(mark => (mark.Id, mark.Span)), found.Select(d => (d.Id, d.Location.SourceSpan)));
        Assert.Equal(messages, found.Select(d => d.GetMessage()));
    }
}
