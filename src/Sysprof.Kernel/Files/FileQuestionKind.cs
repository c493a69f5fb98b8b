namespace Sysprof.Kernel.Files;

/// <summary><c>enum files_kind</c> of <c>native/files.h</c>.</summary>
internal enum FileQuestionKind : uint
{
    /// <summary>Which file is at a path. Nothing is opened.</summary>
    Find = 1,

    /// <summary>Content of a file that was found.</summary>
    Read = 2,

    /// <summary>Nothing: lets go of every file that was found.</summary>
    Close = 3,
}
