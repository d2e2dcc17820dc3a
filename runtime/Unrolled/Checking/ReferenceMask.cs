using System.Globalization;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>A mask of the equations: how the numbers that a layer multiplies with are drawn.</summary>
/// <param name="Layer">The layer's index.</param>
/// <param name="Rate">The probability of <paramref name="Dropped"/>.</param>
/// <param name="Width">Units.</param>
/// <param name="Number">The mask's number in its layer; 0 is that of a dropout layer.</param>
/// <param name="Dropped">What a number is with that probability.</param>
/// <param name="Kept">What it is otherwise.</param>
/// <param name="IsOfSequence">Whether all steps of a sequence share one draw.</param>
internal sealed record ReferenceMask(int Layer, double Rate, int Width, int Number, double Dropped, double Kept, bool IsOfSequence)
{
    private const int WordsOfDropout = 5;

    /// <summary>Reads a line of the equations: <c>Mask layer rate expectation width</c>, and but for dropout <c>number dropped kept</c> and
    /// <c>sequence</c> or <c>step</c>.</summary>
    public static ReferenceMask Read(string[] words)
    {
        var (layer, rate, width) = (Integer(words[1]), Number(words[2]), Integer(words[4]));
        return words.Length == WordsOfDropout
            ? new(layer, rate, width, 0, 0, 1 / (1 - rate), IsOfSequence: false)
            : new(layer, rate, width, Integer(words[5]), Number(words[6]), Number(words[7]), words[8] == "sequence");

        static int Integer(string word) => int.Parse(word, CultureInfo.InvariantCulture);
        static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);
    }

    /// <summary>The numbers of the last forward pass of a tape, rows [step][sequence].</summary>
    /// <param name="seed">The model's seed.</param>
    /// <param name="tape">The tape.</param>
    /// <param name="reversed">Whether for the direction from the last step to the first.</param>
    public double[][] Numbers<TModel>(int seed, Tape<TModel> tape, bool reversed)
        where TModel : class, IInferenceModel<TModel>
    {
        var rows = IsOfSequence ? tape.Batch : (int)tape.Rows;
        var numbers = new float[rows * Width];
        ref readonly var pass = ref tape.ForwardPass;
        if (this.Number == 0)
        {
            var ones = new float[numbers.Length];
            Array.Fill(ones, 1);
            Dropout.Apply(seed, in pass, Layer, Rate, Share.Whole(rows), tape.Batch, ref ones[0], Width, ref numbers[0], Width, Width);
        }
        else
        {
            var draw = new MaskDraw(Layer, this.Number, reversed, Rate, Dropped, Kept, expectation: 0);
            if (IsOfSequence)
                Masks.FillSequences(in draw, seed, in pass, Share.Whole(rows), ref numbers[0], Width, Width);
            else
                Masks.FillSteps(in draw, seed, in pass, Share.Whole(rows), tape.Batch, ref numbers[0], Width, Width);
        }

        return [.. Enumerable.Range(0, (int)tape.Rows).Select(row => numbers.Skip(row % rows * Width).Take(Width).Select(value => (double)value).ToArray())];
    }
}
