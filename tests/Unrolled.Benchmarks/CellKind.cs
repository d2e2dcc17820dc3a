namespace Unrolled.Benchmarks;

/// <summary>A kind of cell: its name in the output and what its work is computed from.</summary>
/// <param name="Name">As in the lines that are printed.</param>
/// <param name="Gates">Matrices W, and as many R.</param>
/// <param name="ActivationsInChain">Sigmoids and tanhs that wait for one another in a step.</param>
/// <param name="ProductsInChain">Products with R that wait for one another in a step.</param>
internal sealed record CellKind(string Name, int Gates, int ActivationsInChain, int ProductsInChain)
{
    public static readonly CellKind Rnn = new("rnn", 1, 1, 1);
    public static readonly CellKind Lstm = new("lstm", 4, 2, 1);
    public static readonly CellKind Peephole = new("peephole", 4, 2, 1);
    public static readonly CellKind Coupled = new("coupled", 3, 2, 1);
    public static readonly CellKind Gru = new("gru", 3, 2, 1);
    public static readonly CellKind GruBefore = new("gru-before", 3, 2, 2);
    public static readonly CellKind LstmFast = Lstm with { Name = "lstm-fast" };
    public static readonly CellKind GruFast = Gru with { Name = "gru-fast" };
    public static readonly CellKind Normalized = new("normalized", 4, 2, 1);
    public static readonly CellKind Mgu = new("mgu", 2, 2, 2);

    /// <summary>Weights of the matrices, in bytes: what a step reads.</summary>
    public long WeightBytes(int inputs, int hidden) => sizeof(float) * (long)Gates * hidden * (inputs + hidden);

    /// <summary>Weights of R alone, in bytes: what a step of a sequence reads when all input products were made before.</summary>
    public long RecurrentBytes(int hidden) => sizeof(float) * (long)Gates * hidden * hidden;

    /// <summary>Floating-point operations of the products of a step.</summary>
    public double StepFlops(int inputs, int hidden) => 2.0 * Gates * hidden * (inputs + hidden);

    /// <summary>
    /// Floating-point operations of the products of an iteration: z = Wx + Rh, dW and dR of every step, dh = Rᵀdz of every step but the first; no dx.
    /// </summary>
    public double TrainingFlops(int inputs, int hidden, int steps, int batch) =>
        (2 * StepFlops(inputs, hidden) * steps + 2.0 * Gates * hidden * hidden * (steps - 1)) * batch;
}
