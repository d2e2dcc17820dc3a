namespace Unrolled.Benchmarks;

// The measured models: bare cells, named kind, inputs, hidden units. Their list is in Catalogue.cs.

[Model(Inputs = 1), Rnn(8)] internal sealed partial class Rnn1x8 : ISubject<Rnn1x8>;
[Model(Inputs = 1), Rnn(16)] internal sealed partial class Rnn1x16 : ISubject<Rnn1x16>;
[Model(Inputs = 1), Rnn(20)] internal sealed partial class Rnn1x20 : ISubject<Rnn1x20>;
[Model(Inputs = 1), Rnn(32)] internal sealed partial class Rnn1x32 : ISubject<Rnn1x32>;
[Model(Inputs = 8), Rnn(64)] internal sealed partial class Rnn8x64 : ISubject<Rnn8x64>;
[Model(Inputs = 28), Rnn(64)] internal sealed partial class Rnn28x64 : ISubject<Rnn28x64>;
[Model(Inputs = 64), Rnn(128)] internal sealed partial class Rnn64x128 : ISubject<Rnn64x128>;
[Model(Inputs = 128), Rnn(256)] internal sealed partial class Rnn128x256 : ISubject<Rnn128x256>;
[Model(Inputs = 2), Rnn(32)] internal sealed partial class Rnn2x32 : ISubject<Rnn2x32>;
[Model(Inputs = 65), Rnn(128)] internal sealed partial class Rnn65x128 : ISubject<Rnn65x128>;
[Model(Inputs = 64), Rnn(256)] internal sealed partial class Rnn64x256 : ISubject<Rnn64x256>;

[Model(Inputs = 1), Lstm(8)] internal sealed partial class Lstm1x8 : ISubject<Lstm1x8>;
[Model(Inputs = 1), Lstm(16)] internal sealed partial class Lstm1x16 : ISubject<Lstm1x16>;
[Model(Inputs = 1), Lstm(20)] internal sealed partial class Lstm1x20 : ISubject<Lstm1x20>;
[Model(Inputs = 1), Lstm(32)] internal sealed partial class Lstm1x32 : ISubject<Lstm1x32>;
[Model(Inputs = 8), Lstm(64)] internal sealed partial class Lstm8x64 : ISubject<Lstm8x64>;
[Model(Inputs = 28), Lstm(64)] internal sealed partial class Lstm28x64 : ISubject<Lstm28x64>;
[Model(Inputs = 64), Lstm(128)] internal sealed partial class Lstm64x128 : ISubject<Lstm64x128>;
[Model(Inputs = 128), Lstm(256)] internal sealed partial class Lstm128x256 : ISubject<Lstm128x256>;
[Model(Inputs = 2), Lstm(32)] internal sealed partial class Lstm2x32 : ISubject<Lstm2x32>;
[Model(Inputs = 65), Lstm(128)] internal sealed partial class Lstm65x128 : ISubject<Lstm65x128>;
[Model(Inputs = 64), Lstm(256)] internal sealed partial class Lstm64x256 : ISubject<Lstm64x256>;
[Model(Inputs = 512), Lstm(512)] internal sealed partial class Lstm512x512 : ISubject<Lstm512x512>;
[Model(Inputs = 1024), Lstm(1024)] internal sealed partial class Lstm1024x1024 : ISubject<Lstm1024x1024>;

[Model(Inputs = 1), Lstm(8, Peepholes = Peepholes.All)] internal sealed partial class Peephole1x8 : ISubject<Peephole1x8>;
[Model(Inputs = 1), Lstm(16, Peepholes = Peepholes.All)] internal sealed partial class Peephole1x16 : ISubject<Peephole1x16>;
[Model(Inputs = 1), Lstm(20, Peepholes = Peepholes.All)] internal sealed partial class Peephole1x20 : ISubject<Peephole1x20>;
[Model(Inputs = 1), Lstm(32, Peepholes = Peepholes.All)] internal sealed partial class Peephole1x32 : ISubject<Peephole1x32>;
[Model(Inputs = 8), Lstm(64, Peepholes = Peepholes.All)] internal sealed partial class Peephole8x64 : ISubject<Peephole8x64>;
[Model(Inputs = 28), Lstm(64, Peepholes = Peepholes.All)] internal sealed partial class Peephole28x64 : ISubject<Peephole28x64>;
[Model(Inputs = 64), Lstm(128, Peepholes = Peepholes.All)] internal sealed partial class Peephole64x128 : ISubject<Peephole64x128>;
[Model(Inputs = 128), Lstm(256, Peepholes = Peepholes.All)] internal sealed partial class Peephole128x256 : ISubject<Peephole128x256>;
[Model(Inputs = 2), Lstm(32, Peepholes = Peepholes.All)] internal sealed partial class Peephole2x32 : ISubject<Peephole2x32>;
[Model(Inputs = 65), Lstm(128, Peepholes = Peepholes.All)] internal sealed partial class Peephole65x128 : ISubject<Peephole65x128>;
[Model(Inputs = 64), Lstm(256, Peepholes = Peepholes.All)] internal sealed partial class Peephole64x256 : ISubject<Peephole64x256>;

