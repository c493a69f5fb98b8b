namespace Sysprof.Cli.Running;

/// <summary>Why a run ended. Each is a success.</summary>
internal enum RunEnd
{
    /// <summary>Its time was up.</summary>
    TimeUp,

    /// <summary>The command, or every target process and thread, ended.</summary>
    TargetEnded,

    /// <summary>The user interrupted it.</summary>
    Interrupted,
}
