using System.ComponentModel;

namespace Unrolled.CompilerServices;

/// <summary>A range of a model's flat buffers that an optimiser updates alike.</summary>
/// <param name="Start">The first float; a multiple of the vector width.</param>
/// <param name="Length">The number of floats; a multiple of the vector width.</param>
/// <param name="WeightDecay">Whether weight decay applies to it.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ParameterRun(int Start, int Length, bool WeightDecay)
{
    private enum Kind : byte
    {
        Padding,
        Frozen,
        Trained,
        TrainedAndDecayed,
    }

    internal static ParameterRun[] Of(ModelCore core)
    {
        int floats = core.Parameters.Length;
        if (core.ParameterSet.All(parameter => parameter.Trainable && parameter.WeightDecay))
            return [new ParameterRun(0, floats, WeightDecay: true)];

        // One mark a vector: parameters lie on whole vectors, interleaved with others.
        int lanes = core.Layout.Lanes;
        var kinds = new Kind[floats / lanes];
        foreach (var parameter in core.ParameterSet)
            Mark(kinds, parameter);

        var runs = new List<ParameterRun>();
        int start = 0;
        var current = Kind.Padding;
        for (int i = 0; i <= kinds.Length; i++)
        {
            if (i < kinds.Length && (kinds[i] == Kind.Padding || kinds[i] == current))
                continue;
            if (current is Kind.Trained or Kind.TrainedAndDecayed)
                runs.Add(new ParameterRun(start * lanes, (i - start) * lanes, current == Kind.TrainedAndDecayed));
            start = i;
            current = i < kinds.Length ? kinds[i] : Kind.Padding;
        }

        return [.. runs];
    }

    private static void Mark(Kind[] kinds, Parameter parameter)
    {
        var kind = !parameter.Trainable ? Kind.Frozen : parameter.WeightDecay ? Kind.TrainedAndDecayed : Kind.Trained;
        var layout = parameter.Layout;
        for (int block = 0; block < layout.Blocks; block++)
        {
            for (int k = 0; k < layout.Others; k++)
                kinds[layout.Index(block * layout.Lanes, k) / layout.Lanes] = kind;
        }
    }
}
