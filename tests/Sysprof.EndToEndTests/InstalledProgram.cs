using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>Programs of other people that tests run.</summary>
internal static class InstalledProgram
{
    /// <summary>Skips the test where there is no such program.</summary>
    public static void Require(string name) => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(directory => File.Exists(Path.Combine(directory, name))),
        $"needs {name}: ./build.sh setup test");
}
