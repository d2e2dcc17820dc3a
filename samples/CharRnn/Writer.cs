using Unrolled;

namespace CharRnn;

/// <summary>Lets a model write: what it says is likely is drawn, and read as the next step.</summary>
internal sealed class Writer(CharacterModel model, float temperature, int topK, Random random)
{
    private readonly State<CharacterModel> _state = model.NewState();
    private readonly float[] _logits = new float[CharacterModel.Outputs];

    /// <summary>The characters that follow the prompt, as they are drawn; without end.</summary>
    public IEnumerable<char> Continue(string prompt)
    {
        _state.Reset();
        foreach (int token in Alphabet.Encode(prompt))
            model.Step(token, _state, _logits);
        while (true)
        {
            int next = Sampling.Next(_logits, temperature, topK, random);
            yield return Alphabet.Decode(next);
            model.Step(next, _state, _logits);
        }
    }

    /// <summary>The rest of a line that begins with the prompt, at most so many characters.</summary>
    public string Line(string prompt, int most) => prompt + string.Concat(Continue(prompt).Take(most).TakeWhile(character => character != '\n'));
}
