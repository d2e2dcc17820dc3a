using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>Finds where a pass that went wrong first has a number that is not finite: the pass is made again, and everything that it leaves is looked at in
/// the order in which it was computed.</summary>
internal static class NotFiniteSearch
{
    /// <summary>Looks at data, parameters, and the forward pass; then, where all of that is finite, at the backward pass.</summary>
    /// <param name="tape">The tape with the inputs of the pass.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="firstSequence">As the pass had it.</param>
    /// <param name="firstStep">As the pass had it.</param>
    public static NotFinitePlace? Find<TModel>(Tape<TModel> tape, ILoss loss, int firstSequence, int firstStep)
        where TModel : class, IModel<TModel>
    {
        var layout = tape.Model.Core.Layout;
        if ((layout.Vocabulary > 0 ? null : Rows(tape, tape.Inputs, layout.Inputs, "inputs", firstStep)) is { } input)
            return input with { IsInData = true };
        if (Parameters(tape.Model.Parameters, isGradient: false) is { } parameter)
            return parameter;
        foreach (var state in tape.InitialState)
        {
            if (Tensor(state.ToArray(), state.Name) is { } initial)
                return initial with { Tensor = $"the initial state {state.Name}" };
        }

        tape.Model.Forward(tape, training: true, firstSequence, firstStep);
        for (int i = 0; i < layout.Tracks.Length; i++)
        {
            if (Track(tape, layout.Tracks[i], firstStep) is { } place)
                return place;
        }

        if (Rows(tape, tape.Outputs, layout.Outputs, "outputs", firstStep) is { } output)
            return output;
        if (tape.HasTargets && Counted(tape, firstStep) is { } target)
            return target with { IsInData = true };
        _ = loss.Evaluate(tape);
        if (Rows(tape, tape.OutputGradients, layout.Outputs, "outputs", firstStep) is { } gradient)
            return gradient with { IsGradient = true };
        return Backward(tape, firstSequence, firstStep);
    }

    /// <summary>The first parameter, or gradient of one, that is not finite.</summary>
    public static NotFinitePlace? Parameters(IEnumerable<NamedTensor> tensors, bool isGradient)
    {
        foreach (var tensor in tensors)
        {
            if (Tensor(tensor.ToArray(), tensor.Name) is { } place)
                return place with { IsGradient = isGradient };
        }

        return null;
    }

    /// <summary>The last step from which on the backward pass has a gradient that is not finite: the pass is made from later and later steps to the end,
    /// from the states that were there.</summary>
    private static NotFinitePlace? Backward<TModel>(Tape<TModel> tape, int firstSequence, int firstStep)
        where TModel : class, IModel<TModel>
    {
        var model = tape.Model;
        var place = FromStep(tape, 0, firstSequence, firstStep);
        if (place is null || model.Core.Layout.HasBackwardDirection)
            return place;
        int wrong = 0, right = tape.Steps;
        while (right - wrong > 1)
        {
            int middle = (wrong + right) / 2;
            if (FromStep(tape, middle, firstSequence, firstStep) is { } found)
                (wrong, place) = (middle, found);
            else
                right = middle;
        }

        return place with { Step = firstStep + wrong };
    }

    private static NotFinitePlace? FromStep<TModel>(Tape<TModel> tape, int step, int firstSequence, int firstStep)
        where TModel : class, IModel<TModel>
    {
        var model = tape.Model;
        var layout = model.Core.Layout;
        int skipped = step * tape.Batch;
        var rest = model.NewTape(tape.Steps - step, tape.Batch);
        if (layout.Vocabulary > 0)
            tape.Tokens[skipped..].CopyTo(rest.Tokens);
        else
            tape.Inputs[(skipped * layout.Inputs)..].CopyTo(rest.Inputs);
        for (int b = 0; b < tape.Batch; b++)
            rest.Lengths[b] = Math.Max(0, tape.Lengths[b] - step);
        tape.Continues.CopyTo(rest.Continues);
        foreach (var state in tape.InitialState)
            rest.InitialState[state.Name].Set(step == 0 ? state.ToArray() : StateAfter(tape, state, step - 1));
        tape.OutputGradients[(skipped * layout.Outputs)..].CopyTo(rest.OutputGradients);
        rest.SequenceUpdate = tape.SequenceUpdate;
        model.Gradients.Clear();
        model.Forward(rest, training: true, firstSequence, firstStep + step);
        model.Backward(rest, inputGradients: false);
        return Parameters(model.Gradients.Reverse(), isGradient: true);
    }

    private static ReadOnlySpan<float> StateAfter<TModel>(Tape<TModel> tape, NamedTensor state, int step)
        where TModel : class, IModel<TModel> => tape[state.Name].ToArray().AsSpan(step * state.Length, state.Length);

    /// <summary>Of a layer, the first step in the order of its direction; at that step the first value in the order of the equations, then the
    /// states.</summary>
    private static NotFinitePlace? Track<TModel>(Tape<TModel> tape, LayerLayout track, int firstStep)
        where TModel : class, IModel<TModel>
    {
        // What a new state was made of comes before it.
        var states = track.States.Select(state => state.Name).Reverse().ToList();
        var tensors = track.Values.Select(value => value.Name).Except(states).Concat(states)
            .Select(name => (Name: name, Values: tape[name].ToArray(), Width: tape[name].Shape[2])).ToList();
        for (int n = 0; n < tape.Steps; n++)
        {
            int step = track.Reversed ? tape.Steps - 1 - n : n;
            foreach (var (name, values, width) in tensors)
            {
                for (int b = 0; b < tape.Batch; b++)
                {
                    if (step >= tape.Lengths[b])
                        continue;
                    var row = values.AsSpan((step * tape.Batch + b) * width, width);
                    if (First(row) is var k and >= 0)
                        return new NotFinitePlace(track.Name, name, row[k], firstStep + step, b, k);
                }
            }
        }

        return null;
    }

    private static NotFinitePlace? Counted<TModel>(Tape<TModel> tape, int firstStep)
        where TModel : class, IModel<TModel>
    {
        int width = tape.Model.Core.Layout.Outputs;
        for (int row = 0; row < tape.Steps * tape.Batch; row++)
        {
            if (tape.Weights[row] > 0 && row / tape.Batch < tape.Lengths[row % tape.Batch] && First(tape.Targets.Slice(row * width, width)) is var k and >= 0)
                return new NotFinitePlace(null, "targets", tape.Targets[row * width + k], firstStep + row / tape.Batch, row % tape.Batch, k);
        }

        return null;
    }

    private static NotFinitePlace? Rows<TModel>(Tape<TModel> tape, ReadOnlySpan<float> values, int width, string name, int firstStep)
        where TModel : class, IModel<TModel>
    {
        for (int row = 0; row < tape.Steps * tape.Batch; row++)
        {
            if (row / tape.Batch < tape.Lengths[row % tape.Batch] && First(values.Slice(row * width, width)) is var k and >= 0)
                return new NotFinitePlace(null, name, values[row * width + k], firstStep + row / tape.Batch, row % tape.Batch, k);
        }

        return null;
    }

    private static NotFinitePlace? Tensor(ReadOnlySpan<float> values, string name) =>
        First(values) is var k and >= 0 ? new NotFinitePlace(name.Split('.')[0], name, values[k], null, null, k) : null;

    private static int First(ReadOnlySpan<float> values)
    {
        for (int k = 0; k < values.Length; k++)
        {
            if (!float.IsFinite(values[k]))
                return k;
        }

        return -1;
    }
}
