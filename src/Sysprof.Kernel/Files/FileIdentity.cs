namespace Sysprof.Kernel.Files;

/// <summary>Which file it is, and which content it has: another one has another size or time of its last change.</summary>
/// <param name="Device">Major and minor number of the device it lies on.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ModifiedSeconds">When it was changed last, seconds since 1970.</param>
/// <param name="ModifiedNanoseconds">The part of a second.</param>
internal readonly record struct FileIdentity(
    (uint Major, uint Minor) Device, ulong Inode, ulong Bytes, long ModifiedSeconds, uint ModifiedNanoseconds);
