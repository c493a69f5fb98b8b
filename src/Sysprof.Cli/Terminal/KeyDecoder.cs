using System.Buffers;
using System.Text;

namespace Sysprof.Cli.Terminal;

/// <summary>From the bytes that a terminal sends to the keys that were pressed.</summary>
/// <remarks>
/// Knows the sequences of xterm and of all that imitate it (tmux, screen, VTE, PuTTY), of rxvt and of the Linux console,
/// in both cursor modes. What it does not know is dropped whole.
/// </remarks>
internal sealed class KeyDecoder
{
    private const byte Escape = 0x1b;
    private const byte Delete = 0x7f;

    private readonly List<ConsoleKeyInfo> _keys = [];
    private byte[] _pending = [];

    /// <summary>Whether there is the beginning of a sequence, which may also be the Escape key.</summary>
    public bool IsPending => _pending.Length > 0;

    /// <summary>Takes bytes and returns the keys that are complete, valid until the next call.</summary>
    public IReadOnlyList<ConsoleKeyInfo> Decode(ReadOnlySpan<byte> bytes) => Decode(bytes, isEnd: false);

    /// <summary>Says that nothing follows what is pending: returns the keys that it was.</summary>
    public IReadOnlyList<ConsoleKeyInfo> End() => Decode([], isEnd: true);

    private List<ConsoleKeyInfo> Decode(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        _keys.Clear();
        byte[] all = [.. _pending, .. bytes];
        int at = 0;
        while (at < all.Length && Take(all.AsSpan(at), isEnd) is > 0 and int taken)
        {
            at += taken;
        }

        _pending = all[at..];
        return _keys;
    }

    /// <summary>Takes one key from the front and returns its length, 0 when it is not complete.</summary>
    private int Take(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        if (bytes[0] != Escape)
        {
            return TakeCharacter(bytes, isEnd, ConsoleModifiers.None);
        }

        if (bytes.Length == 1)
        {
            return isEnd ? Add(1, (char)Escape, ConsoleKey.Escape) : 0;
        }

        switch (bytes[1])
        {
            case Escape:
                return Add(1, (char)Escape, ConsoleKey.Escape);
            case (byte)'[' or (byte)'O' when bytes.Length > 2 || !isEnd:
                return bytes[1] == '[' ? TakeSequence(bytes, isEnd) : TakeSingleShift(bytes);
            default:
                // Alt is sent as an Escape in front.
                int taken = TakeCharacter(bytes[1..], isEnd, ConsoleModifiers.Alt);
                return taken == 0 ? 0 : 1 + taken;
        }
    }

    private int TakeCharacter(ReadOnlySpan<byte> bytes, bool isEnd, ConsoleModifiers modifiers)
    {
        if (bytes[0] is < 0x20 or Delete)
        {
            return TakeControl(bytes[0], modifiers);
        }

        OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length);
        if (status == OperationStatus.NeedMoreData && !isEnd)
        {
            return 0;
        }

        if (status == OperationStatus.Done)
        {
            foreach (char character in rune.ToString())
            {
                ConsoleModifiers shift = char.IsAsciiLetterUpper(character) ? ConsoleModifiers.Shift : ConsoleModifiers.None;
                Add(0, character, KeyNames.Of(character), modifiers | shift);
            }
        }

        return length;
    }

    private int TakeControl(byte code, ConsoleModifiers modifiers) => code switch
    {
        // Some terminals send BS for Backspace, and Enter is a line feed where the terminal translates it.
        Delete or 8 => Add(1, '\b', ConsoleKey.Backspace, modifiers),
        9 => Add(1, '\t', ConsoleKey.Tab, modifiers),
        10 or 13 => Add(1, '\r', ConsoleKey.Enter, modifiers),
        >= 1 and <= 26 => Add(1, (char)code, ConsoleKey.A + (code - 1), modifiers | ConsoleModifiers.Control),
        _ => Add(1, (char)code, ConsoleKey.None, modifiers | ConsoleModifiers.Control),
    };

    /// <summary>ESC O and a letter.</summary>
    private int TakeSingleShift(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 3 ? 0 : AddKnown(3, KeyNames.OfFinal(bytes[2]), ConsoleModifiers.None);

    /// <summary>ESC [, parameters, a final byte; the Linux console has F1 to F5 as ESC [ [ A to E.</summary>
    private int TakeSequence(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        if (bytes.Length > 2 && bytes[2] == '[')
        {
            return bytes.Length > 3
                ? AddKnown(4, KeyNames.OfConsole(bytes[3]), ConsoleModifiers.None)
                : isEnd ? bytes.Length : 0;
        }

        int end = 2;
        while (end < bytes.Length && bytes[end] is >= 0x20 and < 0x40)
        {
            end++;
        }

        if (end == bytes.Length)
        {
            return isEnd ? bytes.Length : 0;
        }

        (int number, ConsoleModifiers modifiers) = Parameters(bytes[2..end]);
        return bytes[end] switch
        {
            // Anything but a final byte means that the sequence was broken off; it may begin another one.
            < 0x40 or >= Delete => end,
            (byte)'Z' => Add(end + 1, '\t', ConsoleKey.Tab, modifiers | ConsoleModifiers.Shift),
            (byte)'~' => AddKnown(end + 1, KeyNames.OfNumber(number), modifiers),
            byte final => AddKnown(end + 1, KeyNames.OfFinal(final), modifiers),
        };
    }

    /// <summary>"5" or "5;2": a number, and one more than the bits shift, alt and control.</summary>
    private static (int Number, ConsoleModifiers Modifiers) Parameters(ReadOnlySpan<byte> bytes)
    {
        string[] fields = Encoding.ASCII.GetString(bytes).Split(';');
        int bits = fields.Length > 1 && int.TryParse(fields[1], out int code) ? code - 1 : 0;
        return (
            int.TryParse(fields[0], out int number) ? number : 0,
            ((bits & 1) != 0 ? ConsoleModifiers.Shift : 0)
                | ((bits & 2) != 0 ? ConsoleModifiers.Alt : 0)
                | ((bits & 4) != 0 ? ConsoleModifiers.Control : 0));
    }

    private int AddKnown(int length, ConsoleKey key, ConsoleModifiers modifiers) =>
        key == ConsoleKey.None ? length : Add(length, '\0', key, modifiers);

    private int Add(int length, char character, ConsoleKey key, ConsoleModifiers modifiers = ConsoleModifiers.None)
    {
        _keys.Add(new ConsoleKeyInfo(
            character,
            key,
            modifiers.HasFlag(ConsoleModifiers.Shift),
            modifiers.HasFlag(ConsoleModifiers.Alt),
            modifiers.HasFlag(ConsoleModifiers.Control)));
        return length;
    }
}
