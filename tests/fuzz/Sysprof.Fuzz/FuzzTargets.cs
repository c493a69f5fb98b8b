using Sysprof.Fuzz.Seeds;
using Sysprof.Fuzz.Targets;

namespace Sysprof.Fuzz;

/// <summary>All targets.</summary>
internal static class FuzzTargets
{
    /// <summary>A recording, from the file to one view of it, which the input decides: the others would take most of the time.</summary>
    public static readonly FuzzTarget Recording = new("recording", RecordingTarget.RunWithOneView, RecordingSeeds.Make);

    /// <summary>A recording, from the file to every view.</summary>
    public static readonly FuzzTarget Views = new("views", RecordingTarget.RunWithAllViews, RecordingSeeds.Make);

    /// <summary>
    /// Choices of what to change in recordings that are right, field by field: messages stay protobuf, which changed bytes
    /// seldom do.
    /// </summary>
    public static readonly FuzzTarget Fields = new("fields", FieldsTarget.Run, FieldsTarget.Seeds);

    /// <summary>Executables and libraries.</summary>
    public static readonly FuzzTarget Elf = new("elf", ElfTarget.Run, ElfSeeds.Make);

    /// <summary>What /proc tells.</summary>
    public static readonly FuzzTarget Proc = new("proc", ProcTarget.Run, ProcSeeds.Make);

    /// <summary>What users write: words of the command line, and the web configuration.</summary>
    public static readonly FuzzTarget Words = new("words", WordsTarget.Run, WordsSeeds.Make);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<FuzzTarget> All = [Recording, Fields, Views, Elf, Proc, Words];
}
