namespace Unrolled;

/// <summary>What the values of the built-in layers are called in words.</summary>
internal static class GateNames
{
    private static readonly (string Layer, string Value, string Meaning)[] s_meanings =
    [
        ("lstm", "i", "input gate"),
        ("lstm", "f", "forget gate"),
        ("lstm", "g", "candidate"),
        ("lstm", "o", "output gate"),
        ("lstm", "c", "cell state"),
        ("lstm", "h", "output"),
        ("gru", "r", "reset gate"),
        ("gru", "z", "update gate"),
        ("gru", "n", "candidate"),
        ("gru", "h", "state"),
        ("rnn", "h", "state"),
    ];

    /// <summary>The word for a value; empty where there is none.</summary>
    /// <param name="track">The layer, with its direction: <c>lstm0.forward</c>.</param>
    /// <param name="value">The value's own name: <c>f</c>.</param>
    public static string Of(string track, string value) => Rank(track, value) is >= 0 and var rank ? s_meanings[rank].Meaning : "";

    /// <summary>A value's place in the order in which textbooks go through a cell; a custom cell's values keep theirs.</summary>
    public static int Rank(string track, string value) => Array.FindIndex(s_meanings, each => each.Layer == Kind(track) && each.Value == value);

    /// <summary>Whether a built-in layer's value is known to be no gate, wherever its numbers lie.</summary>
    public static bool IsNoGate(string track, string value) => Of(track, value) is { Length: > 0 } meaning
        && !meaning.EndsWith("gate", StringComparison.Ordinal);

    /// <summary>lstm0.forward → lstm.</summary>
    private static string Kind(string track) => track.Split('.')[0].TrimEnd("0123456789".ToCharArray());
}
