using Sysprof.Kernel.Wire;
using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Resources;

/// <summary>Notes what the kernel tells of descriptors. One thread at a time.</summary>
/// <param name="tables">Where.</param>
internal sealed class ToldDescriptors(DescriptorTables tables)
{
    private readonly ResourceCache _resources = new();

    /// <summary>Where it is noted.</summary>
    public DescriptorTables Tables => tables;

    /// <summary>Notes what a descriptor refers to, from the moment in the message on.</summary>
    public void Bind(in DescriptorRecord record) => tables.Bind(
        (int)record.Head.Tgid, (int)record.Head.Fd, record.Head.SinceNs, _resources.Of(in record));

    /// <summary>Notes that a process was forked.</summary>
    public void Fork(in ForkEvent fork) =>
        tables.Fork((int)fork.ParentTgid, (int)fork.ChildTgid, fork.AtNs, fork.Shared != 0);

    /// <summary>Notes what a descriptor was found to refer to at the start, maybe for ever.</summary>
    public void Bind(SeenDescriptor seen) => tables.Bind(seen.Tgid, seen.Descriptor, 0, _resources.Same(seen.Resource));

    /// <summary>Takes what was found out.</summary>
    public void Take(DescriptorAnswer answer) => tables.Answer(
        answer.Question, answer.Found is null ? null : _resources.Same(answer.Found), answer.LookedNs);
}
