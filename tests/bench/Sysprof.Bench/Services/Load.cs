namespace Sysprof.Bench.Services;

/// <summary>What clients saw of a service.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="P99Ms">How long 99 of 100 answers took at most, in milliseconds.</param>
internal readonly record struct Load(double PerSecond, double P99Ms);
