using Unrolled.Compiler.Specs;
using static Unrolled.Tests.Shared.Specs;

// Compiled into each test project that needs it.
namespace Unrolled.Tests.Shared;

/// <summary>Every cell family and variant of it, and stacks of them, as functions of the hidden size.</summary>
internal static class Variants
{
    public const int Vocabulary = 11;

    private static readonly (string, double) NoBias = ("Bias", 0);
    private static readonly (string, double) All = ("Peepholes", (int)Peepholes.All);
    private static readonly (string, double) Normalize = ("Normalize", 1);
    private static readonly (string, double) FullGateRecurrence = ("FullGateRecurrence", 1);
    private static readonly (string, double) RecurrentDropout = ("RecurrentDropout", 0.25);
    private static readonly (string, double) Zoneout = ("Zoneout", 0.125);
    private static readonly (string, double) Last = ("Returns", (int)Returns.Last);
    private static readonly (string, double) Both = ("Direction", (int)Direction.Both);

    /// <summary>Those with recurrent dropout or zoneout.</summary>
    public static readonly IReadOnlyList<string> Masked =
    [
        "rnn recurrent dropout", "lstm zoneout", "lstm recurrent dropout, zoneout", "lstm projection, all options, recurrent dropout, zoneout",
        "gru recurrent dropout, backward", "gru before, recurrent dropout, zoneout, both", "gru normalized, recurrent dropout, zoneout", "token lstm zoneout",
        "stack with masks",
    ];

    /// <summary>The plain form of each recurrent family: it runs at every size with every batch.</summary>
    public static readonly IReadOnlySet<string> Plain = new HashSet<string> { "rnn", "lstm", "gru", "gru before" };

