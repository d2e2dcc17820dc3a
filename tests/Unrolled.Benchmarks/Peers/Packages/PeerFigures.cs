namespace Unrolled.Benchmarks.Peers.Packages;

/// <summary>Ours and each library of .NET that can be loaded here, in the same rounds: steps, sequences, and steps of several streams.</summary>
internal static class PeerFigures
{
    private const string Own = "unrolled";

    /// <summary>Sixteen streams at once: what a batch of inference costs.</summary>
    public const int Streams = 16;

    /// <summary>Ours first, then the libraries.</summary>
    public static IEnumerable<string> Libraries => Peer.Available.Prepend(Own);

    /// <summary>The models that the libraries have.</summary>
    public static IEnumerable<Subject> Subjects =>
        Catalogue.All.Where(subject => Peer.Has(subject) && Catalogue.StepShapes.Contains((subject.Inputs, subject.Hidden)));

    /// <summary>All figures of LSTMs and GRUs.</summary>
    public static IEnumerable<Figure> All() =>
        from subject in Subjects
        where subject.Kind != CellKind.Rnn
        from library in Libraries
        from figure in new[]
        {
            new Figure($"{library} step {subject.Name}", "ns", 1e9, () => Step(library, subject), _ => ""),
            new Figure($"{library} sequence {subject.Name}", "ns/step", 1e9 / Subject.SequenceSteps, () => Sequence(library, subject), _ => ""),
            new Figure($"{library} streams {subject.Name} {Streams}", "ns/stream", 1e9 / Streams, () => Step(library, subject, Streams), _ => ""),
        }
        select figure;

    /// <summary>A library's steps.</summary>
    public static Action<long> Step(string library, Subject subject, int streams = 1) =>
        library == Own ? subject.Step(streams) : Peer.Create(library, subject).Step(streams);

    /// <summary>A library's sequences.</summary>
    public static Action<long> Sequence(string library, Subject subject) => library == Own ? subject.Sequence() : Peer.Create(library, subject).Sequence();
}
