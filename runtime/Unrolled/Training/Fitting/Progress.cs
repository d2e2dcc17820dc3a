namespace Unrolled;

/// <summary>Shows how a run of <c>Fit</c> goes.</summary>
public static class Progress
{
    /// <summary>
    /// On the console: in a terminal a bar for the epoch with loss, sequences a second and time left, and a line for each finished epoch; where output is
    /// redirected, a plain line every few seconds. Each use is for one run.
    /// </summary>
    public static ITrainingObserver Console => new TextProgress(System.Console.Out, System.Console.IsOutputRedirected ? null : TerminalWidth);

    /// <summary>As plain lines: one every few seconds, and one for each finished epoch.</summary>
    /// <param name="writer">Where to.</param>
    public static ITrainingObserver To(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return new TextProgress(writer, null);
    }

    private static int TerminalWidth()
    {
        try
        {
            return System.Console.WindowWidth;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            // A console without a window has no width.
            return 0;
        }
    }
}
