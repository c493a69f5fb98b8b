namespace Sysprof.Profile.Recording;

/// <summary>How a recording ended.</summary>
public enum RecordingState
{
    /// <summary>All is there, the closing chunk too.</summary>
    Whole,

    /// <summary>The file ends before its closing chunk: sysprof was killed, or the file was cut.</summary>
    CutOff,

    /// <summary>Bytes are not what was written. Nothing behind them is read: it may refer to what was lost.</summary>
    Damaged,
}
