using Unrolled.Compiler.Planning;
using Unrolled.EndToEnd.Tests.Support;
using static Unrolled.Tests.Shared.Specs;

namespace Unrolled.EndToEnd.Tests;

/// <summary>Passes that drop: the mask of Backward is that of Forward.</summary>
public sealed class DropoutTests
{
    private static readonly string[] Dropping =
        ["stack with dropout", "residual of both directions", .. Variants.Masked.Where(name => !name.StartsWith("token", StringComparison.Ordinal))];

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

    public static TheoryData<string> Names => [.. Dropping];

    [Theory]
    [MemberData(nameof(Data))]
    public void A_pass_that_drops_agrees_with_the_interpreter(string variant, int hidden, bool uneven)
    {
        var spec = Variants.Spec(variant, hidden);
        using var model = InMemoryCompiler.Create(spec, seed: 5);
        PassData.Randomize(model.Parameters, hidden);
        var plan = new ModelPlan(spec);
        var pass = new PassData(plan, steps: 4, batch: 6, uneven, seed: 3);
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

        tape.Forward(training: false);
        others.Add(tape.Outputs.ToArray());

        // Of a layer of one unit all or nothing may be dropped twice.
        if (hidden > 1)
            Assert.Equal(others.Count, others.Select(outputs => string.Join(' ', outputs)).Distinct().Count());
    }

    /// <summary>Each of two tapes drops what one tape with all sequences drops: outputs bit for bit, and the gradients add up.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Two_halves_of_a_batch_drop_what_the_whole_drops(string variant)
    {
        const int Steps = 4, Batch = 8, Half = Batch / 2;
        var spec = Variants.Spec(variant, 17);
        using var model = InMemoryCompiler.Create(spec, seed: 5);
        PassData.Randomize(model.Parameters, 17);
        var plan = new ModelPlan(spec);
        var whole = model.NewTape(Steps, Batch);
        var pass = new PassData(plan, Steps, Batch, uneven: false, seed: 3);
        pass.Fill(whole);
        whole.Forward();
        whole.Backward();
        var expected = model.Gradients.ToDictionary(gradient => gradient.Name, gradient => Array.ConvertAll(gradient.ToArray(), value => (double)value));
        model.Gradients.Clear();
        foreach (var first in new[] { 0, Half })
        {
            var half = model.NewTape(Steps, Half);
            Columns(pass.Inputs, Batch, first, Half).CopyTo(half.Inputs);
            Columns(pass.OutputGradients, Batch, first, Half).CopyTo(half.OutputGradients);
            foreach (var (name, state) in pass.InitialStates)
                half.InitialState[name].Set(state.AsSpan(state.Length / Batch * first, state.Length / Batch * Half));
            foreach (var (name, state) in pass.StateGradients)
                half.FinalStateGradients[name].Set(state.AsSpan(state.Length / Batch * first, state.Length / Batch * Half));
            half.Forward(firstSequence: first);
            Compare.SameBits($"outputs from sequence {first}", half.Outputs, Columns(whole.Outputs, Batch, first, Half));
            half.Backward();
            Compare.SameBits($"input gradients from sequence {first}", half.InputGradients, Columns(whole.InputGradients, Batch, first, Half));
            if (first == 0)
                continue;
            half.Forward();
            Assert.NotEqual(Columns(whole.Outputs, Batch, first, Half), half.Outputs.ToArray());
        }

        foreach (var (name, gradient) in expected)
            Compare.Near("gradient of " + name, model.Gradients[name].ToArray(), gradient, Compare.Gradients);

        float[] Columns(ReadOnlySpan<float> rows, int batch, int first, int count)
        {
            var columns = new List<float>();
            var width = rows.Length / Steps / batch;
            for (var step = 0; step < Steps; step++)
                columns.AddRange(rows.Slice(((step * batch) + first) * width, count * width));
            return [.. columns];
        }
    }

    /// <summary>A sequence that goes through in two pieces, its state carried along, is dropped as in one piece.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_pieces_of_a_sequence_drop_what_the_whole_drops(bool recurrent)
    {
        const int Steps = 8, Batch = 3, Piece = 5;
        (string, double)[] masks = recurrent ? [("RecurrentDropout", 0.25), ("Zoneout", 0.125)] : [];
        var spec = Features(6, Gru(17, masks), Dropout(0.3), Lstm(9, masks), Dropout(0.5), Dense(5));
        using var model = InMemoryCompiler.Create(spec, seed: 5);
        var pass = new PassData(new ModelPlan(spec), Steps, Batch, uneven: false, seed: 3);
        var whole = model.NewTape(Steps, Batch);
        pass.Fill(whole);
        whole.Forward();
        var states = pass.InitialStates;
        for (var first = 0; first < Steps; first += Piece)
        {
            var steps = Math.Min(Piece, Steps - first);
            var piece = model.NewTape(steps, Batch);
            foreach (var (name, state) in states)
                piece.InitialState[name].Set(state);
            pass.Inputs.AsSpan(first * Batch * 6, steps * Batch * 6).CopyTo(piece.Inputs);
            piece.Forward(firstStep: first);
            Compare.SameBits($"outputs from step {first}", piece.Outputs, whole.Outputs.Slice(first * Batch * 5, steps * Batch * 5));
            states = piece.FinalState.ToDictionary(state => state.Name, state => state.ToArray());
        }
    }

    /// <summary>The same without any oracle: the gradient along a direction is the difference along that direction.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_the_differences_of_a_pass_that_drops(string variant)
    {
        const float Step = 1e-2f;
        var spec = Variants.Spec(variant, 17);
        using var model = InMemoryCompiler.Create(spec, seed: 5);
        PassData.Randomize(model.Parameters, 17);
        var tape = model.NewTape(4, 6);
        new PassData(new ModelPlan(spec), 4, 6, uneven: false, seed: 3).Fill(tape);
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
