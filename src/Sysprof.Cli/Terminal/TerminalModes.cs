using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sysprof.Cli.Terminal;

/// <summary>The C library's <c>struct termios</c>: how a terminal treats what is typed.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TerminalModes : IEquatable<TerminalModes>
{
    // The numbers of x86 and arm64.
    private const uint FlowControl = 0x400 | 0x1000; // IXON, IXOFF: Ctrl-S would hold our frames back
    private const uint Echo = 0x8;
    private const uint Lines = 0x2; // ICANON
    private const uint Extensions = 0x8000; // IEXTEN: Ctrl-V and Ctrl-O
    private const int ReadTime = 5; // VTIME
    private const int ReadAtLeast = 6; // VMIN
    private const int AtOnce = 0; // TCSANOW: waiting for the output to drain could last

    private uint _input;
    private readonly uint _output;
    private readonly uint _control;
    private uint _local;
    private readonly byte _discipline;
    private SpecialCharacters _characters;
    private readonly uint _inputSpeed;
    private readonly uint _outputSpeed;

    /// <summary>Reads those of the terminal behind a descriptor.</summary>
    /// <returns>False when there is none, or it has gone.</returns>
    public static bool TryRead(int descriptor, out TerminalModes modes) => GetModes(descriptor, out modes) == 0;

    /// <summary>Sets those of the terminal behind a descriptor, if it is still there.</summary>
    public readonly void Set(int descriptor) => _ = SetModes(descriptor, AtOnce, in this);

    /// <summary>The same without echo, each key at once, and a read that never waits. Ctrl-C and Ctrl-Z stay signals.</summary>
    public readonly TerminalModes ForKeys()
    {
        TerminalModes keys = this;
        keys._input &= ~FlowControl;
        keys._local &= ~(Echo | Lines | Extensions);
        keys._characters[ReadTime] = 0;
        keys._characters[ReadAtLeast] = 0;
        return keys;
    }

    /// <summary>Whether a terminal behaves the same with both.</summary>
    public readonly bool Equals(TerminalModes other) =>
        (_input, _output, _control, _local) == (other._input, other._output, other._control, other._local)
        && ((ReadOnlySpan<byte>)_characters).SequenceEqual(other._characters);

    public override readonly bool Equals(object? other) => other is TerminalModes modes && Equals(modes);

    public override readonly int GetHashCode() => HashCode.Combine(_input, _output, _control, _local);

    [DllImport("libc", EntryPoint = "tcgetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetModes(int descriptor, out TerminalModes modes);

    [DllImport("libc", EntryPoint = "tcsetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetModes(int descriptor, int when, in TerminalModes modes);

    [InlineArray(32)]
    private struct SpecialCharacters
    {
        private byte _first;
    }
}
