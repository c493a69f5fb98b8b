using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sysprof.Tests.Cli;

/// <summary>A terminal of the kernel's with the test at the other end. It controls no session: nobody is stopped by it.</summary>
internal sealed class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 0x2;
    private const int NotControlling = 0x100; // O_NOCTTY
    private const int CloseOnExec = 0x80000;
    private const ulong SetWindowSize = 0x5414; // TIOCSWINSZ

    private readonly FileStream _user;
    private readonly SafeFileHandle _program;
    private readonly StringBuilder _seen = new();

    public PseudoTerminal()
    {
        int user = OpenTerminal(ReadWrite | NotControlling | CloseOnExec);
        byte[] name = new byte[64];
        Check(user);
        Check(Grant(user));
        Check(Unlock(user));
        Check(NameOf(user, name, (nuint)name.Length));
        _user = new FileStream(new SafeFileHandle(user, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
        int program = Open(name, ReadWrite | NotControlling | CloseOnExec);
        Check(program);
        _program = new SafeFileHandle(program, ownsHandle: true);
    }

    /// <summary>The end that a program has for stdin and stdout.</summary>
    public int Descriptor => (int)_program.DangerousGetHandle();

    public void Resize(int columns, int rows)
    {
        ushort[] size = [(ushort)rows, (ushort)columns, 0, 0];
        Check(Control((int)_user.SafeFileHandle.DangerousGetHandle(), SetWindowSize, size));
    }

    public void Type(string keys) => _user.Write(Encoding.UTF8.GetBytes(keys));

    /// <summary>Waits until the program has written something that ends so, and returns all since the last time.</summary>
    public string SeeUntil(string end)
    {
        byte[] buffer = new byte[4096];
        while (!_seen.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            _seen.Append(Encoding.UTF8.GetString(buffer, 0, _user.Read(buffer)));
        }

        string seen = _seen.ToString();
        _seen.Clear();
        return seen;
    }

    /// <summary>Goes away, as a connection that breaks.</summary>
    public void HangUp() => _user.Dispose();

    public void Dispose()
    {
        _user.Dispose();
        _program.Dispose();
    }

    private static void Check(int result) => ArgumentOutOfRangeException.ThrowIfNegative(result);

    [DllImport("libc", EntryPoint = "posix_openpt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenTerminal(int flags);

    [DllImport("libc", EntryPoint = "grantpt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Grant(int descriptor);

    [DllImport("libc", EntryPoint = "unlockpt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Unlock(int descriptor);

    [DllImport("libc", EntryPoint = "ptsname_r")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NameOf(int descriptor, [Out] byte[] name, nuint length);

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, ulong request, ushort[] size);
}
