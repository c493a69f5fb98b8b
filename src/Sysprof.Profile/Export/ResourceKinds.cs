using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>What kinds of files are called in every format.</summary>
public static class ResourceKinds
{
    /// <summary>The name of a kind.</summary>
    public static string Name(ResourceKind kind) => kind switch
    {
        ResourceKind.File => "file",
        ResourceKind.Directory => "directory",
        ResourceKind.CharacterDevice => "character device",
        ResourceKind.BlockDevice => "block device",
        ResourceKind.Pipe => "pipe",
        ResourceKind.Socket => "socket",
        ResourceKind.Anonymous => "anonymous",
        ResourceKind.Unresolved => "not resolved",
        ResourceKind.NotOpen => "not open",
        ResourceKind.Other => "others",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
