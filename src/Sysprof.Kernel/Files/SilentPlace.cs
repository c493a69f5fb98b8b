namespace Sysprof.Kernel.Files;

/// <summary>What did not answer: a file system, since one server has all of it, or a path in a directory, or a file of /proc.</summary>
/// <param name="Device">The device of the file system, or of the directory.</param>
/// <param name="Inode">The directory, or the file of /proc; 0 for a file system.</param>
/// <param name="Path">The path; "" for the others.</param>
internal readonly record struct SilentPlace((uint Major, uint Minor) Device, ulong Inode, string Path);
