namespace Unrolled.Benchmarks;

/// <summary>All subjects, in the order in which they are measured.</summary>
internal static class Catalogue
{
    /// <summary>Every model of Models.cs with its kind.</summary>
    public static IReadOnlyList<Subject> All { get; } =
    [
        new Subject<Rnn1x8>(CellKind.Rnn),
        new Subject<Rnn1x16>(CellKind.Rnn),
        new Subject<Rnn1x20>(CellKind.Rnn),
        new Subject<Rnn1x32>(CellKind.Rnn),
        new Subject<Rnn8x64>(CellKind.Rnn),
        new Subject<Rnn28x64>(CellKind.Rnn),
        new Subject<Rnn64x128>(CellKind.Rnn),
        new Subject<Rnn128x256>(CellKind.Rnn),
        new Subject<Rnn2x32>(CellKind.Rnn),
        new Subject<Rnn65x128>(CellKind.Rnn),
        new Subject<Rnn64x256>(CellKind.Rnn),
        new Subject<Lstm1x8>(CellKind.Lstm),
        new Subject<Lstm1x16>(CellKind.Lstm),
        new Subject<Lstm1x20>(CellKind.Lstm),
        new Subject<Lstm1x32>(CellKind.Lstm),
        new Subject<Lstm8x64>(CellKind.Lstm),
        new Subject<Lstm28x64>(CellKind.Lstm),
        new Subject<Lstm64x128>(CellKind.Lstm),
        new Subject<Lstm128x256>(CellKind.Lstm),
        new Subject<Lstm2x32>(CellKind.Lstm),
        new Subject<Lstm65x128>(CellKind.Lstm),
        new Subject<Lstm64x256>(CellKind.Lstm),
        new Subject<Lstm512x512>(CellKind.Lstm),
        new Subject<Lstm1024x1024>(CellKind.Lstm),
        new Subject<Peephole1x8>(CellKind.Peephole),
        new Subject<Peephole1x16>(CellKind.Peephole),
        new Subject<Peephole1x20>(CellKind.Peephole),
        new Subject<Peephole1x32>(CellKind.Peephole),
        new Subject<Peephole8x64>(CellKind.Peephole),
        new Subject<Peephole28x64>(CellKind.Peephole),
        new Subject<Peephole64x128>(CellKind.Peephole),
        new Subject<Peephole128x256>(CellKind.Peephole),
        new Subject<Peephole2x32>(CellKind.Peephole),
        new Subject<Peephole65x128>(CellKind.Peephole),
        new Subject<Peephole64x256>(CellKind.Peephole),
        new Subject<Coupled1x8>(CellKind.Coupled),
        new Subject<Coupled1x16>(CellKind.Coupled),
        new Subject<Coupled1x20>(CellKind.Coupled),
        new Subject<Coupled1x32>(CellKind.Coupled),
        new Subject<Coupled8x64>(CellKind.Coupled),
        new Subject<Coupled28x64>(CellKind.Coupled),
        new Subject<Coupled64x128>(CellKind.Coupled),
        new Subject<Coupled128x256>(CellKind.Coupled),
        new Subject<Coupled2x32>(CellKind.Coupled),
        new Subject<Coupled65x128>(CellKind.Coupled),
        new Subject<Coupled64x256>(CellKind.Coupled),
        new Subject<Gru1x8>(CellKind.Gru),
        new Subject<Gru1x16>(CellKind.Gru),
        new Subject<Gru1x20>(CellKind.Gru),
        new Subject<Gru1x32>(CellKind.Gru),
        new Subject<Gru8x64>(CellKind.Gru),
        new Subject<Gru28x64>(CellKind.Gru),
        new Subject<Gru64x128>(CellKind.Gru),
        new Subject<Gru128x256>(CellKind.Gru),
        new Subject<Gru2x32>(CellKind.Gru),
        new Subject<Gru65x128>(CellKind.Gru),
        new Subject<Gru64x256>(CellKind.Gru),
        new Subject<Gru512x512>(CellKind.Gru),
        new Subject<Gru1024x1024>(CellKind.Gru),
        new Subject<GruBefore1x8>(CellKind.GruBefore),
        new Subject<GruBefore1x16>(CellKind.GruBefore),
        new Subject<GruBefore1x20>(CellKind.GruBefore),
        new Subject<GruBefore1x32>(CellKind.GruBefore),
        new Subject<GruBefore8x64>(CellKind.GruBefore),
        new Subject<GruBefore28x64>(CellKind.GruBefore),
        new Subject<GruBefore64x128>(CellKind.GruBefore),
        new Subject<GruBefore128x256>(CellKind.GruBefore),
        new Subject<GruBefore2x32>(CellKind.GruBefore),
        new Subject<GruBefore65x128>(CellKind.GruBefore),
        new Subject<GruBefore64x256>(CellKind.GruBefore),
        new Subject<LstmFast1x8>(CellKind.LstmFast),
        new Subject<LstmFast1x16>(CellKind.LstmFast),
        new Subject<LstmFast1x20>(CellKind.LstmFast),
        new Subject<LstmFast1x32>(CellKind.LstmFast),
        new Subject<LstmFast8x64>(CellKind.LstmFast),
        new Subject<LstmFast28x64>(CellKind.LstmFast),
        new Subject<LstmFast64x128>(CellKind.LstmFast),
        new Subject<LstmFast128x256>(CellKind.LstmFast),
        new Subject<GruFast1x8>(CellKind.GruFast),
        new Subject<GruFast1x16>(CellKind.GruFast),
        new Subject<GruFast1x20>(CellKind.GruFast),
        new Subject<GruFast1x32>(CellKind.GruFast),
        new Subject<GruFast8x64>(CellKind.GruFast),
        new Subject<GruFast28x64>(CellKind.GruFast),
        new Subject<GruFast64x128>(CellKind.GruFast),
        new Subject<GruFast128x256>(CellKind.GruFast),
        new Subject<Normalized28x64>(CellKind.Normalized),
        new Subject<Mgu28x64>(CellKind.Mgu),
    ];

    /// <summary>Shapes of the tables of steps and sequences: inputs, hidden units.</summary>
    public static IReadOnlyList<(int Inputs, int Hidden)> StepShapes { get; } = [(1, 8), (1, 16), (1, 20), (1, 32), (8, 64), (28, 64), (64, 128), (128, 256)];

    /// <summary>Steps of several streams at once: inputs, hidden units, streams.</summary>
    public static IReadOnlyList<(int Inputs, int Hidden, int Count)> Streams { get; } =
        [(1, 16, 1), (1, 16, 2), (1, 16, 4), (1, 32, 4), (28, 64, 1), (28, 64, 4), (28, 64, 16), (128, 256, 16)];

    /// <summary>Shapes of the tables of training: inputs, hidden units, steps, batch.</summary>
    public static IReadOnlyList<(int Inputs, int Hidden, int Steps, int Batch)> TrainingShapes { get; } =
    [
        (1, 16, 50, 1), (2, 32, 100, 20), (28, 64, 28, 32), (65, 128, 50, 32), (64, 256, 50, 32), (512, 512, 16, 64), (1024, 1024, 8, 64),
    ];
}
