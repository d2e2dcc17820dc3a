using Unrolled;

namespace CharRnn;

/// <summary>
/// Cuts a text into equal parts, one for each sequence of a tape, which are read side by side: a tapeful takes the next piece of every part, so that the
/// state at
/// the end of one tapeful is the right state at the start of the next (truncated backpropagation through time).
/// </summary>
internal sealed class TextStreams
{
    private readonly int[] _tokens;
    private readonly Tape<CharacterModel> _tape;
    private readonly int _partLength;
    private int _position;

    /// <summary>Cuts the text.</summary>
    /// <param name="tokens">The text, long enough for each part to fill the tape's steps once, with a character to follow.</param>
    /// <param name="tape">Takes the pieces: a sequence for each part.</param>
    public TextStreams(int[] tokens, Tape<CharacterModel> tape)
    {
        (_tokens, _tape) = (tokens, tape);
        _partLength = tokens.Length / tape.Batch;
    }

    /// <summary>Tapefuls from the first to the last of the text.</summary>
    public int Count => (_partLength - 1) / _tape.Steps;

    /// <summary>Starts again at the beginning of every part, where nothing has been read yet.</summary>
    public void Restart()
    {
        _position = 0;
        _tape.InitialState.Clear();
    }

    /// <summary>Puts the next piece of every part on the tape. After the last comes the first again.</summary>
    public void Next()
    {
        if (_position == Count)
            Restart();
        else if (_position > 0)
            _tape.CarryState();

        for (int step = 0; step < _tape.Steps; step++)
        {
            for (int part = 0; part < _tape.Batch; part++)
            {
                int at = part * _partLength + _position * _tape.Steps + step;
                int row = step * _tape.Batch + part;
                _tape.Tokens[row] = _tokens[at];
                _tape.TargetClasses[row] = _tokens[at + 1]; // the right answer is the character that follows
            }
        }

        _position++;
    }
}
