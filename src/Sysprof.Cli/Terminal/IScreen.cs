using System.Threading.Channels;

namespace Sysprof.Cli.Terminal;

/// <summary>A screen that is ours alone until it is disposed of: the terminal's, or a made-up one in tests.</summary>
internal interface IScreen : IDisposable
{
    /// <summary>Its size now.</summary>
    public ScreenSize Size { get; }

    /// <summary>What happens at it, in order. Completes when the screen is closed or has gone.</summary>
    public ChannelReader<ScreenEvent> Events { get; }

    /// <summary>Shows a frame; waits for no terminal.</summary>
    /// <param name="lines">
    /// At most as many as the screen has rows, none wider than it: text, with SGR sequences and no other control.
    /// </param>
    public void Show(IReadOnlyList<string> lines);
}
