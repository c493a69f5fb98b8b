using System.Globalization;

namespace Sysprof.Kernel.Processes;

/// <summary>The sockets of a network namespace by their inodes.</summary>
internal sealed class SocketNames
{
    // Of a machine with more, the first ones are known.
    private const int MostSockets = 1_000_000;

    private const string Listening = "0A"; // TCP_LISTEN of include/net/tcp_states.h

    private readonly Dictionary<ulong, string> _byInode = [];

    private SocketNames()
    {
    }

    /// <summary>Reads the tables in a folder such as /proc/1/net; those that are not there have no rows.</summary>
    public static SocketNames Read(string folder)
    {
        var names = new SocketNames();
        foreach (string protocol in (string[])["tcp", "tcp6", "udp", "udp6"])
        {
            names.ReadTable($"{folder}/{protocol}", fields => names.AddInternet(protocol[..3], fields));
        }

        names.ReadTable($"{folder}/unix", names.AddUnix);
        return names;
    }

    /// <summary>What a socket is, or null when it is none of these.</summary>
    public string? Find(ulong inode) => _byInode.GetValueOrDefault(inode);

    // proc(5): a line of headings, then "sl local remote state queues timer retransmits uid timeout inode ...".
    private void AddInternet(string protocol, string[] fields)
    {
        if (fields.Length < 10 || SocketAddress.Read(fields[1]) is not { } local || SocketAddress.Read(fields[2]) is not { } remote)
        {
            return;
        }

        SocketAddress shown = fields[3] == Listening || remote.Port == 0 ? local : remote;
        Add(fields[9], $"{protocol} {shown}");
    }

    // "Num RefCount Protocol Flags Type St Inode Path", the path only of those that have one.
    private void AddUnix(string[] fields)
    {
        if (fields.Length >= 7)
        {
            Add(fields[6], fields.Length > 7 ? $"unix {fields[7]}" : "unix");
        }
    }

    private void Add(string inode, string name)
    {
        if (_byInode.Count < MostSockets
            && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            _byInode.TryAdd(number, name);
        }
    }

    private void ReadTable(string path, Action<string[]> add)
    {
        try
        {
            foreach (string line in File.ReadLines(path).Skip(1))
            {
                add(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // Its process ended, or the kernel has no such protocol.
            return;
        }
    }
}
