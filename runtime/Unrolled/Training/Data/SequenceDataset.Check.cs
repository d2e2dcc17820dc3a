using System.Globalization;
using Unrolled.CompilerServices;

namespace Unrolled;

// What is in a data set, and whether it fits a model.
public abstract partial class SequenceDataset
{
    private const int PieceSteps = 256;

    /// <summary>
    /// Looks at every number that a model would be given, and at the first that is wrong stops with a message that names sequence, step and feature:
    /// features a step, tokens and classes out of range, numbers that are
    /// not finite, sequences without steps, no sequence at all, no step that counts in the loss. <c>Fit</c> does it before it trains anything.
    /// </summary>
    /// <typeparam name="TModel">The model's class.</typeparam>
    /// <exception cref="ArgumentException">Something does not fit.</exception>
    public void Check<TModel>()
        where TModel : class, IInferenceModel<TModel> => For(ModelShape.Of(TModel.Layout)).Check(ModelShape.Of(TModel.Layout));

    /// <summary>Counts and measures what the data set holds; print the result. Means and deviations of features where the data set knows how many a step
    /// has.</summary>
    public DatasetDescription Describe() => DatasetDescription.Of(this, Widths);

    /// <summary>Counts and measures what the data set holds, as a model reads it; print the result.</summary>
    /// <typeparam name="TModel">The model's class.</typeparam>
    /// <exception cref="ArgumentException">It does not fit the model.</exception>
    public DatasetDescription Describe<TModel>()
        where TModel : class, IInferenceModel<TModel>
    {
        var shape = ModelShape.Of(TModel.Layout);
        return DatasetDescription.Of(For(shape), shape);
    }

    /// <summary>Goes through all sequences in pieces.</summary>
    /// <param name="shape">The sizes of a step.</param>
    /// <param name="look">Is given the piece, the sequence, its first step, and the number of steps.</param>
    internal void ForEachPiece(ModelShape shape, Action<RowBuffer, int, int, int> look) => ForEachPiece(shape, 0, 1, look);

    /// <summary>Goes through every so many-th sequence in pieces.</summary>
    /// <param name="shape">The sizes of a step.</param>
    /// <param name="start">The first sequence.</param>
    /// <param name="every">From one sequence to the next.</param>
    /// <param name="look">Is given the piece, the sequence, its first step, and the number of steps.</param>
    internal void ForEachPiece(ModelShape shape, int start, int every, Action<RowBuffer, int, int, int> look)
    {
        var piece = new RowBuffer(shape, PieceSteps);
        for (int index = start; index < Count; index += every)
        {
            int length = LengthOf(index);
            if (length < 1)
                throw Wrong($"Sequence {index}: expected at least one step; found {length}.");
            for (int first = 0; first < length; first += PieceSteps)
            {
                int end = Math.Min(length, first + PieceSteps);
                WriteTo(piece, 0, index, length, first, end);
                look(piece, index, first, end - first);
            }
        }
    }

    internal void Check(ModelShape shape)
    {
        if (!CheckSome(shape, 0, 1))
            throw NothingCounts();
    }

    /// <summary>The same with each rank of a cluster looking at some of the sequences; where one finds something, all throw.</summary>
    internal void Check(ModelShape shape, ICluster? cluster)
    {
        if (cluster is null or { Size: 1 })
        {
            Check(shape);
            return;
        }

        bool counts = false;
        Agreement.Do(cluster, () => counts = CheckSome(shape, cluster.Rank, cluster.Size));
        if (!Agreement.Any(cluster, counts))
            throw NothingCounts();
    }

    private bool CheckSome(ModelShape shape, int start, int every)
    {
        if (Count == 0)
            throw Wrong("The data set holds no sequence: there is nothing to learn from or to measure by.");
        bool counts = false;
        ForEachPiece(shape, start, every, (piece, index, first, steps) =>
        {
            for (int step = 0; step < steps; step++)
                counts |= CheckStep(piece, step, index, first + step);
        });
        return counts;
    }

    private static ArgumentException NothingCounts() => Wrong("No step of any sequence counts in the loss: all weights are 0.");

    private static bool CheckStep(RowBuffer piece, int step, int sequence, int place)
    {
        var shape = piece.Shape;
        if (shape.ReadsTokens)
        {
            int token = piece.Tokens[step];
            if ((uint)token >= (uint)shape.Vocabulary)
                throw Wrong($"Sequence {sequence}, step {place}: expected a token from 0 to {shape.Vocabulary - 1}, as {shape.Name} reads them; found "
                    + $"{token}.");
        }
        else
        {
            CheckFinite(piece.Inputs.Slice(step * shape.Inputs, shape.Inputs), sequence, place, "feature");
        }

        float weight = piece.Weights[step];
        if (!(weight >= 0 && float.IsFinite(weight)))
            throw Wrong($"Sequence {sequence}, step {place}: expected a weight that is a finite number of at least 0; found "
                + $"{weight.ToString(CultureInfo.InvariantCulture)}.");
        if (weight == 0)
            return false;
        if (piece.HasTargets)
            CheckFinite(piece.Targets.Slice(step * shape.Outputs, shape.Outputs), sequence, place, "target");
        if (piece.HasTargetClasses && (uint)piece.TargetClasses[step] >= (uint)shape.Classes)
            throw Wrong($"Sequence {sequence}, step {place}: expected a class from 0 to {shape.Classes - 1}, as {shape.Name} has {shape.Outputs} "
                + $"output{(shape.Outputs == 1 ? "" : "s")}; found {piece.TargetClasses[step]}.");
        return true;
    }

    private static void CheckFinite(ReadOnlySpan<float> values, int sequence, int step, string what)
    {
        for (int k = 0; k < values.Length; k++)
        {
            if (!float.IsFinite(values[k]))
                throw Wrong($"Sequence {sequence}, step {step}, {what} {k}: expected a finite number; found "
                    + $"{values[k].ToString(CultureInfo.InvariantCulture)}.");
        }
    }
}
