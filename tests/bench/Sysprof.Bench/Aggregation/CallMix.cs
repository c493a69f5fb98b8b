using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Bench.Aggregation;

/// <summary>
/// Batches of calls, some of them failing, durations spread over several octaves, waits among them. The same ones in
/// every run.
/// </summary>
internal sealed class CallMix
{
    /// <summary>Calls in a batch, as many as the kernel sends (<c>BATCH_CALLS</c>).</summary>
    public const int CallsPerBatch = 64;

    // More than a branch predictor remembers, and of the size of a ring buffer.
    private const int Batches = 1024;
    private const int TurnsOfALoop = 64;
    private const int MostKindsInALoop = 3;

    // So many descriptors are used by turns, or one of them in a loop.
    private const int Descriptors = 8;

    // include/uapi/linux/futex.h: FUTEX_WAIT and FUTEX_WAKE with FUTEX_PRIVATE_FLAG.
    private const uint FutexOperations = 128;

    // Name, weight, usual duration in nanoseconds, share that fails, errno, share that waits.
    private static readonly (string Name, int Weight, double Ns, double Failing, int Errno, double Waiting)[] s_kinds =
    [
        ("recvfrom", 20, 900, 0.30, 11, 0.05),
        ("sendto", 18, 6000, 0, 0, 0.01),
        ("epoll_wait", 14, 60000, 0, 0, 0.6),
        ("read", 14, 700, 0.15, 11, 0.05),
        ("write", 10, 1500, 0, 0, 0.02),
        ("futex", 10, 20000, 0.2, 11, 0.4),
        ("openat", 4, 2500, 0.5, 2, 0.02),
        ("fstat", 4, 300, 0, 0, 0),
        ("close", 4, 250, 0, 0, 0),
        ("getppid", 2, 80, 0, 0, 0),
    ];

    /// <summary>How many different calls there are.</summary>
    public static int Kinds => s_kinds.Length;

    private readonly FinishedCall[] _calls;

    // From a thread's first batch to the next thread's, and how many batches there are before a thread repeats its own.
    private readonly int _stride;
    private readonly int _turns;

    private CallMix(string name, FinishedCall[] calls, int stride, int turns)
    {
        Name = name;
        _calls = calls;
        _stride = stride;
        _turns = turns;
    }

    public string Name { get; }

    /// <summary>Each call drawn at random from ten: harder to foresee than any program.</summary>
    public static CallMix Server()
    {
        var random = new Random(20261121);
        var calls = new FinishedCall[Batches * CallsPerBatch];
        for (int at = 0; at < calls.Length; at++)
        {
            calls[at] = Make(random, s_kinds[Pick(random)], random.Next(Descriptors));
        }

        return new CallMix("server", calls, 1, Batches);
    }

    /// <summary>Each thread repeats one to three calls, as threads do that make millions of them.</summary>
    public static CallMix Loop()
    {
        var random = new Random(20261121);
        var calls = new FinishedCall[Batches * CallsPerBatch];
        for (int loop = 0; loop < Batches / TurnsOfALoop; loop++)
        {
            int[] cycle = [.. Enumerable.Range(0, MostKindsInALoop - loop % MostKindsInALoop).Select(_ => Pick(random))];
            int first = loop * TurnsOfALoop * CallsPerBatch;
            for (int i = 0; i < TurnsOfALoop * CallsPerBatch; i++)
            {
                calls[first + i] = Make(random, s_kinds[cycle[i % cycle.Length]], loop % Descriptors);
            }
        }

        return new CallMix("loop", calls, TurnsOfALoop, TurnsOfALoop);
    }

    /// <summary>What a thread sends in its turn.</summary>
    public ReadOnlySpan<FinishedCall> Calls(int thread, int turn) =>
        _calls.AsSpan((thread * _stride + turn % _turns) % Batches * CallsPerBatch, CallsPerBatch);

    /// <summary>For each number code the number of its kind, 0 to <see cref="Kinds"/> - 1.</summary>
    public static int[] KindOfCodes()
    {
        var kinds = new int[NumberCode.KeyCount];
        for (int kind = 0; kind < s_kinds.Length; kind++)
        {
            _ = SyscallTable.For(SyscallAbi.X64).TryNumber(s_kinds[kind].Name, out int number);
            kinds[number] = kind;
        }

        return kinds;
    }

    /// <summary>A batch in which each of the ten calls is made <paramref name="times"/> times.</summary>
    public static FinishedCall[] EachCall(int times, int seed)
    {
        var random = new Random(seed);
        return [.. s_kinds.SelectMany(kind => Enumerable.Range(0, times).Select(_ => Make(random, kind, 0)))];
    }

    private static int Success(Random random, string call, int descriptor) => call switch
    {
        "openat" => descriptor,
        "epoll_wait" => descriptor & 3,
        _ => random.Next(4096),
    };

    private static int Pick(Random random)
    {
        int left = random.Next(100);
        int kind = 0;
        while (left >= s_kinds[kind].Weight)
        {
            left -= s_kinds[kind++].Weight;
        }

        return kind;
    }

    private static FinishedCall Make(
        Random random, (string Name, int Weight, double Ns, double Failing, int Errno, double Waiting) kind, int descriptor)
    {
        // Log-normal: two thirds within half an octave of the usual, one in a hundred some octaves off.
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double spread = random.Next(100) == 0 ? 2 : 0.35;
        _ = SyscallTable.For(SyscallAbi.X64).TryNumber(kind.Name, out int number);
        return new FinishedCall
        {
            DurationLow = (uint)(kind.Ns * Math.Exp(normal * spread)),
            Number = (ushort)(number | (random.NextDouble() < kind.Waiting ? NumberCode.Blocked : 0)),
            Result = random.NextDouble() < kind.Failing ? -kind.Errno : Success(random, kind.Name, descriptor),
            Argument = kind.Name == "futex" ? FutexOperations + ((uint)descriptor & 1) : (uint)descriptor,
        };
    }
}
