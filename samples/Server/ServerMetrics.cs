using System.Diagnostics.Metrics;

namespace Server;

/// <summary>What the server counts, beside what the batcher does.</summary>
internal static class ServerMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Server";

    private static readonly Meter s_meter = new(MeterName);

    /// <summary>Connections that are open.</summary>
    public static UpDownCounter<int> Connections { get; } =
        s_meter.CreateUpDownCounter<int>("server.connections", "{connection}", "Connections that are open.");

    /// <summary>Connections that were closed because of a message that is no input.</summary>
    public static Counter<int> Refused { get; } =
        s_meter.CreateCounter<int>("server.connections.refused", "{connection}", "Connections closed because of a wrong message.");

    /// <summary>Connections that ended without being closed.</summary>
    public static Counter<int> Lost { get; } =
        s_meter.CreateCounter<int>("server.connections.lost", "{connection}", "Connections that ended without being closed.");
}
