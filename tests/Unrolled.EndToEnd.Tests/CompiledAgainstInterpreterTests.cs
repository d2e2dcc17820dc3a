using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>
/// Compiled models against the compiler's interpreter in double: outputs, final states, gradients of every parameter, input and initial state, and the
/// streaming Step and Run.
/// </summary>
/// <remarks>
/// How the cases were chosen. Every variant runs at every hidden size. Up to 17 units it runs with every batch; from 64 on the plain form of each
/// recurrent family still does, the others with some batches that rotate from variant to variant, so that each pair of a size and a batch
/// is run by several variants: what depends on the pair alone (tiles of products, tails of rows) is the same code for all of them. Large sizes run few
/// steps: time is a loop in every kernel. Uneven lengths run with every variant and size, with one batch.
/// </remarks>
public abstract class CompiledAgainstInterpreter
{
    private static readonly int[] Sizes = [1, 7, 16, 17, 64, 65, 128, 200, 512];
    private static readonly int[] Batches = [1, 3, 5, 6, 7, 19, 20, 33];

    /// <summary>Set where the whole set would be too much: in the processes that run it for other vector widths.</summary>
    private static bool IsReduced => Environment.GetEnvironmentVariable("UNROLLED_REDUCED") == "1";

    /// <summary>Variants whose place in the list leaves <paramref name="remainder"/> when divided by 2, with each size: two classes run side by side.</summary>
    protected static TheoryData<string, int> Cases(int remainder)
    {
        var data = new TheoryData<string, int>();
        for (var i = 0; i < Variants.Names.Count; i++)
        {
            if (i % 2 == remainder)
            {
                foreach (var size in IsReduced ? [i % 3 == 0 ? 7 : i % 3 == 1 ? 17 : 65] : Sizes)
                    data.Add(Variants.Names[i], size);
            }
        }

        return data;
    }

    protected static void Check(string variant, int hidden)
    {
        var spec = Variants.Spec(variant, hidden);
        using var model = InMemoryCompiler.Create(spec);
        Pass.Randomize(model.Parameters, seed: hidden);
        var steps = hidden <= 17 ? 5 : hidden <= 65 ? 4 : hidden < 512 ? 3 : 2;
        var batches = BatchesOf(variant, hidden);
        foreach (var batch in batches)
            Check(spec, model, steps, batch, uneven: false);
        Check(spec, model, steps + 1, Math.Max(3, batches[0]), uneven: true);
    }

    private static int[] BatchesOf(string variant, int hidden)
    {
        var i = Variants.IndexOf(variant);
        int[] Some(int count) => [.. Enumerable.Range(0, count).Select(k => Batches[(i + hidden + (3 * k)) % Batches.Length]).Order()];
        if (IsReduced)
            return Some(2);
        return hidden <= 17 || Variants.Plain.Contains(variant) ? Batches : Some(hidden <= 65 ? 3 : hidden <= 200 ? 2 : 1);
    }

    private static void Check(ModelSpec spec, ModelHandle model, int steps, int batch, bool uneven)
    {
        var what = $"batch {batch}{(uneven ? ", uneven" : "")}: ";
        var plan = new ModelPlan(spec);
        var tape = model.NewTape(steps, batch);
        tape.Training = false;

        // A used tape, last with the other kind of lengths, gives what a new one gives.
        new Pass(plan, steps, batch, !uneven, seed: 2).Fill(tape);
        tape.Forward();
        tape.Backward();
        model.Gradients.Clear();

        var pass = new Pass(plan, steps, batch, uneven, seed: 3);
        var expected = new Oracle(plan, model, pass);
        pass.Fill(tape);
        tape.Forward();
        Compare.Near(what + "outputs", tape.Outputs, expected.Outputs, Compare.Values);
        foreach (var state in expected.FinalStates)
            Compare.Near($"{what}final {state.Key}", tape.FinalState[state.Key].ToArray(), state.Value, Compare.Values);
        tape.Backward(!plan.IsToken);
        foreach (var gradient in expected.Gradients)
            Compare.Near($"{what}gradient of {gradient.Key}", model.Gradients[gradient.Key].ToArray(), gradient.Value, Compare.Gradients);
        foreach (var state in expected.InitialStateGradients)
            Compare.Near($"{what}gradient of initial {state.Key}", tape.InitialStateGradients[state.Key].ToArray(), state.Value, Compare.Gradients);
        if (!plan.IsToken)
            Compare.Near(what + "gradient of the input", tape.InputGradients, expected.InputGradients, Compare.Gradients);
        Assert.Equal(expected.Gradients.Keys.Order(), model.Parameters.Select(parameter => parameter.Name).Order());
        if (!uneven)
            Streams(what, plan, model, pass, expected);
    }

