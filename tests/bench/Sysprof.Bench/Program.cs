using Sysprof.Bench;
using Sysprof.Bench.Aggregation;
using Sysprof.Bench.Growth;
using Sysprof.Bench.Hostile;
using Sysprof.Bench.Memory;
using Sysprof.Bench.Overhead;
using Sysprof.Bench.Scrape;
using Sysprof.Bench.Services;
using Sysprof.Bench.Storms;
using Sysprof.Bench.Top;

// The process that the benchmark `memory` starts to measure: it runs no benchmark.
if (args is [MemoryBenchmark.ChildWord, string scenario])
{
    MemoryScenario.Run(scenario, Console.Out);
    return 0;
}

return BenchmarkRunner.Run(
    [
        new OverheadBenchmark(),
        new ServicesBenchmark(),
        new GrowthBenchmark(),
        new DescriptorBenchmark(),
        new AggregateBenchmark(),
        new MemoryBenchmark(),
        new TopBenchmark(),
        new ScrapeBenchmark(),
        new PausesBenchmark(),
        new StormsBenchmark(),
    ],
    args,
    Console.Out,
    Console.Error);
