namespace Server;

/// <summary>What a server is started with.</summary>
internal sealed record ServerOptions
{
    /// <summary>The port on all addresses, or on the loopback address alone; 0 takes a free one there.</summary>
    public int Port { get; init; } = 5000;

    /// <summary>Whether only this machine reaches it.</summary>
    public bool IsLocal { get; init; }

    /// <summary>The most connections at once; one more is refused.</summary>
    public int Connections { get; init; } = 5000;

    /// <summary>How long a stream waits for others.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>When the server stops: a connection that sent nothing for so long is closed.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>When the server stops: a connection that goes on sending is closed after so long.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);
}