    /// <summary>The first and the last sequence, a step at a time and all at once.</summary>
    private static void Streams(string what, ModelPlan plan, ModelHandle model, Pass pass, Oracle expected)
    {
        var stream = model.NewStream();
        foreach (var b in new[] { 0, pass.Batch - 1 }.Distinct())
        {
            var rows = Enumerable.Range(0, pass.Steps).Select(t => (t * pass.Batch) + b).ToArray();
            float[] xs = [.. rows.SelectMany(row => pass.Inputs.Skip(row * plan.Spec.Inputs).Take(plan.Spec.Inputs))];
            int[] tokens = plan.IsToken ? [.. rows.Select(row => pass.Tokens[row])] : [];
            double[] ys = [.. rows.SelectMany(row => expected.Outputs.Skip(row * plan.Outputs).Take(plan.Outputs))];
            var got = new float[ys.Length];
            if (model.CanStep)
            {
                Start(stream, pass, b);
                for (var t = 0; t < pass.Steps; t++)
                {
                    var y = got.AsSpan(t * plan.Outputs, plan.Outputs);
                    if (plan.IsToken)
                        stream.Step(tokens[t], y);
                    else
                        stream.Step(xs.AsSpan(t * plan.Spec.Inputs, plan.Spec.Inputs), y);
                }

                Compare.Near(what + "Step", got, ys, Compare.Values);
                End(what + "Step", stream, pass, expected, b);
            }

            Start(stream, pass, b);
            got.AsSpan().Clear();
            if (plan.IsToken)
                stream.Run(tokens, got);
            else
                stream.Run(xs, got);
            Compare.Near(what + "Run", got, ys, Compare.Values);
            End(what + "Run", stream, pass, expected, b);
        }
    }

    private static void Start(StreamHandle stream, Pass pass, int b)
    {
        foreach (var state in pass.InitialStates)
        {
            var width = state.Value.Length / pass.Batch;
            stream[state.Key].Set(state.Value.AsSpan(b * width, width));
        }
    }

    private static void End(string what, StreamHandle stream, Pass pass, Oracle expected, int b)
    {
        foreach (var state in expected.FinalStates)
        {
            var width = state.Value.Length / pass.Batch;
            Compare.Near($"{what}, final {state.Key}", stream[state.Key].ToArray(), state.Value.AsSpan(b * width, width), Compare.Values);
        }
    }
}

/// <inheritdoc/>
public sealed class CompiledAgainstInterpreterEvenTests : CompiledAgainstInterpreter
{
    public static TheoryData<string, int> Data => Cases(0);

    [Theory]
    [MemberData(nameof(Data))]
    public void Agrees(string variant, int hidden) => Check(variant, hidden);
}

/// <inheritdoc/>
public sealed class CompiledAgainstInterpreterOddTests : CompiledAgainstInterpreter
{
    public static TheoryData<string, int> Data => Cases(1);

    [Theory]
    [MemberData(nameof(Data))]
    public void Agrees(string variant, int hidden) => Check(variant, hidden);
}
