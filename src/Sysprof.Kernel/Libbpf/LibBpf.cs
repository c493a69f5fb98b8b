using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Libbpf;

/// <summary>
/// The functions of <c>libbpf.so.1</c> (1.1 and later) that are used. Those that return a pointer return null and set
/// errno, those that return an int return -errno.
/// </summary>
internal static unsafe partial class LibBpf
{
    public const string Library = "libbpf.so.1";

    [LibraryImport(Library)]
    public static partial nint libbpf_set_print(nint callback);

    [LibraryImport(Library)]
    public static partial byte* libbpf_version_string();

    [LibraryImport(Library)]
    public static partial int libbpf_strerror(int error, byte* text, nuint bytes);

    [LibraryImport(Library)]
    public static partial int libbpf_num_possible_cpus();

    [LibraryImport(Library)]
    public static partial int libbpf_probe_bpf_map_type(int mapType, void* options);

    [LibraryImport(Library)]
    public static partial int libbpf_probe_bpf_prog_type(int programType, void* options);

    [LibraryImport(Library)]
    public static partial int libbpf_probe_bpf_helper(int programType, int helper, void* options);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint bpf_object__open_mem(void* bytes, nuint length, BpfObjectOpenOptions* options);

    [LibraryImport(Library)]
    public static partial int bpf_object__load(nint handle);

    [LibraryImport(Library)]
    public static partial void bpf_object__close(nint handle);

    [LibraryImport(Library)]
    public static partial nint bpf_object__btf(nint handle);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint bpf_object__find_map_by_name(nint handle, string name);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint bpf_object__find_program_by_name(nint handle, string name);

    [LibraryImport(Library)]
    public static partial int bpf_map__fd(nint map);

    [LibraryImport(Library)]
    public static partial int bpf_map__set_max_entries(nint map, uint entries);

    [LibraryImport(Library)]
    public static partial void* bpf_map__initial_value(nint map, nuint* bytes);

    [LibraryImport(Library)]
    public static partial int bpf_map_lookup_elem(int fd, void* key, void* value);

    [LibraryImport(Library)]
    public static partial int bpf_map_update_elem(int fd, void* key, void* value, ulong flags);

    [LibraryImport(Library)]
    public static partial int bpf_program__fd(nint program);

    [LibraryImport(Library)]
    public static partial int bpf_program__set_autoload(nint program, byte autoload);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint bpf_program__attach(nint program);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint bpf_program__attach_iter(nint program, void* options);

    [LibraryImport(Library)]
    public static partial int bpf_link__fd(nint link);

    [LibraryImport(Library)]
    public static partial int bpf_link__destroy(nint link);

    [LibraryImport(Library)]
    public static partial int bpf_iter_create(int linkFd);

    [LibraryImport(Library)]
    public static partial int bpf_obj_get_info_by_fd(int fd, void* info, uint* bytes);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint btf__parse(string path, nint extended);

    [LibraryImport(Library)]
    public static partial void btf__free(nint btf);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int btf__find_by_name_kind(nint btf, string name, uint kind);

    [LibraryImport(Library)]
    public static partial BtfType* btf__type_by_id(nint btf, uint id);

    [LibraryImport(Library)]
    public static partial byte* btf__name_by_offset(nint btf, uint offset);
}
