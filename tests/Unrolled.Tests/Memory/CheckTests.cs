using Unrolled.CompilerServices;

namespace Unrolled.Tests.Memory;

public class CheckTests
{
    [Fact]
    public void LengthsAndTokensAreChecked()
    {
        Check.Input(new float[3], 3);
        Check.Output(new float[2], 2);
        Check.Token(9, 10);
        Assert.Equal(4, Check.Run(new float[12], new float[8], 3, 2));
        Assert.Equal(0, Check.Run(default(ReadOnlySpan<float>), default, 3, 2));
        Assert.Equal(2, Check.Run([0, 9], new float[4], 10, 2));

        AssertSays<ArgumentException>("x", "3 inputs", "4 floats", () => Check.Input(new float[4], 3));
        AssertSays<ArgumentException>("y", "2 outputs", "1 floats", () => Check.Output(new float[1], 2));
        AssertSays<ArgumentOutOfRangeException>("token", "0 to 9", "found 10", () => Check.Token(10, 10));
        AssertSays<ArgumentOutOfRangeException>("token", "0 to 9", "found -1", () => Check.Token(-1, 10));
        AssertSays<ArgumentException>("xs", "whole steps of 3 inputs", "13 floats", () => Check.Run(new float[13], new float[8], 3, 2));
        AssertSays<ArgumentException>("ys", "4 steps of 2 outputs, 8 in all", "9 floats", () => Check.Run(new float[12], new float[9], 3, 2));
        AssertSays<ArgumentException>("ys", "2 steps of 2 outputs", "5 floats", () => Check.Run([0, 1], new float[5], 10, 2));
        AssertSays<ArgumentOutOfRangeException>("tokens[1]", "0 to 9", "found 10", () => Check.Run([0, 10], new float[4], 10, 2));
    }

    [Fact]
    public void StreamsAreChecked()
    {
        Check.Input(new float[6], 3, streams: 2);
        Check.Output(new float[4], 2, streams: 2);
        Check.Tokens([0, 9], 10, streams: 2);
        Assert.Equal(4, Check.Run(new float[24], new float[16], 3, 2, streams: 2));
        Assert.Equal(2, Check.Run([0, 9, 1, 1], new float[8], 10, 2, streams: 2));

        AssertSays<ArgumentException>("x", "2 streams of 3 inputs, 6 in all", "3 floats", () => Check.Input(new float[3], 3, streams: 2));
        AssertSays<ArgumentException>("y", "2 streams of 2 outputs, 4 in all", "2 floats", () => Check.Output(new float[2], 2, streams: 2));
        AssertSays<ArgumentException>("state", "2 streams", "span of 2 tokens", () => Check.Token(0, 10, streams: 2));
        AssertSays<ArgumentException>("tokens", "each of the 2 streams of the state", "3 tokens", () => Check.Tokens([0, 1, 2], 10, streams: 2));
        AssertSays<ArgumentOutOfRangeException>("tokens[1]", "0 to 9", "found 10", () => Check.Tokens([0, 10], 10, streams: 2));
        AssertSays<ArgumentException>("xs", "whole steps of 2 streams of 3 inputs", "9 floats", () => Check.Run(new float[9], new float[8], 3, 2, streams: 2));
        AssertSays<ArgumentException>("ys", "4 steps of 2 streams of 2 outputs, 16 in all", "8 floats", () =>
            Check.Run(new float[24], new float[8], 3, 2, streams: 2));
        AssertSays<ArgumentException>("tokens", "whole steps of 2 streams", "3 tokens", () => Check.Run([0, 1, 1], new float[8], 10, 2, streams: 2));
    }

    [Fact]
    public void OwnersAreChecked()
    {
        var (mine, other) = (new FakeModel(1), new FakeModel(1));
        Check.State(mine.NewState(), mine);
        Check.Tape(mine.NewTape(1, 1), mine);
        AssertSays<ArgumentException>("state", "FakeModel", "another instance", () => Check.State(other.NewState(), mine));
        AssertSays<ArgumentException>("tape", "FakeModel", "another instance", () => Check.Tape(other.NewTape(1, 1), mine));
        Assert.Throws<ArgumentNullException>("state", () => Check.State(null, mine));
        Assert.Throws<ArgumentNullException>("tape", () => Check.Tape(null, mine));
    }

    private static void AssertSays<TException>(string argument, string expected, string found, Action action)
        where TException : ArgumentException
    {
        var error = Assert.Throws<TException>(action);
        Assert.Equal(argument, error.ParamName);
        Assert.Contains(expected, error.Message);
        Assert.Contains(found, error.Message);
    }
}
