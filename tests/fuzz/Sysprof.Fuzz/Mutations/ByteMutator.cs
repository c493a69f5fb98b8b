namespace Sysprof.Fuzz.Mutations;

/// <summary>Changes bytes: as AFL does where nothing guides it.</summary>
internal static class ByteMutator
{
    private static readonly byte[] s_bytes = [0, 1, 2, 4, 0x7f, 0x80, 0xfe, 0xff, (byte)'\n', (byte)'\r', (byte)' ', (byte)'/', (byte)':', (byte)'-', 0x1b];

    /// <summary>A copy with some bytes changed, a piece taken out, put in twice, or cut off.</summary>
    /// <param name="bytes">The original.</param>
    /// <param name="random">What to change.</param>
    public static byte[] Mutate(byte[] bytes, Random random)
    {
        byte[] changed = [.. bytes];
        for (int changes = random.Next(1, 9); changes > 0 && changed.Length > 0; changes--)
        {
            // Headers are at the beginning or the end.
            int reach = random.Next(2) == 0 ? changed.Length : Math.Min(changed.Length, 128);
            int at = random.Next(2) == 0 ? random.Next(reach) : changed.Length - 1 - random.Next(reach);
            changed[at] = random.Next(2) == 0 ? s_bytes[random.Next(s_bytes.Length)] : (byte)random.Next(256);
        }

        int from = random.Next(changed.Length + 1);
        int to = random.Next(from, changed.Length + 1);
        return random.Next(8) switch
        {
            0 => changed[..from],
            1 => [.. changed[..from], .. changed[to..]],
            2 => [.. changed[..to], .. changed[from..]],
            _ => changed,
        };
    }
}
