using System.Runtime.InteropServices;
using System.Text;

namespace Unrolled;

/// <summary>What the ranks of a cluster tell each other in words. Each member is called by all ranks.</summary>
internal static class Agreement
{
    private const int MostToList = 8;
    private const char NameEnd = '\t', EntryEnd = '\n';

    /// <summary>The text of each rank.</summary>
    public static string[] Gather(ICluster cluster, string text)
    {
        byte[] own = Encoding.UTF8.GetBytes(text);
        int[] lengths = new int[cluster.Size];
        cluster.AllGather(MemoryMarshal.AsBytes<int>([own.Length]), MemoryMarshal.AsBytes(lengths.AsSpan()));
        int longest = lengths.Max();
        byte[] all = new byte[longest * cluster.Size];
        if (longest > 0)
        {
            Array.Resize(ref own, longest);
            cluster.AllGather(own, all);
        }

        return [.. lengths.Select((length, rank) => Encoding.UTF8.GetString(all, rank * longest, length))];
    }

    /// <summary>Whether any rank says yes.</summary>
    public static bool Any(ICluster cluster, bool answer)
    {
        Span<byte> answers = cluster.Size <= 256 ? stackalloc byte[cluster.Size] : new byte[cluster.Size];
        cluster.AllGather([(byte)(answer ? 1 : 0)], answers);
        return answers.Contains((byte)1);
    }

    /// <summary>Does something that may fail on some ranks only: if it fails on one, it throws on all.</summary>
    /// <param name="cluster">The ranks; null or one rank: the action is done, and nothing more.</param>
    /// <param name="action">What to do.</param>
    /// <exception cref="InvalidOperationException">It has failed on another rank; the message names it.</exception>
    public static void Do(ICluster? cluster, Action action)
    {
        if (cluster is null or { Size: 1 })
        {
            action();
            return;
        }

        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = null;
        try
        {
            action();
        }
        catch (Exception exception)
        {
            // Thrown again below, when the others know of it.
            failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception);
        }

        string[] messages = Gather(cluster, failure is null ? "" : $"{failure.SourceException.GetType().Name}: {failure.SourceException.Message}");
        failure?.Throw();
        int failed = Array.FindIndex(messages, message => message.Length > 0);
        if (failed >= 0)
            throw new InvalidOperationException($"Rank {failed} of the cluster has failed, so this rank stops too. {messages[failed]}");
    }

    /// <summary>Requires that all ranks have the same values under the same names.</summary>
    /// <exception cref="InvalidOperationException">Something differs; the message says what, and who has what.</exception>
    public static void Require(ICluster? cluster, IEnumerable<(string Name, string Value)> entries)
    {
        if (cluster is null or { Size: 1 })
            return;
        string own = string.Join(EntryEnd, entries.Select(entry => entry.Name + NameEnd + entry.Value.ReplaceLineEndings(" ").Replace(NameEnd, ' ')));
        var ranks = Gather(cluster, own)
            .Select(text => text.Split(EntryEnd).Select(line => line.Split(NameEnd)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal))
            .ToList();
        var differences = ranks.SelectMany(rank => rank.Keys).Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Values: ranks.Select(rank => rank.GetValueOrDefault(name, "none")).ToList()))
            .Where(entry => entry.Values.Distinct(StringComparer.Ordinal).Skip(1).Any())
            .Select(entry => $"{entry.Name}: {string.Join(", ", Who(entry.Values))}")
            .ToList();
        if (differences.Count == 0)
            return;
        string more = differences.Count > MostToList ? $"; and {differences.Count - MostToList} more" : "";
        throw new InvalidOperationException(
            $"The ranks of the cluster differ, so they cannot train together. {string.Join("; ", differences.Take(MostToList))}{more}. " +
            "Start every rank with the same program, model, data and options.");
    }

    private static IEnumerable<string> Who(List<string> values)
    {
        foreach (var group in values.Select((value, rank) => (Value: value, Rank: rank)).GroupBy(pair => pair.Value, pair => pair.Rank))
        {
            bool several = group.Skip(1).Any();
            string more = group.Skip(MostToList).Any() ? ", …" : "";
            yield return $"{(several ? "ranks" : "rank")} {string.Join(", ", group.Take(MostToList))}{more} {(several ? "have" : "has")} {group.Key}";
        }
    }
}
