namespace Sysprof.Cli.Running;

/// <summary>Work that may wait for the kernel, off the thread that answers keys and signals.</summary>
/// <remarks>Not the thread pool: it may have as few threads as the machine has CPUs, and keys are handled on them.</remarks>
internal static class DedicatedThread
{
    /// <summary>Does it on a thread of its own; what it throws, the task does.</summary>
    public static Task<TResult> RunAsync<TResult>(string name, Func<TResult> work)
    {
        var done = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        })
        { IsBackground = true, Name = name }.Start();
        return done.Task;
    }
}