    private static readonly Dictionary<string, Func<int, ModelSpec>> Known = new(StringComparer.Ordinal)
    {
        ["rnn"] = h => Features(Inputs(h), Rnn(h)),
        ["rnn relu"] = h => Features(Inputs(h), Rnn(h, ("Activation", (int)Activation.Relu))),
        ["rnn no bias"] = h => Features(Inputs(h), Rnn(h, NoBias)),

        ["lstm"] = h => Features(Inputs(h), Lstm(h)),
        ["lstm peepholes input"] = h => Features(Inputs(h), Lstm(h, ("Peepholes", (int)Peepholes.Input))),
        ["lstm peepholes forget"] = h => Features(Inputs(h), Lstm(h, ("Peepholes", (int)Peepholes.Forget))),
        ["lstm peepholes output"] = h => Features(Inputs(h), Lstm(h, ("Peepholes", (int)Peepholes.Output))),
        ["lstm peepholes all"] = h => Features(Inputs(h), Lstm(h, All)),
        ["lstm i from f"] = h => Features(Inputs(h), Lstm(h, ("Coupling", (int)Coupling.InputFromForget))),
        ["lstm f from i"] = h => Features(Inputs(h), Lstm(h, ("Coupling", (int)Coupling.ForgetFromInput))),
        ["lstm i from f, peepholes"] = h => Features(Inputs(h), Lstm(h, ("Coupling", (int)Coupling.InputFromForget), All)),
        ["lstm f from i, peepholes"] = h => Features(Inputs(h), Lstm(h, ("Coupling", (int)Coupling.ForgetFromInput), All)),
        ["lstm without input"] = h => Features(Inputs(h), Lstm(h, ("Without", (int)Gates.Input))),
        ["lstm without forget"] = h => Features(Inputs(h), Lstm(h, ("Without", (int)Gates.Forget), All)),
        ["lstm without output"] = h => Features(Inputs(h), Lstm(h, ("Without", (int)Gates.Output), All)),
        ["lstm without gates"] = h => Features(Inputs(h), Lstm(h, ("Without", (int)(Gates.Input | Gates.Forget | Gates.Output)))),
        ["lstm identity input"] = h => Features(Inputs(h), Lstm(h, ("InputActivation", (int)Activation.Identity))),
        ["lstm identity output"] = h => Features(Inputs(h), Lstm(h, ("OutputActivation", (int)Activation.Identity), All)),
        ["lstm without output, identity"] = h => Features(Inputs(h), Lstm(h, ("Without", (int)Gates.Output), ("OutputActivation", (int)Activation.Identity))),
        ["lstm full gate recurrence"] = h => Features(Inputs(h), Lstm(h, FullGateRecurrence)),
        ["lstm full gate recurrence, coupled"] = h => Features(Inputs(h), Lstm(h, FullGateRecurrence, ("Coupling", (int)Coupling.ForgetFromInput), All)),
        ["lstm full gate recurrence, one gate"] = h => Features(Inputs(h), Lstm(h, FullGateRecurrence, ("Without", (int)(Gates.Input | Gates.Output)))),
        ["lstm projection"] = h => Features(Inputs(h), Lstm(h, ("Projection", Less(h)))),
        ["lstm projection, peepholes, full gate recurrence"] = h => Features(Inputs(h), Lstm(h, ("Projection", Less(h)), All, FullGateRecurrence)),
        ["lstm projection as wide as hidden"] = h => Features(Inputs(h), Lstm(h, ("Projection", h))),
        ["lstm projection as wide as hidden, all options"] = h => Features(Inputs(h), Lstm(h, ("Projection", h), All, FullGateRecurrence, NoBias)),
        ["lstm projection wider than hidden"] = h => Features(Inputs(h), Lstm(h, ("Projection", h + 3), NoBias)),
        ["lstm projection without output"] = h =>
            Features(Inputs(h), Lstm(h, ("Projection", Less(h)), ("Without", (int)Gates.Output), ("OutputActivation", (int)Activation.Identity))),
        ["lstm no bias"] = h => Features(Inputs(h), Lstm(h, NoBias, All)),

        ["gru"] = h => Features(Inputs(h), Gru(h)),
        ["gru before"] = h => Features(Inputs(h), Gru(h, ("Reset", (int)Reset.Before))),
        ["gru no bias"] = h => Features(Inputs(h), Gru(h, NoBias)),
        ["gru before, no bias"] = h => Features(Inputs(h), Gru(h, ("Reset", (int)Reset.Before), NoBias)),

        ["rnn normalized"] = h => Features(Inputs(h), Rnn(h, Normalize)),
        ["lstm normalized"] = h => Features(Inputs(h), Lstm(h, Normalize)),
        ["lstm normalized, all options"] = h => Features(Inputs(h), Lstm(h, Normalize, All, FullGateRecurrence, ("Projection", Less(h)), NoBias)),
        ["gru normalized"] = h => Features(Inputs(h), Gru(h, Normalize)),
        ["gru before, normalized, both"] = h => Features(Inputs(h), Gru(h, Normalize, ("Reset", (int)Reset.Before), ("Direction", (int)Direction.Both))),

        ["standardize"] = h => Features(h, Standardize()),
        ["standardize, lstm"] = h => Features(Inputs(h), Standardize(), Lstm(h), Dense(3)),
        ["standardize, both directions"] = h => Features(Inputs(h), Standardize(), Dropout(0.3), Gru(h, ("Direction", (int)Direction.Both))),
        ["standardize, residual"] = h => Features(Inputs(h), Standardize(), Rnn(h), Dense(Inputs(h)), Residual()),

        ["rescale"] = h => Features(Inputs(h), Rnn(h), Rescale()),
        ["standardize, both directions, rescale"] = h => Features(Inputs(h), Standardize(), Lstm(h, ("Direction", (int)Direction.Both)), Dense(3), Rescale()),

        ["dense"] = h => Features(Inputs(h), Dense(h)),
        ["dense tanh"] = h => Features(Inputs(h), Dense(h, ("Activation", (int)Activation.Tanh))),
        ["dense sigmoid"] = h => Features(Inputs(h), Dense(h, ("Activation", (int)Activation.Sigmoid))),
        ["dense relu, no bias"] = h => Features(Inputs(h), Dense(h, ("Activation", (int)Activation.Relu), NoBias)),

        ["embedding"] = h => Tokens(Vocabulary, Embedding(h)),
        ["embedding, lstm"] = h => Tokens(Vocabulary, Embedding(Less(h)), Lstm(h), Dense(Vocabulary)),
        ["token lstm"] = h => Tokens(Vocabulary, Lstm(h), Dense(3)),
        ["token lstm, full gate recurrence, no bias"] = h => Tokens(Vocabulary, Lstm(h, FullGateRecurrence, All, NoBias)),
        ["token gru"] = h => Tokens(Vocabulary, Gru(h)),
        ["token gru before, both directions"] = h => Tokens(Vocabulary, Gru(h, ("Reset", (int)Reset.Before), ("Direction", (int)Direction.Both))),
        ["token rnn"] = h => Tokens(Vocabulary, Rnn(h, NoBias)),
        ["token dense"] = h => Tokens(Vocabulary, Dense(h, ("Activation", (int)Activation.Sigmoid))),

        ["rnn backward"] = h => Features(Inputs(h), Rnn(h, ("Direction", (int)Direction.Backward))),
        ["lstm backward"] = h => Features(Inputs(h), Lstm(h, All, ("Direction", (int)Direction.Backward))),
        ["gru both"] = h => Features(Inputs(h), Gru(h, ("Direction", (int)Direction.Both)), Dense(2)),
        ["lstm both, twice"] = h => Features(Inputs(h), Lstm(h, ("Direction", (int)Direction.Both)), Lstm(Less(h), ("Direction", (int)Direction.Both))),
        ["lstm projection both"] = h => Features(Inputs(h), Lstm(h, ("Projection", Less(h)), ("Direction", (int)Direction.Both))),

        ["stack"] = h => Features(Inputs(h), Lstm(h), Gru(Less(h)), Rnn(h), Dense(3)),
        ["stack with dropout"] = h => Features(Inputs(h), Gru(h, ("Reset", (int)Reset.Before)), Dropout(0.3), Lstm(Less(h), ("Direction", (int)Direction.Both)),
            Dropout(0.5), Dense(5, ("Activation", (int)Activation.Tanh))),
        ["dense first, residual"] = h => Features(Inputs(h), Dense(h, ("Activation", (int)Activation.Relu)), Gru(h), Dense(Inputs(h)), Residual()),
        ["residual of one layer"] = h => Features(h, Lstm(h), Residual()),
        ["residual of the first inputs"] = h => Features(Inputs(h) + 2, Gru(h), Dense(Inputs(h) + 1), Residual(Inputs(h))),
        ["residual of the first inputs, fewer inputs"] = h => Features(Inputs(h), Rnn(h + 3), Residual(Inputs(h) > 1 ? Inputs(h) - 1 : 1)),
        ["residual of both directions"] = h => Features(2 * h, Rnn(h, ("Direction", (int)Direction.Both)), Dropout(0.25), Dense(2 * h), Residual()),

        ["rnn recurrent dropout"] = h => Features(Inputs(h), Rnn(h, RecurrentDropout)),
        ["lstm zoneout"] = h => Features(Inputs(h), Lstm(h, Zoneout)),
        ["lstm recurrent dropout, zoneout"] = h => Features(Inputs(h), Lstm(h, RecurrentDropout, Zoneout)),
        ["lstm projection, all options, recurrent dropout, zoneout"] = h =>
            Features(Inputs(h), Lstm(h, ("Projection", Less(h)), All, FullGateRecurrence, Normalize, RecurrentDropout, Zoneout)),
        ["gru recurrent dropout, backward"] = h => Features(Inputs(h), Gru(h, RecurrentDropout, ("Direction", (int)Direction.Backward))),
        ["gru before, recurrent dropout, zoneout, both"] = h => Features(Inputs(h), Gru(h, ("Reset", (int)Reset.Before), RecurrentDropout, Zoneout, Both)),
        ["gru normalized, recurrent dropout, zoneout"] = h => Features(Inputs(h), Gru(h, Normalize, RecurrentDropout, Zoneout)),
        ["token lstm zoneout"] = h => Tokens(Vocabulary, Lstm(h, Zoneout), Dense(3)),
        ["rnn, last step"] = h => Features(Inputs(h), Rnn(h, Last)),
        ["lstm backward, last step"] = h => Features(Inputs(h), Lstm(h, Last, ("Direction", (int)Direction.Backward)), Dense(3)),
        ["gru both, last step"] = h => Features(Inputs(h), Gru(h, Last, Both), Dropout(0.25), Dense(2)),
        ["lstm projection both, last step, zoneout"] = h => Features(Inputs(h), Lstm(h, ("Projection", Less(h)), Last, Both, Zoneout)),
        ["token stack, last step"] = h => Tokens(Vocabulary, Gru(h), Lstm(Less(h), Last), Dense(3)),
        ["token both, last step"] = h => Tokens(Vocabulary, Rnn(h, Last, Both)),
        ["stack with masks"] = h => Features(
            Inputs(h), Gru(h, RecurrentDropout), Dropout(0.3), Lstm(Less(h), Both, Zoneout), Rnn(h, RecurrentDropout, Zoneout), Dense(Inputs(h)), Residual()),
    };

    /// <summary>Their names, in the order in which they stand here.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys];

    /// <summary>The place of a variant in <see cref="Names"/>.</summary>
    public static int IndexOf(string name) => Names.ToList().IndexOf(name);

    public static ModelSpec Spec(string name, int hidden) => Known[name](hidden);

    /// <summary>Inputs below, at and above a vector's width, never in step with the hidden size.</summary>
    private static int Inputs(int hidden) => hidden switch
    {
        1 => 1,
        7 => 3,
        16 => 16,
        17 => 5,
        64 => 28,
        65 => 17,
        128 => 9,
        200 => 3,
        _ => 8,
    };

    private static int Less(int hidden) => (hidden + 2) / 3;
}
