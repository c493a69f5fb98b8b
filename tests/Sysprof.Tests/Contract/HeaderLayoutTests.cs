using System.Diagnostics;
using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Native;
using Xunit;

namespace Sysprof.Tests.Contract;

/// <summary>Structs and constants of the installed headers, as the C compiler sees them, against ours.</summary>
public sealed class HeaderLayoutTests
{
    private static readonly string[] s_includes =
        ["stddef.h", "fcntl.h", "sys/epoll.h", "sys/eventfd.h", "sys/mman.h", "errno.h", "linux/btf.h", "bpf/libbpf.h"];

    private static readonly (string Struct, string Member, Type Mirror, string Field)[] s_fields =
    [
        ("struct bpf_object_open_opts", "sz", typeof(BpfObjectOpenOptions), nameof(BpfObjectOpenOptions.Size)),
        ("struct bpf_object_open_opts", "object_name", typeof(BpfObjectOpenOptions), nameof(BpfObjectOpenOptions.ObjectName)),
        ("struct bpf_object_open_opts", "btf_custom_path", typeof(BpfObjectOpenOptions), nameof(BpfObjectOpenOptions.BtfPath)),
        ("struct bpf_iter_attach_opts", "sz", typeof(BpfIteratorOptions), nameof(BpfIteratorOptions.Size)),
        ("struct bpf_iter_attach_opts", "link_info", typeof(BpfIteratorOptions), nameof(BpfIteratorOptions.LinkInfo)),
        ("struct bpf_iter_attach_opts", "link_info_len", typeof(BpfIteratorOptions), nameof(BpfIteratorOptions.LinkInfoBytes)),
        ("union bpf_iter_link_info", "task.tid", typeof(BpfIteratorLinkInfo), nameof(BpfIteratorLinkInfo.Tid)),
        ("union bpf_iter_link_info", "task.pid", typeof(BpfIteratorLinkInfo), nameof(BpfIteratorLinkInfo.Tgid)),
        ("union bpf_iter_link_info", "task.pid_fd", typeof(BpfIteratorLinkInfo), nameof(BpfIteratorLinkInfo.PidFd)),
        ("struct bpf_prog_info", "recursion_misses", typeof(BpfProgramInfo), nameof(BpfProgramInfo.RecursionMisses)),
        ("struct btf_type", "name_off", typeof(BtfType), nameof(BtfType.NameOffset)),
        ("struct btf_type", "info", typeof(BtfType), nameof(BtfType.Info)),
        ("struct btf_type", "size", typeof(BtfType), nameof(BtfType.SizeOrType)),
        ("struct btf_var_secinfo", "type", typeof(BtfVariable), nameof(BtfVariable.Type)),
        ("struct btf_var_secinfo", "offset", typeof(BtfVariable), nameof(BtfVariable.Offset)),
        ("struct btf_var_secinfo", "size", typeof(BtfVariable), nameof(BtfVariable.Bytes)),
        ("struct epoll_event", "events", typeof(EpollEvent), nameof(EpollEvent.Events)),
    ];

    private static readonly (string Constant, long Value)[] s_constants =
    [
        ("PROT_READ", LibC.ProtRead), ("PROT_WRITE", LibC.ProtWrite), ("MAP_SHARED", LibC.MapShared),
        ("EPOLLIN", LibC.EpollIn), ("(int)EPOLLET", LibC.EpollEdge), ("EPOLL_CTL_ADD", LibC.EpollAdd),
        ("O_CLOEXEC", LibC.CloseOnExec), ("EPOLL_CLOEXEC", LibC.CloseOnExec), ("EFD_CLOEXEC", LibC.CloseOnExec),
        ("EFD_NONBLOCK", LibC.NonBlocking),
        ("EPERM", Errno.NotPermitted), ("ENOENT", Errno.NoEntry), ("ESRCH", Errno.NoProcess), ("EINTR", Errno.Interrupted), ("EAGAIN", Errno.Again),
        ("ENOMEM", Errno.NoMemory), ("EACCES", Errno.AccessDenied), ("EEXIST", Errno.Exists),
    ];

    [Fact]
    public void Mirrors_and_constants_are_those_of_the_headers()
    {
        string words = Compile(
        [
            .. s_includes.Select(header => $"#include <{header}>"),
            .. s_fields.SelectMany(field => new[]
            {
                Claim($"offsetof({field.Struct}, {field.Member}) == {Offset(field)}"),
                Claim($"sizeof((({field.Struct} *)0)->{field.Member}) == {Bytes(field)}"),
            }),
            .. s_constants.Select(constant => Claim($"{constant.Constant} == {constant.Value}")),
            // The kernel writes as many of these in a row as there is room for.
            Claim($"sizeof(struct epoll_event) <= {WireTypes.BytesOf(typeof(EpollEvent))}"),
            Claim($"sizeof(struct btf_type) == {WireTypes.BytesOf(typeof(BtfType))}"),
            Claim($"sizeof(struct btf_var_secinfo) == {WireTypes.BytesOf(typeof(BtfVariable))}"),
        ]);

        Assert.Equal("", words);
    }

    private static string Claim(string condition) => $"_Static_assert({condition}, \"\");";

    private static int Offset((string Struct, string Member, Type Mirror, string Field) field) =>
        (int)System.Runtime.InteropServices.Marshal.OffsetOf(field.Mirror, field.Field);

    private static int Bytes((string Struct, string Member, Type Mirror, string Field) field) =>
        WireTypes.BytesOf(field.Mirror.GetField(field.Field)!.FieldType);

    /// <summary>What the compiler says, "" when it agrees.</summary>
    private static string Compile(IEnumerable<string> lines)
    {
        var start = new ProcessStartInfo("cc", ["-x", "c", "-fsyntax-only", "-w", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process compiler = Process.Start(start)!;
            compiler.StandardInput.Write(string.Join('\n', lines) + '\n');
            compiler.StandardInput.Close();
            string words = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            return words;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("there is no C compiler (cc)");
            throw;
        }
    }
}
