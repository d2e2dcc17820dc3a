namespace Unrolled;

/// <summary>Share of steps whose right class has one of the k largest outputs.</summary>
internal sealed class TopK : RowMean
{
    private readonly int _k;

    public TopK(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        _k = k;
    }

    public override string Name => $"top {_k}";

    protected override double Of(in LossBatch batch, int row)
    {
        int right = batch.TargetClass(row), before = 0;
        var outputs = batch.Output(row);
        for (int k = 0; k < outputs.Length; k++)
        {
            // Not 'greater': where something is not a number, the answer is not right.
            if (k != right && (!(outputs[k] <= outputs[right]) || (outputs[k] == outputs[right] && k < right)))
                before++;
        }

        return before < _k ? 1 : 0;
    }
}
