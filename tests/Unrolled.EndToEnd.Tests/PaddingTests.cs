using Unrolled.Compiler.Planning;
using Unrolled.CompilerServices;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>The spare lanes of packed weights, gradients and moments never learn; and what is saved is all there is.</summary>
public sealed class PaddingTests
{
    private static readonly int[] Sizes = [5, 7, 17];

    private static readonly Func<Optimizer>[] Optimizers =
    [
        () => new AdamW(0.01f, weightDecay: 0.1f, amsgrad: true),
        () => new Sgd(0.05f, momentum: 0.9f, nesterov: true, weightDecay: 0.1f),
        () => new RmsProp(0.01f, momentum: 0.5f, centered: true, weightDecay: 0.1f),
        () => new Adam(0.01f, weightDecay: 0.1f),
        () => new Adagrad(0.05f, weightDecay: 0.1f),
        () => new Adadelta(0.5f, weightDecay: 0.1f),
    ];

    public static TheoryData<string> Data => [.. Variants.Names];

    [Theory]
    [MemberData(nameof(Data))]
    public void Spare_lanes_stay_zero_and_a_saved_model_gives_the_same_bits(string variant)
    {
        foreach (var size in Sizes)
        {
            var spec = Variants.Spec(variant, size);
            using var model = InMemoryCompiler.Create(spec);
            Pass.Randomize(model.Parameters, size);
            var plan = new ModelPlan(spec);
            var optimizer = Optimizers[(Variants.IndexOf(variant) + size) % Optimizers.Length]();
            var trainer = model.NewTrainer(Loss.MeanSquaredError, optimizer, maxGradientNorm: 0.01f);
            var tape = model.NewTape(steps: 4, batch: 7);
            var before = model.Core.Parameters.Span.ToArray();
            for (var update = 0; update < 3; update++)
            {
                new Pass(plan, 4, 7, uneven: update == 1, seed: update).Fill(tape);
                new Random(update).NextSingles(tape.Targets);
                trainer.Step(tape);
                Assert.True(trainer.GradientNorm > 0.01, "the updates were to be clipped");
            }

            Assert.False(before.AsSpan().SequenceEqual(model.Core.Parameters.Span), "the updates were to change something");

            tape.Forward();
            tape.Backward();
            var padding = Padding(model.Core.Layout, model.Core.Parameters.Length);
            Assert.True(SimdWidth.Lanes == 1 || padding.Count > 0, "a size was to be no multiple of the width");
            AllZero("weights", model.Core.Parameters.Span, padding);
            AllZero("gradients", model.Core.Gradients.Span, padding);
            for (var moment = 0; moment < optimizer.Moments.Count; moment++)
                AllZero(optimizer.Moments[moment], trainer.State.Moment(moment), padding);

            SavedAndLoadedIsTheSame(model, plan);
        }
    }

    /// <summary>Every float that belongs to no parameter: spare lanes, and the gaps between layers.</summary>
    private static List<int> Padding(ModelLayout layout, int floats)
    {
        var used = new bool[floats];
        foreach (var parameter in layout.ParameterLayouts.Select(parameter => parameter.Layout))
        {
            for (var unit = 0; unit < parameter.Units; unit++)
            {
                for (var other = 0; other < parameter.Others; other++)
                {
                    var index = parameter.Index(unit, other);
                    Assert.False(used[index], "two parameters share a float");
                    used[index] = true;
                }
            }
        }

        return [.. Enumerable.Range(0, floats).Where(index => !used[index])];
    }

    private static void AllZero(string what, ReadOnlySpan<float> buffer, List<int> padding)
    {
        foreach (var index in padding)
            Assert.True(buffer[index] == 0, $"{what}: the spare float {index} is {buffer[index]}");
    }

    private static void SavedAndLoadedIsTheSame(ModelHandle model, ModelPlan plan)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            model.Save(path);
            using var again = model.Load(path);
            Compare.SameBits("parameters", again.Core.Parameters.Span, model.Core.Parameters.Span);
            Compare.SameBits("outputs", Outputs(again, plan), Outputs(model, plan));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static float[] Outputs(ModelHandle model, ModelPlan plan)
    {
        var pass = new Pass(plan, steps: 6, batch: 1, uneven: false, seed: 9);
        var stream = model.NewStream();
        var ys = new float[6 * plan.Outputs];
        if (!model.CanStep)
        {
            if (plan.IsToken)
                stream.Run(pass.Tokens, ys);
            else
                stream.Run(pass.Inputs, ys);
            return ys;
        }

        for (var t = 0; t < 6; t++)
        {
            var y = ys.AsSpan(t * plan.Outputs, plan.Outputs);
            if (plan.IsToken)
                stream.Step(pass.Tokens[t], y);
            else
                stream.Step(pass.Inputs.AsSpan(t * plan.Spec.Inputs, plan.Spec.Inputs), y);
        }

        return ys;
    }
}
