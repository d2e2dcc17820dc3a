namespace Unrolled;

/// <summary>How often a gate was open, closed, and between.</summary>
/// <param name="Value">The gate.</param>
/// <param name="Count">Numbers that were looked at: steps times units.</param>
/// <param name="Closed">Share below 0.1.</param>
/// <param name="Open">Share above 0.9.</param>
/// <param name="Bins">Shares of twenty equal ranges from 0 to 1.</param>
internal sealed record PassageShares(LayerValue Value, long Count, double Closed, double Open, double[] Bins)
{
    /// <summary>Closed is less, open is more.</summary>
    public const float ClosedBelow = 0.1f, OpenAbove = 0.9f;

    private const int BinCount = 20;

    /// <summary>Share from 0.1 to 0.9.</summary>
    public double Between => 1 - Closed - Open;

    /// <summary>Looks at the gates of a layer over a data set.</summary>
    /// <returns>A row a gate; none where the layer has no gate.</returns>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the model, or there is no such layer.</exception>
    public static IReadOnlyList<PassageShares> Of<TModel>(IModel<TModel> model, SequenceDataset data, string? layer, int sequences)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        var values = LayerValue.Of(model.NewTape(1, 1), layer);
        Counts[] counts = [.. values.Select(value => new Counts(value))];
        SequencePasses.ForEach(model, data, sequences, (tape, _) =>
        {
            model.Forward(tape, training: false);
            foreach (var count in counts)
                count.Add(tape[count.Value.Tensor].ToArray(), tape.Lengths);
        });
        return [.. counts.Where(count => count.IsGate).Select(count => count.Shares())];
    }

    private sealed class Counts(LayerValue value)
    {
        private readonly long[] _bins = new long[BinCount];
        private long _count, _closed, _open;
        private bool _isOutside;

        public LayerValue Value => value;

        public bool IsGate => value.Meaning.Length > 0 ? !GateNames.IsNoGate(value.Track, value.Name) : !value.IsState && !_isOutside;

        public void Add(float[] data, ReadOnlySpan<int> lengths)
        {
            int rows = data.Length / value.Units;
            for (int row = 0; row < rows; row++)
            {
                if (row / lengths.Length >= lengths[row % lengths.Length])
                    continue;
                foreach (float number in data.AsSpan(row * value.Units, value.Units))
                {
                    _isOutside |= number is < 0 or > 1;
                    _bins[Math.Clamp((int)(number * BinCount), 0, BinCount - 1)]++;
                    _closed += number < ClosedBelow ? 1 : 0;
                    _open += number > OpenAbove ? 1 : 0;
                    _count++;
                }
            }
        }

        public PassageShares Shares() =>
            new(value, _count, (double)_closed / _count, (double)_open / _count, [.. _bins.Select(bin => (double)bin / _count)]);
    }
}
