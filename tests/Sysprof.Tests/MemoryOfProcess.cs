using Xunit;

namespace Sysprof.Tests;

/// <summary>Tests that look at the memory of the whole process: no other test runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryOfProcess
{
    public const string Name = "memory of the process";
}
