using Sysprof.Profile.Model;

namespace Sysprof.Profile.Recording;

/// <summary>What threads did with their time, as recordings hold it.</summary>
internal static class TimeCodec
{
    /// <summary>Whether no part of a row's time is negative.</summary>
    public static bool CanEncode(in ThreadRow row) => (row.UntilNs | row.Time.CpuNs | row.Time.UserNs | row.Time.WorkingNs
        | row.Time.WaitingNs | row.Time.IdleNs | row.Time.ReadyNs | row.Time.UnknownNs) >= 0;

    /// <summary>The time of a row for which <see cref="CanEncode"/> is true; null where it is not known.</summary>
    /// <param name="row">The row.</param>
    /// <param name="endNs">The end of its interval, CLOCK_MONOTONIC nanoseconds.</param>
    public static Proto.ThreadTime? Encode(in ThreadRow row, long endNs) => row.UntilNs == 0
        ? null
        : new Proto.ThreadTime
        {
            UntilDeltaNs = row.UntilNs - endNs,
            CpuNs = (ulong)row.Time.CpuNs,
            UserNs = (ulong)row.Time.UserNs,
            WorkingNs = (ulong)row.Time.WorkingNs,
            WaitingNs = (ulong)row.Time.WaitingNs,
            IdleNs = (ulong)row.Time.IdleNs,
            ReadyNs = (ulong)row.Time.ReadyNs,
            UnknownNs = (ulong)row.Time.UnknownNs,
        };

    /// <summary>Gives a row its time.</summary>
    /// <returns>All of the time, and CPU time, which is a part of it.</returns>
    /// <exception cref="InvalidDataException">A value is out of range.</exception>
    public static long Decode(Proto.ThreadTime message, long endNs, ref ThreadRow row)
    {
        long untilNs = unchecked(endNs + message.UntilDeltaNs);
        if (untilNs <= 0 || untilNs < endNs != message.UntilDeltaNs < 0)
        {
            throw new InvalidDataException($"a thread's time until {message.UntilDeltaNs} ns from the end of its interval");
        }

        row.UntilNs = untilNs;
        row.Time = new ThreadTime
        {
            CpuNs = CallCodec.Count(message.CpuNs),
            UserNs = CallCodec.Count(message.UserNs),
            WorkingNs = CallCodec.Count(message.WorkingNs),
            WaitingNs = CallCodec.Count(message.WaitingNs),
            IdleNs = CallCodec.Count(message.IdleNs),
            ReadyNs = CallCodec.Count(message.ReadyNs),
            UnknownNs = CallCodec.Count(message.UnknownNs),
        };
        long sum = 0;
        foreach (long part in (ReadOnlySpan<long>)
            [row.Time.UserNs, row.Time.WorkingNs, row.Time.WaitingNs, row.Time.IdleNs, row.Time.ReadyNs, row.Time.UnknownNs])
        {
            sum = CallCodec.Sum(sum, part);
        }

        return Math.Max(sum, row.Time.CpuNs);
    }

    /// <summary>How a thread waits in the call that it is in.</summary>
    /// <exception cref="InvalidDataException">There is no such way.</exception>
    public static CallWait Decode(Proto.Wait wait) => wait is >= Proto.Wait.None and <= Proto.Wait.Idle
        ? (CallWait)wait
        : throw new InvalidDataException($"a wait of kind {(int)wait}");
}
