using System.Diagnostics;
using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Files;

/// <summary>
/// The helpers that were killed and have not ended yet, each in a call that does not return: those of this process, and those that
/// earlier runs have left behind. Their number is bounded.
/// </summary>
internal sealed class LeftHelpers
{
    /// <summary>How many there are at most before nothing more is asked.</summary>
    public const int Most = 16;

    private const int DoNotWait = 1; // WNOHANG

    // Those of earlier runs end when their server does; all processes are looked through for them.
    private static readonly TimeSpan s_countedAnew = TimeSpan.FromSeconds(10);

    private readonly Lock _turn = new();
    private readonly List<int> _tgids = [];
    private int _ofEarlierRuns;
    private long _countedAt;

    private LeftHelpers()
    {
    }

    /// <summary>Those that matter to this process: its own are its children.</summary>
    public static LeftHelpers OfProcess { get; } = new();

    /// <summary>How many of this process there are.</summary>
    public int Count
    {
        get
        {
            lock (_turn)
            {
                Reap();
                return _tgids.Count;
            }
        }
    }

    /// <summary>Whether there are so many that nothing more is asked.</summary>
    public bool AreTooMany
    {
        get
        {
            lock (_turn)
            {
                Reap();
                bool isCounted = _countedAt != 0
                    && (_tgids.Count + _ofEarlierRuns < Most || Stopwatch.GetElapsedTime(_countedAt) < s_countedAnew);
                if (!isCounted)
                {
                    (_ofEarlierRuns, _countedAt) = (CountOfEarlierRuns(), Stopwatch.GetTimestamp());
                }

                return _tgids.Count + _ofEarlierRuns >= Most;
            }
        }
    }

    /// <summary>Whether one of them is still there.</summary>
    public bool Contains(int tgid)
    {
        lock (_turn)
        {
            Reap();
            return _tgids.Contains(tgid);
        }
    }

    /// <summary>Adds one that was killed.</summary>
    public void Add(int tgid)
    {
        lock (_turn)
        {
            _tgids.Add(tgid);
        }
    }

    private unsafe void Reap() => _tgids.RemoveAll(tgid => LibC.WaitProcess(tgid, null, DoNotWait) != 0);

    /// <summary>Helpers of this user that wait for a file system and have lost the run that started them.</summary>
    internal static int CountOfEarlierRuns() =>
        Directory.EnumerateDirectories("/proc").Count(process => int.TryParse(Path.GetFileName(process.AsSpan()), out _) && IsLeft(process));

    private static bool IsLeft(string process)
    {
        try
        {
            // The kernel answers this by itself, also of a process that waits for ever.
            string status = File.ReadAllText(process + "/status");
            return status.StartsWith($"Name:\t{FilesHelper.Program}\n", StringComparison.Ordinal)
                && status.Contains("\nState:\tD", StringComparison.Ordinal)
                && !status.Contains($"\nPPid:\t{Environment.ProcessId}\n", StringComparison.Ordinal)
                && status.Contains($"\nUid:\t{LibC.UserId()}\t", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended meanwhile, or is none of ours.
        }
    }
}
