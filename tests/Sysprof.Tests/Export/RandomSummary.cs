using Sysprof.Profile.Model;

namespace Sysprof.Tests.Export;

/// <summary>Results made from a seed, for properties that hold for all of them.</summary>
internal static class RandomSummary
{
    private static readonly string[] s_calls =
        ["read", "write", "futex", "openat", "clock_nanosleep", "sched_get_priority_max"];

    private static readonly string[] s_errnos = ["EAGAIN", "ENOENT", "ENOTRECOVERABLE", "EPERM"];

    /// <param name="seed">Equal seeds give equal results.</param>
    /// <param name="name">What every thread and cgroup is called, beside a number.</param>
    public static Summary Make(int seed, string name = "task")
    {
        var random = new Random(seed);
        var builder = new SummaryBuilder();
        int threads = random.Next(0, 9);
        for (int thread = 0; thread < threads; thread++)
        {
            int tgid = random.Next(1, 4) * 1_000_000;
            // A start of its own makes the key unique, also where tids are reused.
            builder.Thread(tgid, tgid + random.Next(0, 3), name, name + tgid, "/" + name, (ulong)(thread + 1));
            AddCalls(builder, random);
        }

        return builder.Build();
    }

    private static void AddCalls(SummaryBuilder builder, Random random)
    {
        foreach (string call in s_calls.Where(_ => random.Next(2) == 0))
        {
            long count = 1 + (long)Math.Pow(10, random.NextDouble() * 9);
            builder.Calls(call, count, 1 + (long)Math.Pow(10, random.NextDouble() * 9), random.Next(2) == 0);
            builder.Calls(call, random.Next(1, 1000), random.Next(1, 1_000_000));
            builder.Errors(call, s_errnos[random.Next(4)], Math.Min(count, random.Next(1, 1_000_000)));
            builder.Bytes(call, random.NextInt64(1L << 50));
        }

        if (random.Next(3) == 0)
        {
            builder.NeverReturns("exit").Ended();
        }
        else if (random.Next(2) == 0)
        {
            builder.InFlight("clock_nanosleep", random.NextInt64(SummaryBuilder.EndNs), random.Next(2) == 0);
        }

        builder.Lost(random.Next(3) == 0 ? random.Next(1_000_000) : 0);
    }
}
