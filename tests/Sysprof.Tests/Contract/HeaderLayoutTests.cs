using System.Diagnostics;
using Sysprof.Kernel.Files;
using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Native;
using Xunit;

namespace Sysprof.Tests.Contract;

/// <summary>Structs and constants of the installed headers, as the C compiler sees them, against ours.</summary>
public sealed class HeaderLayoutTests
{
    private static readonly string[] s_includes =
    [
        "stddef.h", "fcntl.h", "poll.h", "sys/epoll.h", "sys/eventfd.h", "sys/mman.h", "sys/socket.h", "errno.h", "linux/btf.h",
        "bpf/libbpf.h", RepositoryFiles.Path("native/files.h"),
    ];

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
        ("struct pollfd", "fd", typeof(PollRequest), nameof(PollRequest.Descriptor)),
        ("struct pollfd", "events", typeof(PollRequest), nameof(PollRequest.Events)),
        ("struct pollfd", "revents", typeof(PollRequest), nameof(PollRequest.Returned)),
        ("struct files_question", "offset", typeof(FileQuestion), nameof(FileQuestion.Offset)),
        ("struct files_question", "kind", typeof(FileQuestion), nameof(FileQuestion.Kind)),
        ("struct files_question", "slot", typeof(FileQuestion), nameof(FileQuestion.Slot)),
        ("struct files_question", "from", typeof(FileQuestion), nameof(FileQuestion.From)),
        ("struct files_question", "flags", typeof(FileQuestion), nameof(FileQuestion.Flags)),
        ("struct files_question", "bytes", typeof(FileQuestion), nameof(FileQuestion.Bytes)),
        ("struct files_answer", "inode", typeof(FileAnswer), nameof(FileAnswer.Inode)),
        ("struct files_answer", "size", typeof(FileAnswer), nameof(FileAnswer.FileBytes)),
        ("struct files_answer", "modified_seconds", typeof(FileAnswer), nameof(FileAnswer.ModifiedSeconds)),
        ("struct files_answer", "modified_nanoseconds", typeof(FileAnswer), nameof(FileAnswer.ModifiedNanoseconds)),
        ("struct files_answer", "device_major", typeof(FileAnswer), nameof(FileAnswer.DeviceMajor)),
        ("struct files_answer", "device_minor", typeof(FileAnswer), nameof(FileAnswer.DeviceMinor)),
        ("struct files_answer", "mode", typeof(FileAnswer), nameof(FileAnswer.Mode)),
        ("struct files_answer", "result", typeof(FileAnswer), nameof(FileAnswer.Result)),
    ];

    private static readonly (string Constant, long Value)[] s_constants =
    [
        ("PROT_READ", LibC.ProtRead), ("PROT_WRITE", LibC.ProtWrite), ("MAP_SHARED", LibC.MapShared),
        ("EPOLLIN", LibC.EpollIn), ("(int)EPOLLET", LibC.EpollEdge), ("EPOLL_CTL_ADD", LibC.EpollAdd),
        ("O_CLOEXEC", LibC.CloseOnExec), ("EPOLL_CLOEXEC", LibC.CloseOnExec), ("EFD_CLOEXEC", LibC.CloseOnExec),
        ("EFD_NONBLOCK", LibC.NonBlocking), ("POLLIN", LibC.PollIn), ("MSG_NOSIGNAL", LibC.NoSignal),
        ("MSG_DONTWAIT", LibC.DoNotWait), ("SHUT_RDWR", LibC.ShutdownBoth),
        ("FILES_FIND", (long)FileQuestionKind.Find), ("FILES_READ", (long)FileQuestionKind.Read),
        ("FILES_CLOSE", (long)FileQuestionKind.Close), ("FILES_SLOTS", FileQuestion.Slots), ("FILES_PROC", FileQuestion.Proc),
        ("FILES_READ_BYTES", FileQuestion.MostReadBytes), ("FILES_PATH_BYTES", FileQuestion.MostPathBytes),
        ("FILES_IN_ROOT", FileQuestion.InRoot),
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
            Claim($"sizeof(struct files_question) == {WireTypes.BytesOf(typeof(FileQuestion))}"),
            Claim($"sizeof(struct files_answer) == {WireTypes.BytesOf(typeof(FileAnswer))}"),
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
