using Sysprof.Profile.Model;

namespace Sysprof.Profile.Recording;

/// <summary><see cref="Ledger"/> to and from its message.</summary>
internal static class LedgerCodec
{
    /// <summary>The message for a ledger.</summary>
    public static Proto.Ledger Encode(Ledger ledger) => new()
    {
        CarriedIn = ledger.CarriedIn,
        Entered = ledger.Entered,
        Returned = ledger.Returned,
        InFlight = ledger.InFlight,
        NeverReturn = ledger.NeverReturn,
        Lost = ledger.Lost,
        Denied = ledger.Denied,
        Skipped = ledger.Skipped,
        OpenAtStart = ledger.OpenAtStart,
        Closed = ledger.Closed,
    };

    /// <summary>The ledger of a message; an empty one for null.</summary>
    public static Ledger Decode(Proto.Ledger? message) => message is null ? default : new Ledger
    {
        CarriedIn = message.CarriedIn,
        Entered = message.Entered,
        Returned = message.Returned,
        InFlight = message.InFlight,
        NeverReturn = message.NeverReturn,
        Lost = message.Lost,
        Denied = message.Denied,
        Skipped = message.Skipped,
        OpenAtStart = message.OpenAtStart,
        Closed = message.Closed,
    };

    /// <summary>Sum of the sizes of all terms: while it stays below 2^63 over a recording, no sum of them overflows.</summary>
    public static Int128 Magnitude(Ledger ledger) =>
        Size(ledger.CarriedIn) + Size(ledger.Entered) + Size(ledger.Returned) + Size(ledger.InFlight)
        + Size(ledger.NeverReturn) + Size(ledger.Lost) + Size(ledger.Denied) + Size(ledger.Skipped)
        + Size(ledger.OpenAtStart);

    private static Int128 Size(long value) => Int128.Abs(value);
}
