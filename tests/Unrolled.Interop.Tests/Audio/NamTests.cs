namespace Unrolled.Interop.Tests.Audio;

/// <summary>Files of Neural Amp Modeler.</summary>
public class NamTests
{
    [Fact]
    public void Two_layers_with_their_initial_states()
    {
        var file = AudioFixture.Read("amp.nam");
        Assert.Equal((FileFormat.Nam, 48000d, "a head", "2024-01-02"), (file.Format, file.SampleRate, file.Metadata["name"], file.Metadata["date"]));
        var (inputs, outputs) = AudioFixture.Case("amp.nam");
        AudioFixture.Near(outputs, file.Load<Amp>().Predict(inputs));
    }

    [Theory]
    [InlineData(
        """{"version":"0.5.4","architecture":"WaveNet","config":{},"weights":[]}""",
        "x.nam: its architecture is WaveNet; Unrolled reads the LSTM models")]
    [InlineData("""{"version":"0.4.0","architecture":"LSTM","config":{},"weights":[]}""", "its version is 0.4.0; expected 0.5 to 0.7.")]
    [InlineData("""{"architecture":"LSTM","config":{},"weights":[]}""", "its version is none")]
    [InlineData(
        """{"version":"0.5.0","architecture":"LSTM","config":{"input_size":1,"hidden_size":0,"num_layers":1},"weights":[]}""",
        "its config has no hidden_size of at least 1.")]
    [InlineData(
        """{"version":"0.5.0","architecture":"LSTM","config":{"input_size":1,"hidden_size":3,"num_layers":1},"weights":[1,2]}""",
        "have 70 weights; found 2.")]
    [InlineData("""{"version":"0.5.0","architecture":"LSTM","config":{"input_size":1,"hidden_size":3,"num_layers":1}}""", "it has no list of weights.")]
    [InlineData(
        """{"version":"0.5.0","architecture":"LSTM","config":{"input_size":1,"hidden_size":1000000,"num_layers":1000000},"weights":[1,2]}""",
        "weights; found 2.")]
    public void What_cannot_be_read_is_refused(string text, string message) =>
        Assert.Contains(message, AudioFixture.Refusal(text, "x.nam"), StringComparison.Ordinal);
}
