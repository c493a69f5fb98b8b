using System.Globalization;
using Sysprof.Cli.Terminal;
using Sysprof.Kernel.Session;

namespace Sysprof.Cli.Running;

/// <summary>One line on stderr that shows how a run goes, while somebody looks at it.</summary>
internal sealed class ProgressLine(ILiveRun run, TimeSpan? duration, CliHost host)
{
    private const string ClearLine = "\r\u001b[K";

    private SessionStatus _last;
    private TimeSpan _lastAt;
    private bool _shown;

    /// <summary>Whether stderr is a terminal that can rewrite a line.</summary>
    public static bool CanShow(TerminalInfo terminal) => terminal is { ErrorIsTerminal: true, Dumb: false };

    /// <summary>Shows the run as it stands <paramref name="elapsed"/> after its start, unless the terminal takes nothing.</summary>
    public void Show(TimeSpan elapsed)
    {
        if (!host.Terminal.ErrorIsReady)
        {
            return;
        }

        SessionStatus status = run.Status;
        string text = Text(elapsed, status);
        int width = Math.Max(10, host.Terminal.ErrorWidth - 1);
        host.Error.Write(ClearLine + (text.Length > width ? text[..width] : text));
        host.Error.Flush();
        (_last, _lastAt, _shown) = (status, elapsed, true);
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_shown && host.Terminal.ErrorIsReady)
        {
            host.Error.Write(ClearLine);
            host.Error.Flush();
            _shown = false;
        }
    }

    private string Text(TimeSpan elapsed, SessionStatus status)
    {
        double seconds = (elapsed - _lastAt).TotalSeconds;

        // The first time there is no stretch to speak of.
        double perSecond = _shown && seconds > 0 ? 1 / seconds : 0;
        double countedPerSecond = (status.Calls - _last.Calls) * perSecond;
        double seen = Math.Clamp(1 - (status.UnseenNs - _last.UnseenNs) * perSecond * 1e-9, 0, 1);
        double callsPerSecond = seen > 0 ? countedPerSecond / seen : 0;
        double ownNsPerSecond = (status.OwnCpuNs - _last.OwnCpuNs) * perSecond;
        double cpuPercent = (ownNsPerSecond + countedPerSecond * run.Run.NsPerCall) * 1e-7;
        string time = duration is TimeSpan whole ? $"{Clock(whole - elapsed)} left" : $"{Clock(elapsed)}, Ctrl-C ends";
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{time} | {callsPerSecond:N0} calls/s | {status.Threads:N0} threads | {status.Lost:N0} lost | cost {cpuPercent:N1}% of a CPU");
        return run.Run.MaxOverhead > 0 ? string.Create(CultureInfo.InvariantCulture, $"{line} | seen {seen:P0}") : line;
    }

    private static string Clock(TimeSpan time)
    {
        TimeSpan shown = TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, time.TotalSeconds)));
        return shown.TotalHours >= 1 ? $"{(int)shown.TotalHours}:{shown:mm\\:ss}" : $"{(int)shown.TotalMinutes}:{shown:ss}";
    }
}
