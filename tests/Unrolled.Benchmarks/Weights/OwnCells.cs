namespace Unrolled.Benchmarks.Weights;

// The custom cell with weights of each type: its equations are of this program, so it is compiled with it.

[Model(Inputs = 28, Training = false), Cell<MinimalGatedUnit>(64)]
internal sealed partial class FloatMgu28x64 : IStepped<FloatMgu28x64>;

[Model(Inputs = 28, Training = false, Weights = WeightType.BFloat16), Cell<MinimalGatedUnit>(64)]
internal sealed partial class PackedMgu28x64 : IStepped<PackedMgu28x64>;

[Model(Inputs = 28, Training = false, Weights = WeightType.Int8), Cell<MinimalGatedUnit>(64)]
internal sealed partial class ByteMgu28x64 : IStepped<ByteMgu28x64>;
