using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>Which of a tape's four tensors of a state.</summary>
internal enum StateRole
{
    Initial,
    Final,
    FinalGradient,
    InitialGradient,
}

/// <summary>A state, or a state's gradient, at one end of a tape: [batch, units].</summary>
internal sealed class TapeStateTensor(TapeFrame frame, LayerTape track, int state, StateRole role)
    : NamedTensor(track.Layout.States[state].Name, new Shape(frame.Batch, track.Layout.States[state].Width))
{
    private protected override PackedLayout Locate(Access access, out AlignedBuffer buffer)
    {
        var layout = track.Layout.States[state];
        long offset = 0;
        switch (role)
        {
            case StateRole.Initial:
                if (access == Access.Write)
                    track.SetInitial(state);
                buffer = track[layout.Region];
                offset = track.InitialOffset(state);
                break;
            case StateRole.Final:
                RequireReading(access);
                frame.RequireForward($"The final state {Name}");
                buffer = track[layout.Region];
                offset = track.FinalOffset(state);
                break;
            case StateRole.FinalGradient:
                buffer = track.FinalGradient(state);
                break;
            default:
                RequireReading(access);
                frame.RequireBackward($"The gradient of the initial state {Name}");
                buffer = track[layout.GradientRegion];
                break;
        }

        return new PackedLayout(offset, layout.Width, frame.Batch, track.Layout.Lanes, track.Layout.Lanes, layout.PaddedWidth, UnitMajor: false);
    }

    private void RequireReading(Access access)
    {
        if (access != Access.Read)
            throw TapeFrame.ReadOnly(role == StateRole.Final ? $"The final state {Name}" : $"The gradient of the initial state {Name}");
    }
}

/// <summary>A state after each step: [steps, batch, units]. Past a sequence's end it is carried unchanged.</summary>
internal sealed class TapeHistoryTensor(TapeFrame frame, LayerTape track, int state)
    : NamedTensor(track.Layout.States[state].Name, new Shape(frame.Steps, frame.Batch, track.Layout.States[state].Width))
{
    private protected override PackedLayout Locate(Access access, out AlignedBuffer buffer)
    {
        if (access != Access.Read)
            throw TapeFrame.ReadOnly($"{Name} at each step");
        frame.RequirePass($"{Name} at each step");
        var layout = track.Layout.States[state];
        buffer = track[layout.Region];
        long offset = track.Reversed ? 0 : (long)frame.Batch * layout.PaddedWidth;
        return new PackedLayout(offset, layout.Width, (int)track.Rows, track.Layout.Lanes, track.Layout.Lanes, layout.PaddedWidth, UnitMajor: false);
    }
}

/// <summary>A gate or another value of each step: [steps, batch, units]. Past a sequence's end, where there is no step, it reads 0.</summary>
internal sealed class TapeValueTensor(TapeFrame frame, LayerTape track, ValueLayout value)
    : NamedTensor(value.Name, new Shape(frame.Steps, frame.Batch, value.Width))
{
    private protected override PackedLayout Locate(Access access, out AlignedBuffer buffer)
    {
        if (access != Access.Read)
            throw TapeFrame.ReadOnly(Name);
        frame.RequirePass(Name);
        if (value.LostInBackward)
            frame.RequireKept(Name);
        buffer = track[value.Region];
        int lanes = track.Layout.Lanes;
        long blockStride = value.RowMajor ? lanes : track.Rows * value.FloatsPerRow;
        return new PackedLayout(value.Offset, value.Width, (int)track.Rows, lanes, blockStride, value.FloatsPerRow, UnitMajor: false);
    }

    private protected override void Unpacked(Span<float> values)
    {
        if (frame.Uneven)
            Sequences.ClearPastEnd(track.Lengths, frame.Steps, values, value.Width);
    }
}

/// <summary>A value of each step that no pass keeps, computed from the equations when it is read: [steps, batch, units]. Past a sequence's end, where there
/// is no step, it reads 0.</summary>
internal sealed class TapeComputedTensor<TModel>(Tape<TModel> tape, TapeFrame frame, string name, int width)
    : NamedTensor(name, new Shape(frame.Steps, frame.Batch, width))
    where TModel : class, IInferenceModel<TModel>
{
    private protected override PackedLayout Locate(Access access, out AlignedBuffer buffer)
    {
        if (access != Access.Read)
            throw TapeFrame.ReadOnly(Name);
        frame.RequirePass(Name);
        frame.RequireUnchanged(Name, tape.Model.Core.Version);
        buffer = new AlignedBuffer(Length);
        double[][] rows = ReferenceModel.Of(tape.Model, tape).Value(Name);
        for (int row = 0; row < rows.Length; row++)
        {
            for (int i = 0; i < rows[row].Length; i++)
                buffer.Span[row * width + i] = (float)rows[row][i];
        }

        return new PackedLayout(0, width, rows.Length, Lanes: 1, BlockStride: 1, OtherStride: width, UnitMajor: false);
    }
}

/// <summary>What <c>tape["lstm0.f"]</c> can find: states and values of every track.</summary>
internal sealed class TapeValueSet(NamedTensor[] values) : TensorSet<NamedTensor>("value on this tape", values);
