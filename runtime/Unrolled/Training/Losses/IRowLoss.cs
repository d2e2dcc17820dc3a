namespace Unrolled;

/// <summary>A loss that goes through the rows by <see cref="LossBatch.Next"/>, so that several workers can do a part of them each. It writes no further
/// behind a row than a vector reaches.</summary>
internal interface IRowLoss : ILoss;
