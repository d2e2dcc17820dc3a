using Server;

namespace Unrolled.Server.Tests;

/// <summary>The server under load: every step is answered, and rightly.</summary>
[Collection("Server")]
public sealed class LoadTests
{
    /// <summary>Few seconds, without a bound on the latency, which other programs on the machine would break.</summary>
    [Fact]
    public async Task Every_step_is_answered()
    {
        var result = await Run(new() { Connections = 200, Rate = 2000, Seconds = 1.5, WarmUp = 0.5 });
        Assert.Equal(4000, result.Sent);
        Assert.Equal(4000, result.Answered);
        Assert.Equal(0, result.Wrong);
    }

    /// <summary>1,000 connections and 10,000 steps a second, with <c>UNROLLED_LOAD=1</c> on a machine that does nothing else: 40 seconds.</summary>
    [LoadFact]
    public async Task Ten_thousand_steps_a_second_take_less_than_ten_milliseconds()
    {
        var result = await Run(new() { Connections = 1000, Rate = 10_000, Seconds = 20, WarmUp = 10 });
        Assert.True(result.IsRight, result.ToString());
        Assert.True(result.Quantile(0.99) < 10, result.ToString());
    }

    /// <summary>The same client sees what is wrong: answers of another model, and a server that does not answer.</summary>
    [Fact]
    public async Task The_client_notices_wrong_answers()
    {
        var (app, url) = await StreamServer.StartLocalAsync(new Reader(seed: 2));
        await using (app)
        {
            var result = await LoadClient.RunAsync(url, new Reader(seed: 1), new() { Connections = 5, Rate = 100, Seconds = 0.2, WarmUp = 0 });
            Assert.Equal(20, result.Answered);
            Assert.Equal(20, result.Wrong);
            Assert.False(result.IsRight);
            await app.StopAsync();
        }
    }

    private static async Task<LoadResult> Run(LoadOptions options)
    {
        var model = new Reader(seed: 1);
        var (app, url) = await StreamServer.StartLocalAsync(model);
        await using (app)
        {
            var result = await LoadClient.RunAsync(url, model, options);
            await app.StopAsync();
            return result;
        }
    }
}