[Model(Inputs = 1), Lstm(8, Coupling = Coupling.InputFromForget)] internal sealed partial class Coupled1x8 : ISubject<Coupled1x8>;
[Model(Inputs = 1), Lstm(16, Coupling = Coupling.InputFromForget)] internal sealed partial class Coupled1x16 : ISubject<Coupled1x16>;
[Model(Inputs = 1), Lstm(20, Coupling = Coupling.InputFromForget)] internal sealed partial class Coupled1x20 : ISubject<Coupled1x20>;
[Model(Inputs = 1), Lstm(32, Coupling = Coupling.InputFromForget)] internal sealed partial class Coupled1x32 : ISubject<Coupled1x32>;
[Model(Inputs = 8), Lstm(64, Coupling = Coupling.InputFromForget)] internal sealed partial class Coupled8x64 : ISubject<Coupled8x64>;
[Model(Inputs = 28), Lstm(64, Coupling = Coupling.InputFromForget)] internal sealed partial class Coupled28x64 : ISubject<Coupled28x64>;
[Model(Inputs = 64), Lstm(128, Coupling = Coupling.InputFromForget)] internal sealed partial class Coupled64x128 : ISubject<Coupled64x128>;
[Model(Inputs = 128), Lstm(256, Coupling = Coupling.InputFromForget)] internal sealed partial class Coupled128x256 : ISubject<Coupled128x256>;
[Model(Inputs = 2), Lstm(32, Coupling = Coupling.InputFromForget)] internal sealed partial class Coupled2x32 : ISubject<Coupled2x32>;
[Model(Inputs = 65), Lstm(128, Coupling = Coupling.InputFromForget)] internal sealed partial class Coupled65x128 : ISubject<Coupled65x128>;
[Model(Inputs = 64), Lstm(256, Coupling = Coupling.InputFromForget)] internal sealed partial class Coupled64x256 : ISubject<Coupled64x256>;

[Model(Inputs = 1), Gru(8)] internal sealed partial class Gru1x8 : ISubject<Gru1x8>;
[Model(Inputs = 1), Gru(16)] internal sealed partial class Gru1x16 : ISubject<Gru1x16>;
[Model(Inputs = 1), Gru(20)] internal sealed partial class Gru1x20 : ISubject<Gru1x20>;
[Model(Inputs = 1), Gru(32)] internal sealed partial class Gru1x32 : ISubject<Gru1x32>;
[Model(Inputs = 8), Gru(64)] internal sealed partial class Gru8x64 : ISubject<Gru8x64>;
[Model(Inputs = 28), Gru(64)] internal sealed partial class Gru28x64 : ISubject<Gru28x64>;
[Model(Inputs = 64), Gru(128)] internal sealed partial class Gru64x128 : ISubject<Gru64x128>;
[Model(Inputs = 128), Gru(256)] internal sealed partial class Gru128x256 : ISubject<Gru128x256>;
[Model(Inputs = 2), Gru(32)] internal sealed partial class Gru2x32 : ISubject<Gru2x32>;
[Model(Inputs = 65), Gru(128)] internal sealed partial class Gru65x128 : ISubject<Gru65x128>;
[Model(Inputs = 64), Gru(256)] internal sealed partial class Gru64x256 : ISubject<Gru64x256>;
[Model(Inputs = 512), Gru(512)] internal sealed partial class Gru512x512 : ISubject<Gru512x512>;
[Model(Inputs = 1024), Gru(1024)] internal sealed partial class Gru1024x1024 : ISubject<Gru1024x1024>;

