using System.Globalization;
using System.Runtime.InteropServices;

namespace Sysprof.KernelTests.Processes;

/// <summary>
/// Looks at the stacks of a program's threads from outside: the kernel says where the stack of a thread ends that is in
/// a call, and the addresses that its callers return to lie above.
/// </summary>
internal sealed class GoStacks
{
    private const int StackBytes = 2048;

    private readonly int _tgid;
    private readonly (ulong Address, string Name)[] _functions;

    private GoStacks(int tgid, (ulong Address, string Name)[] functions)
    {
        _tgid = tgid;
        _functions = functions;
    }

    /// <summary>Reads where the functions of a program are.</summary>
    public static async Task<GoStacks> Of(string path, int tgid)
    {
        string table = await InstalledProgram.Output(null, new Dictionary<string, string>(), "go", "tool", "nm", "-n", path);
        return new GoStacks(tgid, [.. table.Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length == 3 && fields[1] is "t" or "T")
            .Select(fields => (ulong.Parse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), fields[2]))]);
    }

    /// <summary>The threads that are in a call and return into a function.</summary>
    public IReadOnlyCollection<int> ThreadsIn(string function)
    {
        int at = Array.FindIndex(_functions, known => known.Name == function);
        (ulong start, ulong end) = (_functions[at].Address, _functions[at + 1].Address);
        return [.. Directory.EnumerateDirectories($"/proc/{_tgid}/task")
            .Where(thread => ReturnAddresses(thread).Any(address => address >= start && address < end))
            .Select(thread => int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture))];
    }

    /// <summary>The words at the end of a thread's stack; none when it is not in a call.</summary>
    private ulong[] ReturnAddresses(string thread)
    {
        // The number of the call, its six arguments, the stack pointer and the program counter.
        string[] call = File.ReadAllText($"{thread}/syscall").Split(' ');
        if (call.Length < 3)
            return [];
        using FileStream memory = new($"/proc/{_tgid}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        memory.Position = long.Parse(call[^2].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var stack = new byte[StackBytes];
        int read = memory.Read(stack);
        return MemoryMarshal.Cast<byte, ulong>(stack.AsSpan(0, read)).ToArray();
    }
}
