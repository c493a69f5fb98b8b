using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;

namespace Sysprof.Bench.Aggregation;

/// <summary>Threads that exist only as batches, and the aggregator that counts them.</summary>
/// <param name="count">How many.</param>
/// <param name="mix">What they do.</param>
/// <param name="withEverything">Whether calls are told apart by what they were asked to do, and made on.</param>
internal sealed class SyntheticThreads(int count, CallMix mix, bool withEverything = false)
{
    // A round is long enough to be timed, and each thread has a turn in it.
    private const int LeastBatchesPerRound = 4096;

    // More than the longest batch takes for each of its calls: the rest is outside calls.
    private const ulong NsOfACall = 2_000_000;

    private static readonly UInt128 s_name = new(0, 0x726576726573); // "server"

    private readonly CallAggregator _aggregator = withEverything
        ? new(new OpenDirectory(), SyscallAbi.X64, AllAnswered())
        : new(new OpenDirectory(), SyscallAbi.X64, tellsOperations: false, times: TimeDetail.None);
    private readonly ulong[] _sequences = new ulong[count];
    private int _turn;

    public int Count => count;

    public int CallsPerRound => count * TurnsPerRound * CallMix.CallsPerBatch;

    /// <summary>Batches that each thread sends in a round.</summary>
    public int TurnsPerRound => (LeastBatchesPerRound + count - 1) / count;

    public long CallsAdded { get; private set; }

    /// <summary>Calls that were found in the tables of the intervals turned over.</summary>
    public long CallsCounted { get; private set; }

    /// <summary>A round: each thread sends as many batches as the others.</summary>
    public void AddToAll()
    {
        for (int turns = TurnsPerRound; turns > 0; turns--)
        {
            for (int thread = 0; thread < count; thread++)
            {
                Add(thread, mix.Calls(thread, _turn));
            }

            _turn++;
        }
    }

    private static DescriptorTables AllAnswered()
    {
        DescriptorTables? tables = null;
        return tables = new DescriptorTables(question =>
        {
            tables!.Answer(question, new Resource(ResourceKind.File, $"/srv/{question.Tgid}/{question.Descriptor}"), lookedNs: 0);
            return true;
        });
    }

    /// <summary>One batch of one thread.</summary>
    public void Add(int thread, ReadOnlySpan<FinishedCall> calls)
    {
        _aggregator.Add(new ThreadBatch
        {
            Thread = new ThreadKey(1 + thread / 64, 1 + thread, (ulong)thread * 1000),
            Kind = BatchKind.Flush,
            BaseNs = _sequences[thread] * NsOfACall,
            FirstSequence = _sequences[thread],
            SinceNs = 0,
            ToldNs = (_sequences[thread] + (ulong)calls.Length) * NsOfACall,
            CpuNs = _sequences[thread] * NsOfACall,
            CgroupId = 1,
            Comm = s_name,
            Process = s_name,
            State = CallState.None,
            InFlightNumber = 0,
            InFlightArgument = 0,
            InFlightEnterNs = 0,
            Calls = calls,
        });
        _sequences[thread] += (ulong)calls.Length;
        CallsAdded += calls.Length;
    }

    /// <summary>The interval so far, to be given back.</summary>
    public IntervalBuilder Rotate() => _aggregator.Rotate();

    /// <summary>Takes an interval back.</summary>
    public void Recycle(IntervalBuilder interval) => _aggregator.Recycle(interval.Calls);

    /// <summary>Ends an interval, adds its calls to <see cref="CallsCounted"/> and gives its memory back.</summary>
    public void TurnOver()
    {
        IntervalBuilder interval = Rotate();
        for (int cell = 0; cell < interval.Calls.CellCount; cell++)
        {
            CallsCounted += interval.Calls.Cell(cell).Calls;
        }

        Recycle(interval);
    }
}
