namespace Unrolled.Reports.Tests;

public class GatesTests
{
    private static readonly float[] s_wave = Examples.Wave(0, 30);

    [Fact]
    public void Every_cell_has_the_colour_of_its_number()
    {
        var model = new Follower(seed: 3);
        var picture = Picture.Gates(model, s_wave, layer: "lstm0");
        var tape = model.NewTape(s_wave.Length, 1);
        tape.Set(0, s_wave);
        model.Forward(tape, training: false);

        // Two keys, then i f g o c h.
        var maps = SvgText.HeatMaps(picture);
        Assert.Equal(8, maps.Count);
        int place = 2;
        foreach (string name in "ifgoch".Select(name => "lstm0." + name))
        {
            float[] values = tape[name].ToArray();
            var colours = name[^1] is 'i' or 'f' or 'o' ? ColourMap.Unsigned(0, 1) : ColourMap.Signed(Rounded(values.Max(Math.Abs)));
            string[][] expected = [.. Enumerable.Range(0, 6).Select(unit =>
                Enumerable.Range(0, 30).Select(step => colours.Colour(colours.Level(values[step * 6 + unit]))).ToArray())];
            Assert.Equal(expected, maps[place++]);
        }

        // Two digits, not less.
        static double Rounded(float size) => Math.Ceiling(size / Math.Pow(10, Math.Floor(Math.Log10(size)) - 1)) * Math.Pow(10,
            Math.Floor(Math.Log10(size)) - 1);
    }

    [Fact]
    public void Values_of_a_custom_cell_that_stay_between_0_and_1_are_gates()
    {
        var recording = GateRecording.Of(new LeakyModel(seed: 1), s_wave, null);
        Assert.Equal(["leak:True", "n:False", "h:False"], recording.Values.Select(value => $"{value.Value.Name}:{value.IsGate}"));
    }

    [Fact]
    public void Both_directions_and_coupled_gates_are_drawn_over_tokens()
    {
        var model = new TokenReader(seed: 1);
        int[] tokens = [1, 2, 3, 4, 5, 0];
        var picture = Picture.Gates(model, tokens, labels: ["a", "b", " ", "<&>", "e", "f"]);
        string[] texts = SvgText.Texts(picture);
        Assert.Equal(["forward i", "forward f", "forward g", "forward o", "forward c", "forward h"],
            texts.Where(text => text.StartsWith("forward ", StringComparison.Ordinal)));
        Assert.Contains("backward i", texts);
        Assert.Contains("<&>", texts);
        Assert.Contains("␣", texts);
        Assert.Contains("5", SvgText.Texts(Picture.Gates(model, tokens)));
        Assert.DoesNotContain("forward i", SvgText.Texts(Picture.Gates(model, tokens, "lstm1.backward")));
    }

    [Fact]
    public void Long_texts_go_on_in_further_rows()
    {
        int[] tokens = [.. Enumerable.Range(0, 130).Select(k => k % 6)];
        var picture = Picture.Gates(new TokenReader(seed: 1), tokens, "lstm1.forward", [.. tokens.Select(token => "ABCDEF"[token].ToString())]);
        Assert.Equal(tokens.Select(token => "ABCDEF"[token].ToString()),
            SvgText.Texts(picture).Where(text => text.Length == 1 && char.IsAsciiLetterUpper(text[0])));
        Assert.Equal(3, SvgText.Texts(picture).Count(text => text == "forget gate"));
    }

    [Fact]
    public void Of_many_units_those_that_change_most_are_drawn_and_of_many_steps_means()
    {
        float[] wave = Examples.Wave(1, 3000);
        var picture = Picture.Gates(new Follower(seed: 1), wave, units: 2, steps: 0..2000);
        Assert.Contains("a column is the mean of 3.4 steps", SvgText.Texts(picture));
        Assert.Equal(2, SvgText.HeatMaps(picture)[2].Length);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        var model = new Follower(seed: 1);
        Says("Follower has no layer 'lstm3' with values to show; those that it has: lstm0, dense1.", () => Picture.Gates(model, s_wave, "lstm3"));
        Says("Expected at least one step of the 2 inputs of Sorter; found 3 numbers.", () => Picture.Gates(new Sorter(seed: 1), s_wave.AsSpan(0, 3)));
        Says("Expected at least one step of the 1 inputs of Follower; found 0 numbers.", () => Picture.Gates(model, Array.Empty<float>()));
        Says("TokenReader reads tokens: expected int[], a token a step; found float[].", () => Picture.Gates(new TokenReader(seed: 1), s_wave));
        Says("Follower reads 1 features a step: expected float[]; found int[], which a token model reads.", () => Picture.Gates(model, new[] { 1 }));
        Says("Expected a label for each of the 30 steps; found 1.", () => Picture.Gates(model, s_wave, labels: ["a"]));
        Says("Expected at least one of the steps 0 to 29; found the range 30..40.", () => Picture.Gates(model, s_wave, steps: 30..40));
        Says("Expected a width from 320 to 4000; found 10.", () => Picture.Gates(model, s_wave, width: 10));
        Says("Stateless has no layer with a state, so there are no gates to show.", () => Picture.Gates(new Stateless(seed: 1), s_wave));
        Says("a picture has at most 20. Choose which with steps: 0..820, for example.",
            () => Picture.Gates(model, Examples.Wave(0, 4000), labels: [.. Enumerable.Range(0, 4000).Select(k => $"{k}")]));
        Assert.Contains("must be from 0 to 5", Assert.Throws<ArgumentException>(() => Picture.Gates(new TokenReader(seed: 1), new[] { 6 })).Message,
            StringComparison.Ordinal);
    }

    internal static void Says(string message, Action wrong) =>
        Assert.Contains(message, Assert.ThrowsAny<Exception>(wrong).Message, StringComparison.Ordinal);
}
