namespace Unrolled;

// A state as a value: to be kept, set again, and given to another.
public sealed partial class State<TModel>
{
    /// <summary>Floats of the whole state: the units of all layers' states, for each stream. <see cref="CopyTo(Span{float})"/> needs so much room.</summary>
    public int Length => StreamLength * Streams;

    /// <summary>Floats of the states of one stream.</summary>
    public int StreamLength { get; }

    /// <summary>Copies everything: a stream after another, in each the states in the order of <see cref="All"/>. Allocates nothing.</summary>
    /// <param name="destination">At least <see cref="Length"/> floats.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyTo(Span<float> destination)
    {
        Require(destination.Length >= Length, Length, destination.Length, nameof(destination));
        for (int stream = 0; stream < Streams; stream++)
            Read(stream, destination.Slice(stream * StreamLength, StreamLength));
    }

    /// <summary>Copies the states of one stream. Allocates nothing.</summary>
    /// <param name="destination">At least <see cref="StreamLength"/> floats.</param>
    /// <param name="stream">From 0 to <see cref="Streams"/> − 1.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stream.</exception>
    public void CopyTo(Span<float> destination, int stream)
    {
        RequireStream(stream, nameof(stream));
        Require(destination.Length >= StreamLength, StreamLength, destination.Length, nameof(destination));
        Read(stream, destination[..StreamLength]);
    }

    /// <summary>Sets everything to what <see cref="CopyTo(Span{float})"/> gave. Allocates nothing. Layers that run backward begin the next <c>Run</c> anew all
    /// the same.</summary>
    /// <param name="values"><see cref="Length"/> floats.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public void Set(ReadOnlySpan<float> values)
    {
        Require(values.Length == Length, Length, values.Length, nameof(values));
        for (int stream = 0; stream < Streams; stream++)
            Write(stream, values.Slice(stream * StreamLength, StreamLength));
    }

    /// <summary>Sets the states of one stream. Allocates nothing.</summary>
    /// <param name="values"><see cref="StreamLength"/> floats.</param>
    /// <param name="stream">From 0 to <see cref="Streams"/> − 1.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stream.</exception>
    public void Set(ReadOnlySpan<float> values, int stream)
    {
        RequireStream(stream, nameof(stream));
        Require(values.Length == StreamLength, StreamLength, values.Length, nameof(values));
        Write(stream, values);
    }

    /// <summary>Makes another state the same, of this model or of another instance of its class: with other weights, the stream goes on from here.
    /// Allocates nothing.</summary>
    /// <param name="other">A state of as many streams.</param>
    /// <exception cref="ArgumentException">It has more or fewer streams.</exception>
    public void CopyTo(State<TModel> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Streams != Streams)
            throw new ArgumentException($"Expected a state of {Streams} streams; found one of {other.Streams}. CopyTo(other, stream, otherStream) copies one "
                + "stream.", nameof(other));
        for (int stream = 0; stream < Streams; stream++)
            CopyTo(other, stream, stream);
    }

    /// <summary>Gives the states of one stream to a stream of another state, or of this one. Allocates nothing.</summary>
    /// <param name="other">A state of this model or of another instance of its class.</param>
    /// <param name="stream">A stream of this state.</param>
    /// <param name="otherStream">A stream of the other.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stream.</exception>
    public void CopyTo(State<TModel> other, int stream, int otherStream = 0)
    {
        ArgumentNullException.ThrowIfNull(other);
        RequireStream(stream, nameof(stream));
        other.RequireStream(otherStream, nameof(otherStream));
        for (int i = 0; i < _layout.Tracks.Length; i++)
        {
            foreach (var state in _layout.Tracks[i].StateSpan)
                Rows(i, state, stream).CopyTo(other.Rows(i, state, otherStream));
        }

        CopyStart(other, stream, otherStream);
    }

    private void Read(int stream, Span<float> values)
    {
        int at = 0;
        for (int i = 0; i < _layout.Tracks.Length; i++)
        {
            foreach (var state in _layout.Tracks[i].StateSpan)
            {
                Rows(i, state, stream)[..state.Width].CopyTo(values[at..]);
                at += state.Width;
            }
        }
    }

    private void Write(int stream, ReadOnlySpan<float> values)
    {
        int at = 0;
        for (int i = 0; i < _layout.Tracks.Length; i++)
        {
            foreach (var state in _layout.Tracks[i].StateSpan)
            {
                values.Slice(at, state.Width).CopyTo(Rows(i, state, stream));
                at += state.Width;
            }
        }

        ForgetStart(stream);
    }

    private void RequireStream(int stream, string name)
    {
        if ((uint)stream >= (uint)Streams)
            throw new ArgumentOutOfRangeException(name, stream, $"Expected a stream from 0 to {Streams - 1}; found {stream}.");
    }

    private static void Require(bool isRight, int expected, int found, string name)
    {
        if (!isRight)
            throw new ArgumentException($"The state has {expected} floats; found {found}.", name);
    }
}
