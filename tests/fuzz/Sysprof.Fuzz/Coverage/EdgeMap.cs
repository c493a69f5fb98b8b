namespace Sysprof.Fuzz.Coverage;

/// <summary>
/// How often each edge of the instrumented code was taken, the way AFL wants it: a byte for each pair of a block and
/// the one before, by a hash of both.
/// </summary>
/// <remarks>For one thread: targets start none.</remarks>
public static class EdgeMap
{
    /// <summary>Bytes of the map: MAP_SIZE of AFL.</summary>
    public const int Bytes = 1 << 16;

    private static readonly byte[] s_counts = new byte[Bytes];
    private static int s_before;

    /// <summary>The counts since <see cref="Clear"/>.</summary>
    internal static byte[] Counts => s_counts;

    /// <summary>Called at the beginning of every block of instrumented code.</summary>
    /// <param name="block">Its number, 0 to <see cref="Bytes"/> - 1.</param>
    public static void Enter(int block)
    {
        s_counts[block ^ s_before]++;
        // Shifted, so that A to B is another edge than B to A.
        s_before = block >> 1;
    }

    /// <summary>Begins anew.</summary>
    internal static void Clear()
    {
        Array.Clear(s_counts);
        s_before = 0;
    }
}
