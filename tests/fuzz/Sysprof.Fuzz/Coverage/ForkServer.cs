using System.Runtime.InteropServices;

namespace Sysprof.Fuzz.Coverage;

/// <summary>
/// The other end of afl-fuzz: it asks for a run through a pipe and gets told how that ended; the edges go into its
/// shared memory. No process is made for a run: all of them are in this one.
/// </summary>
/// <remarks>
/// What ends the process itself (a stack that overflows, a loop without end) ends the fuzzing: the input is the file
/// <c>.cur_input</c> of its output directory then.
/// </remarks>
internal sealed partial class ForkServer
{
    // FORKSRV_FD of AFL's config.h, and the one behind it for answers.
    private const int RequestDescriptor = 198;
    private const int AnswerDescriptor = 199;

    // The status of a process that a signal ended, as of waitpid(2): its number.
    private const int Abort = 6;
    private const int Done = 0;

    private readonly FuzzTarget _target;
    private readonly nint _map;

    private ForkServer(FuzzTarget target, nint map)
    {
        _target = target;
        _map = map;
    }

    /// <summary>Runs inputs for as long as afl-fuzz asks for it.</summary>
    /// <exception cref="InvalidOperationException">Nobody asks: it was not started by afl-fuzz.</exception>
    public static void Serve(FuzzTarget target)
    {
        string id = Environment.GetEnvironmentVariable("__AFL_SHM_ID")
            ?? throw new InvalidOperationException("afl: to be started by afl-fuzz, see tests/fuzz/README.md");
        nint map = Attach(int.Parse(id, System.Globalization.CultureInfo.InvariantCulture), 0, 0);
        if (map == -1)
        {
            throw new InvalidOperationException($"attaching shared memory {id} of afl-fuzz: errno {Marshal.GetLastPInvokeError()}");
        }

        new ForkServer(target, map).Serve();
    }

    private void Serve()
    {
        using FileStream requests = Open(RequestDescriptor, FileAccess.Read);
        using FileStream answers = Open(AnswerDescriptor, FileAccess.Write);
        byte[] word = new byte[sizeof(int)];
        answers.Write(word);
        while (requests.ReadAtLeast(word, word.Length, throwOnEndOfStream: false) == word.Length)
        {
            answers.Write(BitConverter.GetBytes(Environment.ProcessId));
            int status = Run(ReadInput());
            Marshal.Copy(EdgeMap.Counts, 0, _map, EdgeMap.Bytes);
            answers.Write(BitConverter.GetBytes(status));
        }
    }

    private int Run(byte[] input)
    {
        EdgeMap.Clear();
        try
        {
            _target.RunBounded(input);
            return Done;
        }
        catch (Exception e)
        {
            // Whatever it is, it is a finding: afl-fuzz keeps the input, and `replay` shows the stack.
            Console.Error.WriteLine(e.Message);
            return Abort;
        }
    }

    /// <summary>The input: afl-fuzz rewinds the file that is our stdin.</summary>
    private static byte[] ReadInput()
    {
        using FileStream input = Open(0, FileAccess.Read);
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static FileStream Open(int descriptor, FileAccess access) =>
        new(new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);

    [DllImport("libc", EntryPoint = "shmat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Attach(int id, nint address, int flags);
}
