namespace Unrolled.Server.Tests;

/// <summary>A test that needs the machine for itself; skipped, saying so, without <c>UNROLLED_LOAD=1</c>.</summary>
internal sealed class LoadFactAttribute : FactAttribute
{
    public LoadFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("UNROLLED_LOAD") != "1")
            Skip = "A load for a machine that does nothing else: set UNROLLED_LOAD=1.";
    }
}
