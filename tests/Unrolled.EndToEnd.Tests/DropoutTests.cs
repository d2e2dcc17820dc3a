using Unrolled.Compiler.Planning;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>Passes that drop: the mask of Backward is that of Forward.</summary>
public sealed class DropoutTests
{
    private static readonly string[] Dropping = ["stack with dropout", "residual of both directions"];

    public static TheoryData<string, int, bool> Data
    {
        get
        {
            var data = new TheoryData<string, int, bool>();
            foreach (var variant in Dropping)
            {
                foreach (var hidden in new[] { 1, 7, 17, 65 }.Or(17))
                {
                    data.Add(variant, hidden, false);
                    data.Add(variant, hidden, true);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Data))]
    public void A_pass_that_drops_agrees_with_the_interpreter(string variant, int hidden, bool uneven)
    {
        var spec = Variants.Spec(variant, hidden);
        using var model = InMemoryCompiler.Create(spec, seed: 5);
        Pass.Randomize(model.Parameters, hidden);
        var plan = new ModelPlan(spec);
        var pass = new Pass(plan, steps: 4, batch: 6, uneven, seed: 3);
        var tape = model.NewTape(4, 6);
        pass.Fill(tape);
        var others = new List<float[]>();
        foreach (var update in new[] { 0, 1, 1000 })
        {
            model.Core.Updates = update;
            model.Gradients.Clear();
            var expected = new Oracle(plan, model, pass, training: true);
            tape.Forward();
            Compare.Near("outputs", tape.Outputs, expected.Outputs, Compare.Values);
            others.Add(tape.Outputs.ToArray());
            tape.Backward();
            Compare.Near("gradient of the input", tape.InputGradients, expected.InputGradients, Compare.Gradients);
            foreach (var gradient in expected.Gradients)
                Compare.Near("gradient of " + gradient.Key, model.Gradients[gradient.Key].ToArray(), gradient.Value, Compare.Gradients);
        }

        tape.Training = false;
        tape.Forward();
        others.Add(tape.Outputs.ToArray());

        // Of a layer of one unit all or nothing may be dropped twice.
        if (hidden > 1)
            Assert.Equal(others.Count, others.Select(outputs => string.Join(' ', outputs)).Distinct().Count());
    }

    /// <summary>The same without any oracle: the gradient along a direction is the difference along that direction.</summary>
    [Theory]
    [InlineData("stack with dropout")]
    [InlineData("residual of both directions")]
    public void Gradients_are_the_differences_of_a_pass_that_drops(string variant)
    {
        const float Step = 1e-2f;
        var spec = Variants.Spec(variant, 17);
        using var model = InMemoryCompiler.Create(spec, seed: 5);
        Pass.Randomize(model.Parameters, 17);
        var tape = model.NewTape(4, 6);
        new Pass(new ModelPlan(spec), 4, 6, uneven: false, seed: 3).Fill(tape);
        tape.FinalStateGradients.Clear();
        tape.Forward();
        tape.Backward();
        foreach (var parameter in model.Parameters)
        {
            var (at, gradient) = (parameter.ToArray(), model.Gradients[parameter.Name].ToArray());
            var norm = Math.Sqrt(gradient.Sum(value => (double)value * value));
            if (norm < 1e-2)
                continue;
            double Along(float step)
            {
                parameter.Set([.. at.Zip(gradient, (value, part) => value + (step * (float)(part / norm)))]);
                tape.Forward();
                var loss = 0.0;
                for (var i = 0; i < tape.Outputs.Length; i++)
                    loss += (double)tape.Outputs[i] * tape.OutputGradients[i];
                return loss;
            }

            var difference = (Along(Step) - Along(-Step)) / (2 * Step);
            parameter.Set(at);
            Assert.True(Math.Abs(difference - norm) < 1e-3 * Math.Max(norm, 0.3), $"{parameter.Name}: gradient {norm}, differences {difference}");
        }
    }
}
