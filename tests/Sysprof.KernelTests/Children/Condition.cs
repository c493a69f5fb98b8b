using Xunit;

namespace Sysprof.KernelTests.Children;

/// <summary>Waits for what must come, however long a busy machine takes for it.</summary>
internal static class Condition
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns when the condition holds, fails when it does not within a minute.</summary>
    public static async Task Becomes(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, "waited a minute in vain");
            await Task.Delay(s_look, CancellationToken.None);
        }
    }
}