[Model(Inputs = 1), Gru(8, Reset = Reset.Before)] internal sealed partial class GruBefore1x8 : ISubject<GruBefore1x8>;
[Model(Inputs = 1), Gru(16, Reset = Reset.Before)] internal sealed partial class GruBefore1x16 : ISubject<GruBefore1x16>;
[Model(Inputs = 1), Gru(20, Reset = Reset.Before)] internal sealed partial class GruBefore1x20 : ISubject<GruBefore1x20>;
[Model(Inputs = 1), Gru(32, Reset = Reset.Before)] internal sealed partial class GruBefore1x32 : ISubject<GruBefore1x32>;
[Model(Inputs = 8), Gru(64, Reset = Reset.Before)] internal sealed partial class GruBefore8x64 : ISubject<GruBefore8x64>;
[Model(Inputs = 28), Gru(64, Reset = Reset.Before)] internal sealed partial class GruBefore28x64 : ISubject<GruBefore28x64>;
[Model(Inputs = 64), Gru(128, Reset = Reset.Before)] internal sealed partial class GruBefore64x128 : ISubject<GruBefore64x128>;
[Model(Inputs = 128), Gru(256, Reset = Reset.Before)] internal sealed partial class GruBefore128x256 : ISubject<GruBefore128x256>;
[Model(Inputs = 2), Gru(32, Reset = Reset.Before)] internal sealed partial class GruBefore2x32 : ISubject<GruBefore2x32>;
[Model(Inputs = 65), Gru(128, Reset = Reset.Before)] internal sealed partial class GruBefore65x128 : ISubject<GruBefore65x128>;
[Model(Inputs = 64), Gru(256, Reset = Reset.Before)] internal sealed partial class GruBefore64x256 : ISubject<GruBefore64x256>;

// What a user writes as equations, and layer normalisation, beside the LSTM of the same size.
[Model(Inputs = 1, Activations = Activations.Fast), Lstm(8)] internal sealed partial class LstmFast1x8 : ISubject<LstmFast1x8>;
[Model(Inputs = 1, Activations = Activations.Fast), Lstm(16)] internal sealed partial class LstmFast1x16 : ISubject<LstmFast1x16>;
[Model(Inputs = 1, Activations = Activations.Fast), Lstm(20)] internal sealed partial class LstmFast1x20 : ISubject<LstmFast1x20>;
[Model(Inputs = 1, Activations = Activations.Fast), Lstm(32)] internal sealed partial class LstmFast1x32 : ISubject<LstmFast1x32>;
[Model(Inputs = 8, Activations = Activations.Fast), Lstm(64)] internal sealed partial class LstmFast8x64 : ISubject<LstmFast8x64>;
[Model(Inputs = 28, Activations = Activations.Fast), Lstm(64)] internal sealed partial class LstmFast28x64 : ISubject<LstmFast28x64>;
[Model(Inputs = 64, Activations = Activations.Fast), Lstm(128)] internal sealed partial class LstmFast64x128 : ISubject<LstmFast64x128>;
[Model(Inputs = 128, Activations = Activations.Fast), Lstm(256)] internal sealed partial class LstmFast128x256 : ISubject<LstmFast128x256>;

[Model(Inputs = 1, Activations = Activations.Fast), Gru(8)] internal sealed partial class GruFast1x8 : ISubject<GruFast1x8>;
[Model(Inputs = 1, Activations = Activations.Fast), Gru(16)] internal sealed partial class GruFast1x16 : ISubject<GruFast1x16>;
[Model(Inputs = 1, Activations = Activations.Fast), Gru(20)] internal sealed partial class GruFast1x20 : ISubject<GruFast1x20>;
[Model(Inputs = 1, Activations = Activations.Fast), Gru(32)] internal sealed partial class GruFast1x32 : ISubject<GruFast1x32>;
[Model(Inputs = 8, Activations = Activations.Fast), Gru(64)] internal sealed partial class GruFast8x64 : ISubject<GruFast8x64>;
[Model(Inputs = 28, Activations = Activations.Fast), Gru(64)] internal sealed partial class GruFast28x64 : ISubject<GruFast28x64>;
[Model(Inputs = 64, Activations = Activations.Fast), Gru(128)] internal sealed partial class GruFast64x128 : ISubject<GruFast64x128>;
[Model(Inputs = 128, Activations = Activations.Fast), Gru(256)] internal sealed partial class GruFast128x256 : ISubject<GruFast128x256>;

[Model(Inputs = 28), Lstm(64, Normalize = true)] internal sealed partial class Normalized28x64 : ISubject<Normalized28x64>;
[Model(Inputs = 28), Cell<MinimalGatedUnit>(64)] internal sealed partial class Mgu28x64 : ISubject<Mgu28x64>;
