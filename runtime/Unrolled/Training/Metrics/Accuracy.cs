namespace Unrolled;

/// <summary>Share of right answers.</summary>
internal sealed class Accuracy : RowMean
{
    public override string Name => "accuracy";

    protected override double Of(in LossBatch batch, int row) => Answers.Chosen(batch, row) == Answers.Right(batch, row) ? 1 : 0;
}
