using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Aggregation.Descriptors;

public sealed class DescriptorTablesTests
{
    private static readonly Resource s_first = new(ResourceKind.File, "/first");
    private static readonly Resource s_second = new(ResourceKind.File, "/second");

    [Fact]
    public void A_child_has_what_its_parent_had_when_it_was_forked()
    {
        DescriptorTables tables = Tables();
        tables.Bind(1, 3, 10, s_first);
        tables.Fork(1, 2, 20, shared: false);
        tables.Bind(1, 3, 30, s_second);

        Assert.Equal(s_first, At(tables, 2, 3, 40));
        Assert.Equal(s_second, At(tables, 1, 3, 40));
    }

    [Fact]
    public void What_a_child_inherited_is_known_of_calls_before_it_opened_something_else()
    {
        DescriptorTables tables = Tables();
        tables.Bind(1, 3, 10, s_first);
        tables.Fork(1, 2, 20, shared: false);
        tables.Bind(2, 3, 30, s_second);

        Assert.Equal(s_first, At(tables, 2, 3, 25));
        Assert.Equal(s_second, At(tables, 2, 3, 30));
    }

    [Fact]
    public void Descriptors_that_are_shared_change_for_both()
    {
        DescriptorTables tables = Tables();
        tables.Fork(1, 2, 20, shared: true);
        tables.Bind(2, 3, 30, s_first);

        Assert.Equal(s_first, At(tables, 1, 3, 30));
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_forks_is_no_depth_of_calls()
    {
        DescriptorTables tables = Tables();
        tables.Bind(1, 3, 10, s_first);
        for (int child = 2; child <= 100_000; child++)
        {
            tables.Fork(child - 1, child, (ulong)child * 10, shared: false);
        }

        Assert.Equal(s_first, At(tables, 100_000, 3, 2_000_000));
    }

    [Fact]
    public void A_child_of_which_too_much_was_told_late_is_asked_for()
    {
        var asked = new List<PendingResource>();
        var tables = new DescriptorTables(question =>
        {
            asked.Add(question);
            return true;
        });
        tables.Bind(1, 3, 10, s_first);
        for (ulong now = 30; now < 10_000; now++)
        {
            tables.Bind(1, 4, now, now % 2 == 0 ? s_first : s_second);
        }

        tables.Fork(1, 2, 20, shared: false);
        _ = At(tables, 2, 3, 25);

        Assert.Equal((2, 3), (Assert.Single(asked).Tgid, asked[0].Descriptor));
    }

    [Fact]
    public void A_process_is_forgotten_with_its_last_thread_and_one_without_threads_when_it_is_swept()
    {
        DescriptorTables tables = Tables();
        ProcessDescriptors first = tables.Join(1);
        Assert.Same(first, tables.Join(1));
        tables.Fork(1, 2, 10, shared: true);
        tables.Fork(1, 3, 10, shared: false);
        tables.Leave(1, first);
        Assert.Equal(3, tables.ProcessCount);
        tables.Leave(1, first);
        Assert.Equal(2, tables.ProcessCount);

        for (ulong rotation = 0; rotation < 3; rotation++)
        {
            Assert.Empty(tables.FindUnused());
            tables.Rotate(rotation);
        }

        Assert.Equal([2, 3], tables.FindUnused().Order());
        _ = tables.Join(2);
        tables.Remove([2, 3]);
        Assert.Equal(1, tables.ProcessCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public void Whatever_is_opened_and_forked_is_as_if_each_child_had_a_copy_of_its_own(int seed)
    {
        const int Processes = 11;
        const int Descriptors = 5;
        var random = new Random(seed);
        DescriptorTables tables = Tables();
        var truth = new DescriptorTruth();
        ulong now = 1;
        ulong lastRotation = 1;
        ulong rotationBefore = 1;
        for (int step = 0; step < 20_011; step++, now++)
        {
            int process = random.Next(Processes);
            int descriptor = random.Next(Descriptors);
            switch (random.Next(20))
            {
                case < 5:
                    var resource = new Resource(ResourceKind.File, $"/{step}");
                    tables.Bind(process, descriptor, now, resource);
                    truth.Bind(process, descriptor, now, resource);
                    break;
                case < 8:
                    int child = random.Next(Processes);
                    if (child != process)
                    {
                        truth.Fork(process, child, now);
                        ulong forkedNs = now;
                        // Other threads of the parent may be told of first.
                        for (int later = random.Next(4); later > 0; later--)
                        {
                            now++;
                            descriptor = random.Next(Descriptors);
                            var opened = new Resource(ResourceKind.File, $"/{now}");
                            tables.Bind(process, descriptor, now, opened);
                            truth.Bind(process, descriptor, now, opened);
                        }

                        tables.Fork(process, child, forkedNs, shared: false);
                    }

                    break;
                case 8:
                    tables.Rotate(now);
                    (rotationBefore, lastRotation) = (lastRotation, now);
                    break;
                default:
                    // Calls that began before that have been counted.
                    ulong moment = rotationBefore + (ulong)random.NextInt64((long)(now - rotationBefore) + 1);
                    if (truth.At(process, descriptor, moment) is { } expected)
                    {
                        Assert.Equal(expected, At(tables, process, descriptor, moment));
                    }

                    break;
            }
        }

        Assert.InRange(lastRotation, 1UL, now);
    }

    private static DescriptorTables Tables() => new(_ => false);

    private static Resource? At(DescriptorTables tables, int tgid, int descriptor, ulong ns) =>
        tables.At(tgid, tables.Join(tgid), descriptor, ns).Resource;
}
