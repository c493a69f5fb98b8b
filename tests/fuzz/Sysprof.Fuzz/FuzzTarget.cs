namespace Sysprof.Fuzz;

/// <summary>Something that takes bytes from strangers.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Run">Takes them; throws nothing, whatever they are.</param>
/// <param name="Seeds">Inputs that are right, to begin with.</param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Run, Func<IEnumerable<byte[]>> Seeds)
{
    /// <summary>Bytes that may be allocated for an input of a megabyte or less.</summary>
    public const long MostAllocatedBytes = 512L << 20;

    /// <summary>
    /// Milliseconds of CPU time that an input of a megabyte or less may take: some thousand times what a usual one does, as
    /// the machine may be busy, and instrumented code is slow until it is compiled well.
    /// </summary>
    public const double MostMilliseconds = 5000;

    /// <summary>Runs an input and insists on the bounds.</summary>
    /// <exception cref="InvalidOperationException">It took more than it may.</exception>
    public void RunBounded(byte[] input)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        Run(input);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        double milliseconds = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
        if (bytes > MostAllocatedBytes || milliseconds > MostMilliseconds)
        {
            throw new InvalidOperationException($"{input.Length} bytes of input took {bytes} bytes of memory and {milliseconds:0} ms");
        }
    }
}
