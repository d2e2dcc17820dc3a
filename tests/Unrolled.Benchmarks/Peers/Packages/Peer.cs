using System.Globalization;

namespace Unrolled.Benchmarks.Peers.Packages;

/// <summary>Another library of .NET that runs the same cell with the same weights: from zero states, and on one thread.</summary>
internal abstract class Peer(Subject subject) : IDisposable
{
    /// <summary>The model that is compared.</summary>
    protected Subject Subject => subject;

    /// <summary>The libraries that can be loaded here, in the order of the tables. A line that begins with # says why another is left out.</summary>
    public static IReadOnlyList<string> Available { get; } = [.. Missing().Where(peer => peer.Why is null).Select(peer => peer.Name)];

    /// <summary>Whether a library has the cell of a subject.</summary>
    public static bool Has(Subject subject) => subject.Kind == CellKind.Rnn || subject.Kind == CellKind.Lstm || subject.Kind == CellKind.Gru;

    /// <summary>A library's form of a subject, compared with the equations in double precision.</summary>
    /// <exception cref="InvalidOperationException">It computes something else.</exception>
    public static Peer Create(string name, Subject subject)
    {
        Peer peer = name switch
        {
            OnnxRuntimePeer.Name => new OnnxRuntimePeer(subject),
            TorchSharpPeer.Name => new TorchSharpPeer(subject),
            _ => throw new ArgumentException($"Expected one of {string.Join(", ", Available)}; found {name}.", nameof(name)),
        };
        peer.Check(name);
        return peer;
    }

    /// <summary>What runs <c>n</c> steps of so many streams, one call for each.</summary>
    public abstract Action<long> Step(int streams = 1);

    /// <summary>What runs <c>n</c> sequences of <see cref="Subject.SequenceSteps"/> steps, each in one call.</summary>
    public abstract Action<long> Sequence();

    /// <summary>The outputs of one sequence, step by step.</summary>
    /// <param name="xs">[steps, inputs].</param>
    protected abstract float[] Outputs(float[] xs);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    private void Check(string name)
    {
        const int Steps = 20;
        float[] xs = Subject.Values(Steps * subject.Inputs, seed: 2);
        double[] expected = new Reference(subject.Kind, subject.Inputs, subject.Hidden, subject.Parameters()).Outputs(xs, Steps, batch: 1);
        float[] found = Outputs(xs);
        double error = expected.Zip(found, (a, b) => Math.Abs(a - b)).Aggregate(0.0, Reference.Larger);
        if (!(error <= 1e-4) || expected.Length != found.Length)
            throw new InvalidOperationException($"{name}: the outputs of {subject.Name} are off by {error.ToString("g3", CultureInfo.InvariantCulture)}.");
    }

    private static IEnumerable<(string Name, string? Why)> Missing()
    {
        foreach (var (name, load) in new (string, Action)[] { (OnnxRuntimePeer.Name, OnnxRuntimePeer.Load), (TorchSharpPeer.Name, TorchSharpPeer.Load) })
        {
            string? why = null;
            var console = Console.Out;
            try
            {
                // TorchSharp prints where it looks.
                Console.SetOut(TextWriter.Null);
                load();
            }
            catch (Exception exception)
            {
                // A native library that is missing or too new for this system: whatever it throws is the reason, and the others are measured all the same.
                why = exception.GetBaseException().Message.Split([". ", "\n"], StringSplitOptions.None)[0];
            }
            finally
            {
                Console.SetOut(console);
            }

            if (why is not null)
                Console.WriteLine($"# {name} is left out: {why}");
            yield return (name, why);
        }
    }
}
