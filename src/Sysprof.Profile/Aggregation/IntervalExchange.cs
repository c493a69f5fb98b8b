using System.Collections.Concurrent;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>Puts an empty interval in the place of the full one, while one thread counts and never waits.</summary>
internal sealed class IntervalExchange
{
    private readonly ConcurrentBag<CallTable> _spareTables = [];
    private IntervalBuilder _current = new(new CallTable());
    private IntervalBuilder? _writing;

    /// <summary>What is counted into, for who knows that nothing is being counted.</summary>
    public IntervalBuilder Current => _current;

    /// <summary>What is being counted into, for the thread that counts: between <see cref="BeginWriting"/> and <see cref="EndWriting"/>.</summary>
    public IntervalBuilder Writing => _writing!;

    /// <summary>The interval to count into, which is not handed out before <see cref="EndWriting"/>.</summary>
    public IntervalBuilder BeginWriting()
    {
        while (true)
        {
            IntervalBuilder interval = Volatile.Read(ref _current);
            // Partner: the exchange and the process-wide barrier in Swap. Either this announcement was made when this
            // thread met the barrier, and Swap sees it; or the read below comes after it, and sees the exchange.
            Volatile.Write(ref _writing, interval);
            if (Volatile.Read(ref _current) == interval)
            {
                return interval;
            }
        }
    }

    /// <summary>What was to be counted is counted.</summary>
    public void EndWriting() => Volatile.Write(ref _writing, null); // Partner: the spinning read in Swap.

    /// <summary>Hands out the interval that was counted into; waits for what is being counted: microseconds.</summary>
    /// <param name="nowNs">When the next one begins, CLOCK_MONOTONIC nanoseconds.</param>
    public IntervalBuilder Swap(long nowNs)
    {
        CallTable table = _spareTables.TryTake(out CallTable? spare) ? spare : new CallTable();
        // Partner: BeginWriting, which announces a builder and then looks whether it is still the current one. The
        // barrier is its half, too: once a second here instead of with each batch there.
        IntervalBuilder finished = Interlocked.Exchange(ref _current, new IntervalBuilder(table) { StartNs = nowNs });
        Interlocked.MemoryBarrierProcessWide();
        var spin = new SpinWait();
        while (Volatile.Read(ref _writing) == finished)
        {
            spin.SpinOnce();
        }

        return finished;
    }

    /// <summary>Takes the table of an interval back that nobody reads any more, to be filled again.</summary>
    public void Recycle(CallTable table)
    {
        table.Clear();
        _spareTables.Add(table);
    }
}
