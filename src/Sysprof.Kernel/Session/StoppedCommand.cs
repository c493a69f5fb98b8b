using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Sysprof.Kernel.Native;
using Sysprof.Profile;

namespace Sysprof.Kernel.Session;

/// <summary>The command after <c>--</c>: started stopped, let go when it is traced, waited for.</summary>
internal sealed unsafe class StoppedCommand : IDisposable
{
    private const int SignalKill = 9;
    private const int SignalContinue = 18;

    private readonly string _name;
    private readonly FileDescriptor _error;

    // Shared with the command until its execve: it goes only when this is not 0.
    private readonly int* _gate;
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _released;

    /// <summary>Starts it; not an instruction of it runs yet.</summary>
    /// <exception cref="SysprofException">There is no such command, or it may not be executed.</exception>
    public StoppedCommand(Target.Command command)
    {
        _name = command.Arguments[0];
        _gate = MapGate();
        int errorFd;
        Tgid = Start(Resolve(_name), command, &errorFd);
        if (Tgid < 0)
        {
            UnmapGate();
            throw new Win32Exception(-Tgid, $"starting {_name}");
        }

        _error = new FileDescriptor(errorFd);
    }

    public int Tgid { get; }

    /// <summary>Completes with its exit code when it has ended: its own, or 128 + N when signal N killed it.</summary>
    public Task<int> Ended => _ended.Task;

    /// <summary>Lets it go.</summary>
    /// <exception cref="SysprofException">The kernel refused to execute it.</exception>
    public void Release()
    {
        _released = true;
        Volatile.Write(ref *_gate, 1); // read by wait_at of native/command.c
        _ = LibC.Kill(Tgid, SignalContinue);
        int cause;
        bool refused = LibC.Read(_error.Number, &cause, sizeof(int)) == sizeof(int);
        UnmapGate(); // that pipe ends with the execve
        new Thread(WaitForEnd) { IsBackground = true, Name = "command" }.Start();
        if (refused)
        {
            throw new SysprofException(
                $"executing {_name}: {Marshal.GetPInvokeErrorMessage(cause).ToLowerInvariant()}",
                exitCode: cause == Errno.NoEntry ? ExitCode.CommandNotFound : ExitCode.CommandNotExecutable);
        }
    }

    /// <summary>Sends it a signal, if it is still there.</summary>
    public void Signal(int signal)
    {
        if (!Ended.IsCompleted)
        {
            _ = LibC.Kill(Tgid, signal);
        }
    }

    public void Dispose()
    {
        if (!_released)
        {
            _released = true;
            _ = LibC.Kill(Tgid, SignalKill);
            _ = LibC.WaitProcess(Tgid, null, 0);
            UnmapGate();
        }

        _error.Dispose();
    }

    private int Start(string path, Target.Command command, int* errorFd)
    {
        IReadOnlyList<string> arguments = command.Arguments;
        byte** native = stackalloc byte*[arguments.Count + 1];
        byte* nativePath = Utf8StringMarshaller.ConvertToUnmanaged(path);
        try
        {
            for (int i = 0; i < arguments.Count; i++)
            {
                native[i] = Utf8StringMarshaller.ConvertToUnmanaged(arguments[i]);
            }

            native[arguments.Count] = null;
            var start = new NativeCommand
            {
                Path = nativePath,
                Arguments = native,
                Gate = _gate,
                // The caller keeps the file open until we return, and the command has its own descriptor by then.
                OutputFd = command.Output is { } output ? (int)output.DangerousGetHandle() : -1,
            };
            return SysprofNative.StartCommand(&start, errorFd);
        }
        finally
        {
            for (int i = 0; i < arguments.Count; i++)
            {
                Utf8StringMarshaller.Free(native[i]);
            }

            Utf8StringMarshaller.Free(nativePath);
        }
    }

    private static int* MapGate()
    {
        void* page = LibC.Map(
            null, sizeof(int), LibC.ProtRead | LibC.ProtWrite, LibC.MapShared | LibC.MapAnonymous, -1, 0);
        return page != LibC.MapFailed
            ? (int*)page
            : throw new Win32Exception(Marshal.GetLastPInvokeError(), "sharing memory with the command");
    }

    private void UnmapGate() => _ = LibC.Unmap(_gate, sizeof(int));

    private void WaitForEnd()
    {
        int status;
        while (LibC.WaitProcess(Tgid, &status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                status = 0;
                break;
            }
        }

        // <bits/waitstatus.h>: the signal is in the lower seven bits, the exit code in the next byte.
        int signal = status & 0x7f;
        _ended.SetResult(signal != 0 ? 128 + signal : (status >> 8) & 0xff);
    }

    private static string Resolve(string name)
    {
        if (name.Contains('/'))
        {
            return File.Exists(name) || Directory.Exists(name) ? name : throw NotFound(name);
        }

        string search = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin";
        foreach (string directory in search.Split(':'))
        {
            string path = Path.Combine(directory.Length == 0 ? "." : directory, name);
            if (File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != 0)
            {
                return path;
            }
        }

        throw NotFound(name);
    }

    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static SysprofException NotFound(string name) => new(
        $"starting {name}: no such command", "give its path, or look at PATH", ExitCode.CommandNotFound);
}
