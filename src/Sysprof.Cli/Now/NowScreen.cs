using Sysprof.Cli.Terminal;

namespace Sysprof.Cli.Now;

/// <summary>What somebody does at the screen that frames are shown on: there is nothing to do but to leave.</summary>
internal sealed class NowScreen(IScreen screen)
{
    private const char Escape = '\u001b';

    /// <summary>Completes when somebody pressed q or Escape, or the screen has gone.</summary>
    public async Task QuitAsync(CancellationToken cancellation)
    {
        while (await screen.Events.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            while (screen.Events.TryRead(out ScreenEvent? happened))
            {
                if (happened is ScreenEvent.KeyPressed { Key.KeyChar: 'q' or 'Q' or Escape })
                {
                    return;
                }
            }
        }
    }
}
