using System.Reflection;
using System.Runtime.InteropServices;
using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Native;
using Xunit;

namespace Sysprof.Tests.Contract;

/// <summary>What the assembly imports is in the libraries it imports it from.</summary>
public sealed class NativeImportsTests
{
    public static TheoryData<string, string> Imports
    {
        get
        {
            var imports = new TheoryData<string, string>();
            foreach ((string library, string function) in Declared().Distinct().Order())
            {
                imports.Add(library, function);
            }

            return imports;
        }
    }

    [Theory]
    [MemberData(nameof(Imports))]
    public void Every_import_resolves(string library, string function) => Assert.True(
        NativeLibrary.TryGetExport(Load(library), function, out _), $"{library} has no {function}");

    [Fact]
    public void All_three_libraries_are_looked_at() => Assert.Equal(
        ["libbpf.so.1", "libc", "libsysprof_native.so"], Declared().Select(import => import.Library).Distinct().Order());

    /// <summary>LibraryImport makes a DllImport of each, sometimes within a method of the same type.</summary>
    private static IEnumerable<(string Library, string Function)> Declared() =>
        from type in typeof(LibBpf).Assembly.GetTypes()
        from method in type.GetMethods(
            BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let import = method.GetCustomAttribute<DllImportAttribute>()
        where import is not null
        select (import.Value, import.EntryPoint ?? method.Name);

    private static nint Load(string library) => NativeLibrary.Load(library, typeof(LibBpf).Assembly, null);
}
