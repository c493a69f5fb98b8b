using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Sysprof.Kernel.Session;

namespace Sysprof.Tests.Contract;

/// <summary>Both sides of the contract: what the compiled object says, and what its mirrors in C# say.</summary>
internal static partial class WireTypes
{
    public static BtfReader Object { get; } = new(KernelPrograms.ObjectBytes());

    /// <summary>The header itself, for the names of what must be in the object.</summary>
    public static string Header { get; } = File.ReadAllText(RepositoryFiles.Path("bpf/wire.h"));

    /// <summary>The fields of a mirror, in the kernel's order and spelling.</summary>
    public static IReadOnlyList<BtfReader.Field> FieldsOf(Type mirror) =>
    [
        .. mirror.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => new BtfReader.Field(
                SnakeCase(field.Name.Replace("<", "").Replace(">k__BackingField", "")),
                field.GetCustomAttribute<FieldOffsetAttribute>()?.Value
                    ?? throw new InvalidOperationException($"{mirror.Name}.{field.Name} has no offset"),
                BytesOf(field.FieldType)))
            .OrderBy(field => field.Offset),
    ];

    public static int BytesOf(Type type) => RuntimeHelpers.SizeOf(type.TypeHandle);

    /// <summary>The names and values of a mirror: an enum, or a class of constants.</summary>
    public static IReadOnlyDictionary<string, int> ValuesOf(Type mirror) => mirror
        .GetFields(BindingFlags.Static | BindingFlags.Public)
        .Where(field => field.IsLiteral)
        .ToDictionary(field => field.Name, field => Convert.ToInt32(field.GetRawConstantValue()));

    /// <summary>NUMBER_ABI_SHIFT to NumberAbiShift.</summary>
    public static string PascalCase(string upper) =>
        string.Concat(upper.Split('_').Select(word => word[..1] + word[1..].ToLowerInvariant()));

    private static string SnakeCase(string pascal) => WordStart().Replace(pascal, "_$0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
