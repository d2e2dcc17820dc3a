using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;
using Unrolled.CompilerServices;
using Unrolled.EndToEnd.Tests.OwnCells;
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

    public static TheoryData<string> Data => [.. Variants.Names.OrEach(2)];

    [Theory]
    [MemberData(nameof(Data))]
    public void Spare_lanes_stay_zero_and_a_saved_model_gives_the_same_bits(string variant)
    {
        foreach (var size in Sizes.Or(Sizes[Variants.IndexOf(variant) % Sizes.Length]))
            Assert.True(Check(Variants.Spec(variant, size), Variants.IndexOf(variant) + size) > 0 || SimdWidth.Lanes == 1,
                "a size was to be no multiple of the width");
    }

    /// <summary>Cells written as equations: what their functions make of 0 is not always 0.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(80)]
    [InlineData(160)]
    [InlineData(240)]
    public void Spare_lanes_of_random_cells_stay_zero(int first)
    {
        var padding = 0;
        foreach (var seed in Enumerable.Range(first, 10).OrEach(5))
            padding += Check(RandomEquations.Spec(seed), seed, mayVanish: true);
        Assert.True(padding > 0 || SimdWidth.Lanes == 1);
    }

    [Fact]
    public void Spare_lanes_of_the_cells_of_papers_stay_zero()
    {
        ModelSpec[] cells =
        [
            OwnSpecs.Of<MinimalGatedUnitModel>(), OwnSpecs.Of<JanetModel>(), OwnSpecs.Of<MinGruModel>(), OwnSpecs.Of<ScalarLstmModel>(),
                OwnSpecs.Of<OscillatoryRnnModel>(),
            OwnSpecs.Of<SimpleRecurrentUnitModel>(), OwnSpecs.Of<QuasiRecurrentModel>(), OwnSpecs.Of<MogrifierModel>(), OwnSpecs.Of<AwkwardModel>(),
                OwnSpecs.Of<ClashingModel>(),
        ];
        for (var i = 0; i < cells.Length; i++)
            Assert.True(Check(cells[i], i) > 0 || SimdWidth.Lanes == 1);
    }

    /// <summary>Three updates, then save and load; returns the number of spare floats.</summary>
    private static int Check(ModelSpec spec, int number, bool mayVanish = false)
    {
        using var model = InMemoryCompiler.Create(spec);
        PassData.Randomize(model.Parameters, number);
        var plan = new ModelPlan(spec);
        var optimizer = Optimizers[number % Optimizers.Length]();
        var trainer = model.NewTrainer(Loss.MeanSquaredError, optimizer, maxGradientNorm: 0.01f);
        var tape = model.NewTape(steps: 4, batch: 7);
        var before = model.Core.Parameters.Span.ToArray();
        var learns = model.Parameters.Any(parameter => parameter.Trainable);
        for (var update = 0; update < 3; update++)
        {
            // From zero states: not every other state is one that a cell could reach.
            new PassData(plan, 4, 7, uneven: update == 1, seed: update).Fill(tape, IsOwn(spec) ? new HashSet<string>() : null);
            new Random(update).NextSingles(tape.Targets);
            trainer.Step(tape);
            Assert.True(trainer.GradientNorm > 0.01 || mayVanish || !learns, "the updates were to be clipped");
        }

        Assert.Equal(learns, !before.AsSpan().SequenceEqual(model.Core.Parameters.Span));

        tape.Forward();
        tape.Backward();
        var padding = Padding(model.Core.Layout, model.Core.Parameters.Length);
        AllZero("weights", model.Core.Parameters.Span, padding);
        AllZero("gradients", model.Core.Gradients.Span, padding);
        for (var moment = 0; moment < optimizer.Moments.Count; moment++)
            AllZero(optimizer.Moments[moment], trainer.State.Moment(moment), padding);

        SavedAndLoadedIsTheSame(model, plan);
        return padding.Count;
    }

    private static bool IsOwn(ModelSpec spec) => spec.Layers[0].Equations is not null;

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
        var pass = new PassData(plan, steps: 6, batch: 1, uneven: false, seed: 9);
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
