using Sysprof.Bench.Terminal;
using Sysprof.Cli.Top;
using Sysprof.Kernel.Session;
using Sysprof.Profile;

namespace Sysprof.Bench.Hostile;

/// <summary>How long <c>sysprof top</c> takes to answer keys, and to give the terminal back.</summary>
/// <param name="SlowestMs">The slowest answer; <see cref="Patience"/> where one did not come.</param>
/// <param name="MedianMs">The one in the middle.</param>
/// <param name="SlowestEchoMs">The slowest echo of a terminal without a program, in which a key was typed at the same moments.</param>
/// <param name="SlowestOwnMs">The most that an answer took longer than that echo.</param>
/// <param name="GivenBackMs">From <c>q</c> until the alternate screen is left.</param>
/// <param name="Ended">Whether the program ended.</param>
internal sealed record KeyTimes(
    double SlowestMs, double MedianMs, double SlowestEchoMs, double SlowestOwnMs, double GivenBackMs, bool Ended)
{
    public const int Keys = 100;

    private const string Leaves = "\e[?1049l";
    private const string Head = "syscall "; // Of the table, which is there with the first interval.

    private static readonly TimeSpan s_patienceForEcho = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_mostForEnd = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(10);
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "sysprof");

    private static readonly string s_help =
        TopKeys.Everywhere.Single(key => key.Action == TopAction.Help).Meaning;

    /// <summary>How long a key may take before it counts as dead.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(3);

    /// <summary>Presses keys that open the help and close it again.</summary>
    /// <param name="begin">Begins what top is to be disturbed by, when its first table is there.</param>
    public static KeyTimes Measure(Action begin)
    {
        using var screen = new Screen(s_program, "top");
        if (!screen.Await(Head, TimeSpan.FromSeconds(30)))
        {
            throw new SysprofException($"top shows nothing: {screen.Seen()}");
        }

        // After the program has been started, which would inherit it: how long this end waits for a CPU is not what is measured.
        using var priority = new OwnPriority(wanted: true);
        begin();
        using var idle = new IdleTerminal();
        var times = new List<double>();
        var echoes = new List<double>();
        for (int key = 0; key < Keys; key++)
        {
            long typed = idle.Type();
            double? ms = screen.Press("?", key % 2 == 0 ? s_help : Head, Patience);
            times.Add(ms ?? Patience.TotalMilliseconds);
            echoes.Add(idle.EchoMs(typed, s_patienceForEcho));
            if (ms is null)
            {
                break; // It is known to be too slow.
            }

            Thread.Sleep(s_gap);
        }

        double back = screen.Press("q", Leaves, Patience) ?? Patience.TotalMilliseconds;
        double own = times.Zip(echoes, (time, echo) => time < Patience.TotalMilliseconds ? time - echo : time).Max();
        return new KeyTimes(times.Max(), Statistics.Median(times), echoes.Max(), own, back, screen.Ends(s_mostForEnd));
    }
}
