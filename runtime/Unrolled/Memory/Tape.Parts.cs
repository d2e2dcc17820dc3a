using Unrolled.CompilerServices;

namespace Unrolled;

// A tape whose sequences go through in parts, each on a tape of its own.
public sealed partial class Tape<TModel>
{
    /// <summary>The number of this tape's first sequence on the tape of which it is a part; 0 where it is none. For messages.</summary>
    internal int FirstOfWhole { get; init; }

    /// <summary>The model whose passes go over the tape: the tape's, or one of the same parameters that sums gradients elsewhere.</summary>
    internal TModel Through { get; set; }

    /// <summary>Takes over a part of the sequences of another tape of the model: all that a step of the trainer reads.</summary>
    internal void CopyPart(Tape<TModel> whole)
    {
        int first = FirstOfWhole;
        Resize(whole.Steps);
        whole.Lengths.Slice(first, Batch).CopyTo(_lengths);
        whole.Continues.Slice(first, Batch).CopyTo(_continues);
        SequenceUpdate = whole.SequenceUpdate;
        (WorkOfThread, OutputsOfThread) = (whole.WorkOfThread, whole.OutputsOfThread);
        if (IsTokenModel)
            CopyColumns<int>(whole.Tokens, Tokens, whole.Batch, first, Batch, 1);
        else
            CopyColumns<float>(whole.Inputs, Inputs, whole.Batch, first, Batch, _layout.Inputs);
        CopyColumns<float>(whole.Weights, Weights, whole.Batch, first, Batch, 1);
        if (whole._targets is not null)
            CopyColumns<float>(whole.Targets, Targets, whole.Batch, first, Batch, _layout.Outputs);
        if (whole._targetClasses is not null)
            CopyColumns<int>(whole.TargetClasses, TargetClasses, whole.Batch, first, Batch, 1);
        for (int track = 0; track < _tracks.Length; track++)
            _tracks[track].CopyStart(whole._tracks[track], first);
    }

    /// <summary>Gives outputs and final states, after a step, to the tape that <see cref="CopyPart"/> took them from.</summary>
    internal void GivePart(Tape<TModel> whole)
    {
        int outputs = _layout.Outputs;
        for (int step = 0; step < Steps; step++)
            Outputs.Slice(step * Batch * outputs, Batch * outputs).CopyTo(whole.Outputs[((step * whole.Batch + FirstOfWhole) * outputs)..]);
        for (int track = 0; track < _tracks.Length; track++)
            _tracks[track].CopyFinal(whole._tracks[track], FirstOfWhole);
        whole.SequenceUpdate = SequenceUpdate;
    }

    /// <summary>Takes over the sequences of a tape, which are a part of this one's: all that the forward pass reads. The reverse of
    /// <see cref="CopyPart"/>.</summary>
    /// <param name="part">The tape of a part.</param>
    /// <param name="first">Its first sequence here.</param>
    internal void TakePart(Tape<TModel> part, int first)
    {
        part._lengths.CopyTo(_lengths, first);
        part._continues.CopyTo(_continues, first);
        SequenceUpdate = part.SequenceUpdate;
        if (IsTokenModel)
            PutColumns<int>(part.Tokens, Tokens, Batch, first, part.Batch, 1);
        else
            PutColumns<float>(part.Inputs, Inputs, Batch, first, part.Batch, _layout.Inputs);
        for (int track = 0; track < _tracks.Length; track++)
            _tracks[track].TakeStart(part._tracks[track], first);
    }

    /// <summary>Gives outputs and final states to a tape whose sequences are a part of this one's.</summary>
    internal void GiveToPart(Tape<TModel> part, int first)
    {
        CopyColumns<float>(Outputs, part.Outputs, Batch, first, part.Batch, _layout.Outputs);
        for (int track = 0; track < _tracks.Length; track++)
            _tracks[track].GiveFinal(part._tracks[track], first);
        part.SequenceUpdate = SequenceUpdate;
        part.EndParts();
    }

    /// <summary>Takes the gradients of the outputs from a tape whose sequences are a part of this one's, or 0 where it does not count.</summary>
    internal void TakeOutputGradients(Tape<TModel> part, int first, bool counts)
    {
        if (!counts)
            part.OutputGradients.Clear();
        PutColumns<float>(part.OutputGradients, OutputGradients, Batch, first, part.Batch, _layout.Outputs);
    }

    /// <summary>Notes that the step was made on other tapes.</summary>
    internal void EndParts() => _frame.Phase = TapePhase.AfterParts;

    private static void PutColumns<T>(ReadOnlySpan<T> part, Span<T> whole, int wholeBatch, int first, int count, int width)
    {
        int floats = count * width;
        for (int from = 0, to = first * width; from < part.Length; from += floats, to += wholeBatch * width)
            part.Slice(from, floats).CopyTo(whole[to..]);
    }

    private static void CopyColumns<T>(ReadOnlySpan<T> whole, Span<T> part, int wholeBatch, int first, int count, int width)
    {
        int floats = count * width;
        for (int to = 0, from = first * width; to < part.Length; to += floats, from += wholeBatch * width)
            whole.Slice(from, floats).CopyTo(part[to..]);
    }
}
