namespace Unrolled.Benchmarks.Weights;

// Models without training, each with float32 weights, with weights of two bytes and with weights of one: named kind, inputs, hidden units.

[Model(Inputs = 8, Training = false), Lstm(64)] internal sealed partial class Lstm8x64 : IStepped<Lstm8x64>;
[Model(Inputs = 28, Training = false), Lstm(64)] internal sealed partial class Lstm28x64 : IStepped<Lstm28x64>;
[Model(Inputs = 64, Training = false), Lstm(128)] internal sealed partial class Lstm64x128 : IStepped<Lstm64x128>;
[Model(Inputs = 128, Training = false), Lstm(256)] internal sealed partial class Lstm128x256 : IStepped<Lstm128x256>;
[Model(Inputs = 512, Training = false), Lstm(512)] internal sealed partial class Lstm512x512 : IStepped<Lstm512x512>;
[Model(Inputs = 28, Training = false), Gru(64)] internal sealed partial class Gru28x64 : IStepped<Gru28x64>;
[Model(Inputs = 64, Training = false), Gru(128)] internal sealed partial class Gru64x128 : IStepped<Gru64x128>;
[Model(Inputs = 128, Training = false), Gru(256)] internal sealed partial class Gru128x256 : IStepped<Gru128x256>;
[Model(Inputs = 512, Training = false), Gru(512)] internal sealed partial class Gru512x512 : IStepped<Gru512x512>;
[Model(Inputs = 64, Training = false), Rnn(128)] internal sealed partial class Rnn64x128 : IStepped<Rnn64x128>;
[Model(Inputs = 128, Training = false), Rnn(256)] internal sealed partial class Rnn128x256 : IStepped<Rnn128x256>;

[Model(Inputs = 8, Training = false, Weights = WeightType.BFloat16), Lstm(64)] internal sealed partial class PackedLstm8x64 : IStepped<PackedLstm8x64>;
[Model(Inputs = 28, Training = false, Weights = WeightType.BFloat16), Lstm(64)] internal sealed partial class PackedLstm28x64 : IStepped<PackedLstm28x64>;
[Model(Inputs = 64, Training = false, Weights = WeightType.BFloat16), Lstm(128)] internal sealed partial class PackedLstm64x128 : IStepped<PackedLstm64x128>;
[Model(Inputs = 128, Training = false, Weights = WeightType.BFloat16), Lstm(256)] internal sealed partial class PackedLstm128x256 : IStepped<PackedLstm128x256>;
[Model(Inputs = 512, Training = false, Weights = WeightType.BFloat16), Lstm(512)] internal sealed partial class PackedLstm512x512 : IStepped<PackedLstm512x512>;
[Model(Inputs = 28, Training = false, Weights = WeightType.BFloat16), Gru(64)] internal sealed partial class PackedGru28x64 : IStepped<PackedGru28x64>;
[Model(Inputs = 64, Training = false, Weights = WeightType.BFloat16), Gru(128)] internal sealed partial class PackedGru64x128 : IStepped<PackedGru64x128>;
[Model(Inputs = 128, Training = false, Weights = WeightType.BFloat16), Gru(256)] internal sealed partial class PackedGru128x256 : IStepped<PackedGru128x256>;
[Model(Inputs = 512, Training = false, Weights = WeightType.BFloat16), Gru(512)] internal sealed partial class PackedGru512x512 : IStepped<PackedGru512x512>;
[Model(Inputs = 64, Training = false, Weights = WeightType.BFloat16), Rnn(128)] internal sealed partial class PackedRnn64x128 : IStepped<PackedRnn64x128>;
[Model(Inputs = 128, Training = false, Weights = WeightType.BFloat16), Rnn(256)] internal sealed partial class PackedRnn128x256 : IStepped<PackedRnn128x256>;

[Model(Inputs = 8, Training = false, Weights = WeightType.Int8), Lstm(64)] internal sealed partial class ByteLstm8x64 : IStepped<ByteLstm8x64>;
[Model(Inputs = 28, Training = false, Weights = WeightType.Int8), Lstm(64)] internal sealed partial class ByteLstm28x64 : IStepped<ByteLstm28x64>;
[Model(Inputs = 64, Training = false, Weights = WeightType.Int8), Lstm(128)] internal sealed partial class ByteLstm64x128 : IStepped<ByteLstm64x128>;
[Model(Inputs = 128, Training = false, Weights = WeightType.Int8), Lstm(256)] internal sealed partial class ByteLstm128x256 : IStepped<ByteLstm128x256>;
[Model(Inputs = 512, Training = false, Weights = WeightType.Int8), Lstm(512)] internal sealed partial class ByteLstm512x512 : IStepped<ByteLstm512x512>;
[Model(Inputs = 28, Training = false, Weights = WeightType.Int8), Gru(64)] internal sealed partial class ByteGru28x64 : IStepped<ByteGru28x64>;
[Model(Inputs = 64, Training = false, Weights = WeightType.Int8), Gru(128)] internal sealed partial class ByteGru64x128 : IStepped<ByteGru64x128>;
[Model(Inputs = 128, Training = false, Weights = WeightType.Int8), Gru(256)] internal sealed partial class ByteGru128x256 : IStepped<ByteGru128x256>;
[Model(Inputs = 512, Training = false, Weights = WeightType.Int8), Gru(512)] internal sealed partial class ByteGru512x512 : IStepped<ByteGru512x512>;
[Model(Inputs = 64, Training = false, Weights = WeightType.Int8), Rnn(128)] internal sealed partial class ByteRnn64x128 : IStepped<ByteRnn64x128>;
[Model(Inputs = 128, Training = false, Weights = WeightType.Int8), Rnn(256)] internal sealed partial class ByteRnn128x256 : IStepped<ByteRnn128x256>;
