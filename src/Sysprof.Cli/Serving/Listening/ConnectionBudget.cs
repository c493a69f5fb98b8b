using Sysprof.Profile;

namespace Sysprof.Cli.Serving.Listening;

/// <summary>How many connections the file descriptors of this process allow.</summary>
internal static class ConnectionBudget
{
    /// <summary>
    /// Descriptors that connections never take: for the iterator of each turn, links that an overhead bound attaches again, the
    /// web configuration, /proc, assemblies that the runtime loads late, and connections that are accepted only to be closed.
    /// Each needs a few at a time.
    /// </summary>
    public const int Reserve = 32;

    /// <summary>
    /// The most that a start takes: BPF maps, programs and links (some 35), the web server, and two descriptors for each
    /// assembly that the runtime loads, which it keeps. 145 to 154 were counted, with TLS and all collectors.
    /// </summary>
    public const int Startup = 176;

    /// <summary>With fewer connections a few idle clients would keep each other out.</summary>
    public const int Least = 8;

    private const string Hint = "raise the limit: `ulimit -n 1024`, or LimitNOFILE=1024 in the unit";

    /// <summary>The number of connections.</summary>
    /// <param name="limit">Descriptors that may be open; null for any number.</param>
    /// <param name="open">Descriptors that are open, other than connections.</param>
    /// <param name="most">The most connections that are wanted.</param>
    /// <exception cref="SysprofException">There are fewer than <see cref="Least"/>, and fewer than are wanted.</exception>
    public static int Connections(long? limit, int open, int most)
    {
        long left = (limit ?? long.MaxValue) - open - Reserve;
        int least = Math.Min(Least, most);
        return left >= least
            ? (int)Math.Min(left, most)
            : throw TooFew($"{limit} file descriptors are too few, {open + Reserve + least} are needed");
    }

    /// <summary>To be called before anything is started: without descriptors the runtime fails in ways of its own.</summary>
    /// <exception cref="SysprofException">There are too few.</exception>
    public static void RequireStartup() => _ = Connections(OwnDescriptors.Limit(), OwnDescriptors.Open() + Startup, Least);

    /// <summary>The error for a start that had too few descriptors.</summary>
    public static SysprofException TooFew(string cause, Exception? inner = null) => new($"serving metrics: {cause}", Hint, inner: inner);
}
