using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Aggregation.Descriptors;

/// <summary>What descriptors cost in steps: the same for each thing told or asked, however much there is.</summary>
public sealed class DescriptorCostTests
{
    // A look-up, and a write that copies its path, in a tree for 20,000 descriptors: four levels.
    private const long MostStepsForOne = 12;

    private static readonly Resource s_file = new(ResourceKind.File, "/file");

    private readonly DescriptorTables _tables = new(_ => false);

    [Fact]
    public void Each_fork_of_a_chain_costs_the_same_however_deep_it_is()
    {
        const int Depth = 2_000;
        _tables.Bind(1, 19_990, 0, s_file);
        long before = _tables.Steps;
        for (int child = 2; child <= Depth; child++)
        {
            _tables.Fork(child - 1, child, (ulong)child * 10, shared: false);
            Assert.Equal(s_file, At(child, 19_990, (ulong)child * 10 + 1));
        }

        Rotate(3);
        Assert.InRange(_tables.Steps - before, Depth, Depth * MostStepsForOne);
    }

    [Fact]
    public void Inheriting_many_descriptors_costs_neither_steps_nor_memory_for_each()
    {
        const int Children = 1_000;
        const int Descriptors = 20_000;
        for (int descriptor = 0; descriptor < Descriptors; descriptor++)
        {
            _tables.Bind(1, descriptor, 0, s_file);
        }

        long before = _tables.Steps;
        long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        for (int child = 2; child < Children + 2; child++)
        {
            _tables.Fork(1, child, (ulong)child * 10, shared: false);
        }

        Rotate(3);
        Assert.Equal(0, _tables.Steps - before);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - bytesBefore, 0, Children * 300);
        for (int child = 2; child < Children + 2; child++)
        {
            Assert.Equal(s_file, At(child, 19_990, (ulong)child * 10 + 1));
            _tables.Bind(child, 3, (ulong)child * 10 + 5, new Resource(ResourceKind.File, $"/{child}"));
        }

        Rotate(3);
        Assert.InRange(_tables.Steps - before, Children, Children * 3 * MostStepsForOne);
        Assert.Equal(s_file, At(1, 3, 100_000));
    }

    [Fact]
    public void A_long_history_costs_a_search_by_halves_and_is_forgotten_step_by_step()
    {
        const int Reuses = 60_000;
        Resource[] files = [.. Enumerable.Range(0, Reuses).Select(number => new Resource(ResourceKind.File, $"/{number}"))];
        for (int number = 0; number < Reuses; number++)
        {
            _tables.Bind(1, 3, (ulong)number * 10 + 10, files[number]);
        }

        long before = _tables.Steps;
        for (int number = 0; number < Reuses; number += 7)
        {
            Assert.Equal(files[number], At(1, 3, (ulong)number * 10 + 15));
        }

        Assert.InRange(_tables.Steps - before, 0, (Reuses / 7 + 1) * 24);

        _tables.Rotate(Reuses * 10);
        for (int rotation = 0; rotation < 7; rotation++)
        {
            before = _tables.Steps;
            _tables.Rotate(Reuses * 10);
            Assert.InRange(_tables.Steps - before, 0, 50_000);
        }

        Assert.InRange(_tables.ReplacedCount, 0, 1);
        Assert.Equal(files[^1], At(1, 3, Reuses * 10 + 15));
    }

    [Fact]
    public void Opening_and_closing_costs_the_same_for_ever()
    {
        const int Reuses = 100_000;
        ulong now = 10;
        for (int number = 0; number < Reuses; number++, now += 10)
        {
            _tables.Bind(1, 3 + number % 7, now, new Resource(ResourceKind.File, $"/{number}"));
            if (number % 1_000 == 0)
            {
                _tables.Rotate(now);
            }
        }

        Assert.InRange(_tables.Steps, Reuses, Reuses * MostStepsForOne);
        Assert.InRange(_tables.ReplacedCount, 1, 4_000);
    }

    [Fact]
    public void So_much_at_most_is_remembered_of_what_was_before()
    {
        for (int number = 0; number < (1 << 20) + 1_009; number++)
        {
            _tables.Bind(1, 3, (ulong)number * 10 + 10, number % 2 == 0 ? s_file : Resource.Other);
        }

        Assert.Equal(1 << 20, _tables.ReplacedCount);
        Assert.Equal(Resource.Unresolved, At(1, 3, 15));
        Assert.Equal(s_file, At(1, 3, 200_015));
    }

    [Fact]
    public void Forgetting_all_of_them_is_one_step()
    {
        for (int process = 1; process <= 1_000; process++)
        {
            _tables.Bind(process, 3, 0, s_file);
        }

        long before = _tables.Steps;
        _tables.Forget();

        Assert.Equal(before, _tables.Steps);
        Assert.Equal(Resource.Unresolved, At(1, 3, 10));
        Assert.Equal(Resource.Unresolved, At(1_000, 3, 10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(int.MaxValue)]
    public void Any_number_may_be_that_of_a_descriptor(int descriptor)
    {
        _tables.Bind(1, 3, 5, Resource.Other);
        _tables.Bind(1, descriptor, 10, s_file);
        _tables.Fork(1, 2, 20, shared: false);
        _tables.Bind(2, descriptor, 30, Resource.Other);

        Assert.Equal(s_file, At(1, descriptor, 40));
        Assert.Equal(Resource.Other, At(2, descriptor, 40));
        Assert.Equal(s_file, At(2, descriptor, 25));
        Assert.Equal(Resource.Other, At(2, 3, 25));
        Assert.Equal(Resource.Unresolved, At(2, descriptor ^ 8, 25));
    }

    private void Rotate(int times)
    {
        for (; times > 0; times--)
        {
            _tables.Rotate(1);
        }
    }

    private Resource? At(int tgid, int descriptor, ulong ns)
    {
        ProcessDescriptors descriptors = _tables.Join(tgid);
        return _tables.At(tgid, descriptors, descriptor, ns).Resource;
    }
}
