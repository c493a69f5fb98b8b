using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Model;

/// <summary>Accounts that are cut and put together again.</summary>
public sealed class LedgerTests
{
    private static readonly Ledger First = new()
    {
        Entered = 1009,
        Returned = 1000,
        InFlight = 5,
        NeverReturn = 3,
        Lost = 1,
        Denied = 7,
        Skipped = 2,
        OpenAtStart = 4,
    };

    private static readonly Ledger Total = new()
    {
        Entered = 2003,
        Returned = 1990,
        InFlight = 2,
        NeverReturn = 9,
        Lost = 2,
        Denied = 8,
        Skipped = 2,
        OpenAtStart = 6,
        Closed = true,
    };

    [Fact]
    public void A_part_since_another_put_behind_it_is_the_whole_again()
    {
        Assert.Equal(Total, First.Then(Total.Since(First)));
    }

    [Fact]
    public void A_part_balances_by_what_it_was_handed_in_flight()
    {
        Ledger part = Total.Since(First);

        Assert.Equal(0, First.Unaccounted);
        Assert.Equal(0, part.Unaccounted);
        Assert.Equal(5, part.CarriedIn);
    }

    [Fact]
    public void A_call_that_is_nowhere_is_unaccounted()
    {
        Assert.Equal(1, (Total with { Returned = 1989 }).Unaccounted);
        Assert.Equal(-1, (Total with { Lost = 3 }).Unaccounted);
    }
}
