using System.Runtime.InteropServices;
using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Libbpf;

/// <summary>Error numbers in words.</summary>
internal static unsafe class ErrorText
{
    private const int FirstOfLibbpf = 4000; // __LIBBPF_ERRNO__START of bpf/libbpf.h
    private const int MostBytes = 128;

    /// <summary>What a user can do about an errno that is about a limit; null for others.</summary>
    public static string? HintOf(int error) => error switch
    {
        Errno.TooManyFiles => "raise the limit of open files: ulimit -n, or LimitNOFILE= of the service",
        Errno.TooManyFilesInAll => "raise the limit of open files of the machine: sysctl fs.file-max",
        _ => null,
    };

    /// <summary>The words for an errno or, from 4000 on, for an error of libbpf's own; not capitalised.</summary>
    public static string Of(int error)
    {
        if (error < FirstOfLibbpf)
        {
            return Marshal.GetPInvokeErrorMessage(error).ToLowerInvariant();
        }

        byte* text = stackalloc byte[MostBytes];
        _ = LibBpf.libbpf_strerror(error, text, MostBytes);
        string words = Marshal.PtrToStringUTF8((nint)text) ?? "";

        // "BPF object format invalid" keeps its capitals.
        return words.Length > 1 && char.IsLower(words[1]) ? char.ToLowerInvariant(words[0]) + words[1..] : words;
    }
}
