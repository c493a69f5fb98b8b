using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sysprof.Profile;

namespace Sysprof.Cli.Serving.Listening;

/// <summary>Sockets that the service manager bound and passed on (sd_listen_fds).</summary>
internal static class ActivatedSockets
{
    /// <summary>The variables that say how many there are, and who is meant.</summary>
    public const string CountVariable = "LISTEN_FDS";
    public const string ProcessVariable = "LISTEN_PID";

    // SD_LISTEN_FDS_START
    private const int First = 3;
    private const int Most = 1024;
    private const int SetDescriptorFlags = 2; // F_SETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC
    private const string Hint = "--web.systemd-socket is for services that a .socket unit starts; leave it out otherwise";

    /// <summary>Their descriptors. Programs that this one starts do not inherit them.</summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    /// <exception cref="SysprofException">None were passed to this process, or they are no listening sockets.</exception>
    public static IReadOnlyList<int> Take(Func<string, string?> variable)
    {
        string process = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        if (variable(ProcessVariable) != process
            || !int.TryParse(variable(CountVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || count is < 1 or > Most)
        {
            throw new SysprofException("taking systemd's sockets: none were passed on", Hint);
        }

        int[] descriptors = [.. Enumerable.Range(First, count)];
        foreach (int descriptor in descriptors)
        {
            if (!IsListening(descriptor))
            {
                throw new SysprofException(
                    $"taking systemd's sockets: descriptor {descriptor} is no listening stream socket",
                    "the .socket unit needs ListenStream= and Accept=no");
            }

            _ = Control(descriptor, SetDescriptorFlags, CloseOnExec);
        }

        return descriptors;
    }

    /// <summary>What a descriptor listens on.</summary>
    public static EndPoint? EndPointOf(int descriptor)
    {
        using var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
        return socket.LocalEndPoint;
    }

    private static bool IsListening(int descriptor)
    {
        try
        {
            using var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
            return socket.SocketType == SocketType.Stream
                && socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is not 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, int command, int argument);
}
