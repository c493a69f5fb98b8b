using Xunit;

// Tests count what the whole machine does and share its two tracepoints: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
