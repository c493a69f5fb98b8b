namespace Sysprof.Cli.Terminal;

/// <summary>What happens at a screen that a program has to answer.</summary>
internal abstract record ScreenEvent
{
    private ScreenEvent()
    {
    }

    /// <summary>Somebody pressed a key.</summary>
    public sealed record KeyPressed(ConsoleKeyInfo Key) : ScreenEvent;

    /// <summary>The screen has another size, or shows something else since we were stopped.</summary>
    public sealed record RedrawNeeded : ScreenEvent;
}
