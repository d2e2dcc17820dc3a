using Unrolled;

namespace CharRnn;

/// <summary>The same layers for a step alone, with weights of two bytes.</summary>
[Model(Vocabulary = Alphabet.Size, Training = false, Weights = WeightType.BFloat16)]
[Lstm(128)]
[Dense(Alphabet.Size)]
public partial class TwoByteModel;

/// <summary>The same with weights of one byte.</summary>
[Model(Vocabulary = Alphabet.Size, Training = false, Weights = WeightType.Int8)]
[Lstm(128)]
[Dense(Alphabet.Size)]
public partial class OneByteModel;

/// <summary>What smaller weights cost a saved model: its bits a character on a text, with each type.</summary>
internal static class WeightTable
{
    private const int Chunk = 1024;

    private delegate void RunCall<TModel>(ReadOnlySpan<int> tokens, State<TModel> state, Span<float> logits)
        where TModel : class, IInferenceModel<TModel>;

    public static void Print(string saved, ReadOnlySpan<int> text, TextWriter output)
    {
        CharacterModel whole = CharacterModel.Load(saved);
        TwoByteModel half = TwoByteModel.Load(saved);
        OneByteModel bytes = OneByteModel.Load(saved);
        output.WriteLine($"{text.Length:n0} characters held out, bits a character:");
        double reference = Bits<CharacterModel>(whole.Run, whole.NewState(), text);
        Row("float32", reference);
        Row("bfloat16", Bits<TwoByteModel>(half.Run, half.NewState(), text));
        Row("int8", Bits<OneByteModel>(bytes.Run, bytes.NewState(), text));

        void Row(string weights, double bits) => output.WriteLine($"  {weights,-9} {bits:f5}  {100 * ((bits / reference) - 1):+0.000;-0.000} %");
    }

    /// <summary>−log₂ of the probability of each next character, on average.</summary>
    private static double Bits<TModel>(RunCall<TModel> run, State<TModel> state, ReadOnlySpan<int> text)
        where TModel : class, IInferenceModel<TModel>
    {
        float[] logits = new float[Chunk * Alphabet.Size];
        double sum = 0;
        for (int first = 0; first < text.Length - 1; first += Chunk)
        {
            int count = Math.Min(Chunk, text.Length - 1 - first);
            run(text.Slice(first, count), state, logits.AsSpan(0, count * Alphabet.Size));
            for (int i = 0; i < count; i++)
            {
                var row = logits.AsSpan(i * Alphabet.Size, Alphabet.Size);
                double most = float.NegativeInfinity, total = 0;
                foreach (float logit in row)
                    most = Math.Max(most, logit);
                foreach (float logit in row)
                    total += Math.Exp(logit - most);
                sum += Math.Log2(total) + ((most - row[text[first + i + 1]]) / Math.Log(2));
            }
        }

        return sum / (text.Length - 1);
    }
}
