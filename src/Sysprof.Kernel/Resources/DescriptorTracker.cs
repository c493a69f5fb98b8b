using System.ComponentModel;
using Sysprof.Kernel.Session;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Aggregation.Descriptors;

namespace Sysprof.Kernel.Resources;

/// <summary>
/// Keeps what every descriptor refers to: what there was at the start, what the kernel tells of since, and what has to be
/// asked for because nothing was told of it. On the consumer's thread alone.
/// </summary>
internal sealed class DescriptorTracker
{
    private readonly KernelPrograms _programs;
    private readonly ResourceCache _resources = new();

    public DescriptorTracker(KernelPrograms programs)
    {
        _programs = programs;
        Tables = new DescriptorTables(
            (tgid, descriptor) => programs.FindDescriptor(tgid, descriptor, _resources),
            tgid => Directory.Exists($"/proc/{tgid}"));
    }

    /// <summary>Where it is kept.</summary>
    public DescriptorTables Tables { get; }

    /// <summary>Notes the descriptors that members have. Once exits are seen, before entries are.</summary>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    /// <exception cref="InvalidDataException">The two sides do not fit together.</exception>
    public void Seed() => _programs.ReadDescriptors((in DescriptorRecord record) => Bind(in record));

    /// <summary>
    /// Forgets all of them: what changed while nothing was attached nobody told. Each is asked for when a call is counted on it.
    /// </summary>
    public void Forget() => Tables.Forget();

    /// <summary>Notes what a descriptor refers to, from the moment in the message on.</summary>
    public void Bind(in DescriptorRecord record) => Tables.Bind(
        (int)record.Head.Tgid, (int)record.Head.Fd, record.Head.SinceNs, _resources.Of(in record));

    /// <summary>Notes that a process was forked.</summary>
    public void Fork(in ForkEvent fork) =>
        Tables.Fork((int)fork.ParentTgid, (int)fork.ChildTgid, fork.AtNs, fork.Shared != 0);
}
