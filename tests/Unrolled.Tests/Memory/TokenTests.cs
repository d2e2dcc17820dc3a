using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled.Tests.Memory;

public class TokenTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    [InlineData(int.MaxValue)]
    public void ATokenOutsideTheVocabularyIsRefused(int token)
    {
        var model = new TokenModel(10);
        var tape = model.NewTape(3, 2);
        tape.Tokens[3] = token;
        var error = Assert.Throws<ArgumentException>(() => model.Forward(tape));
        Assert.Contains($"step 1 of sequence 1 is {token}", error.Message);
        Assert.Contains("0 to 9", error.Message);
    }

    [Fact]
    public void PastTheEndAnythingMayStand()
    {
        var model = new TokenModel(10);
        var tape = model.NewTape(2, 2);
        new[] { 9, 8, 7, -5 }.CopyTo(tape.Tokens);
        new[] { 2, 1 }.CopyTo(tape.Lengths);
        model.Forward(tape);
        Assert.Equal([9, 8, 7, 0], Read(tape, 4));
    }

    [Fact]
    public void APassReadsTheTokensThatItsForwardChecked()
    {
        var model = new TokenModel(10);
        var tape = model.NewTape(1, 2);
        tape.Tokens.Fill(4);
        model.Forward(tape);
        tape.Tokens.Fill(1000);
        model.Backward(tape);
        Assert.Equal([4, 4], Read(tape, 2));
        Assert.Throws<InvalidOperationException>(() => tape.Inputs.Length);
        Assert.Throws<InvalidOperationException>(() => tape.InputGradients.Length);
    }

    private static int[] Read(Tape<TokenModel> tape, int count) => [.. Enumerable.Range(0, count).Select(i => Unsafe.Add(ref tape.LayerTokens, i))];
}
