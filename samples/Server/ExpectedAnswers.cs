using Unrolled;

namespace Server;

/// <summary>What a single stream answers to the steps of a client, one after another.</summary>
/// <param name="number">The client's number, from which its inputs follow.</param>
/// <param name="model">The server's model.</param>
/// <param name="tolerance">The largest difference that is no error.</param>
internal sealed class ExpectedAnswers(int number, Reader model, float tolerance)
{
    private readonly float[] _input = new float[Reader.Inputs];
    private readonly float[] _expected = new float[Reader.Outputs];
    private readonly State<Reader> _state = model.NewState();
    private int _step;

    /// <summary>Goes on by a step.</summary>
    /// <param name="answer">The server's answer to it; none, where it has another length.</param>
    /// <returns>Whether the answer is right.</returns>
    public bool IsNext(ReadOnlySpan<float> answer)
    {
        LoadInputs.Fill(number, _step++, _input);
        model.Step(_input, _state, _expected);
        if (answer.Length != _expected.Length)
            return false;
        for (int i = 0; i < _expected.Length; i++)
        {
            if (!(MathF.Abs(answer[i] - _expected[i]) <= tolerance))
                return false;
        }

        return true;
    }
}
