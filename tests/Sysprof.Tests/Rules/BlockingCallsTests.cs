using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Sysprof.Kernel.Session;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Rules;

/// <summary>
/// No thread blocks on a task. Asked of the compiled assemblies: source text cannot tell a task's Result from another.
/// </summary>
public sealed class BlockingCallsTests
{
    private static readonly string[] s_blocking = ["Wait", "WaitAll", "WaitAny", "get_Result"];

    public static TheoryData<string> Assemblies =>
    [
        typeof(SysprofException).Assembly.Location,
        typeof(TraceSession).Assembly.Location,
        Assembly.Load("sysprof").Location,
    ];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_task_is_waited_for(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        MetadataReader metadata = file.GetMetadataReader();

        Assert.Empty(
            from handle in metadata.MemberReferences
            let member = metadata.GetMemberReference(handle)
            let name = metadata.GetString(member.Name)
            where s_blocking.Contains(name)
            where TypeName(metadata, member.Parent) is "Task" or "Task`1" or "ValueTask`1"
            select $"{TypeName(metadata, member.Parent)}.{name}");
    }

    /// <summary>The name of the type that a member belongs to; of a generic one, its definition's.</summary>
    private static string TypeName(MetadataReader metadata, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeSpecification)
        {
            BlobReader signature = metadata.GetBlobReader(
                metadata.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
            if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            {
                return "";
            }

            _ = signature.ReadByte(); // class or value type
            parent = signature.ReadTypeHandle();
        }

        return parent.Kind == HandleKind.TypeReference
            ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name)
            : "";
    }
}
