namespace Sysprof.Profile.Model;

/// <summary>
/// What a call was asked to do, where one number stands for many things: futex by operation, fcntl and ioctl by command,
/// socket by family, and waits for readiness by whether they found any.
/// </summary>
/// <param name="Code">
/// 0 for none. Of an operation, command or family its value plus one in the lowest 17 bits, and the bits of
/// <see cref="LockBit"/> and <see cref="TimedOutBit"/>; of a wait for readiness <see cref="Nothing"/>, <see cref="Ready"/>
/// or <see cref="Failed"/>. Recordings hold it as it is.
/// </param>
public readonly record struct Operation(int Code)
{
    /// <summary>Set when a futex was waited for as a lock that others wait for, too.</summary>
    public const int LockBit = 1 << 20;

    /// <summary>Set when a futex was waited for in vain until its time was over.</summary>
    public const int TimedOutBit = 1 << 21;

    /// <summary>The largest value of an operation, command or family.</summary>
    public const int MaxValue = 0xffff;

    /// <summary>The largest code there is.</summary>
    public const int MaxCode = (TimedOutBit << 1) - 1;

    /// <summary>Not told apart.</summary>
    public static readonly Operation None;

    /// <summary>A wait that found nothing ready.</summary>
    public static readonly Operation Nothing = new(1);

    /// <summary>A wait that found something ready.</summary>
    public static readonly Operation Ready = new(2);

    /// <summary>A wait that failed.</summary>
    public static readonly Operation Failed = new(3);

    /// <summary>The value of the operation, command or family, 0 to <see cref="MaxValue"/>; -1 for <see cref="None"/>.</summary>
    public int Value => (Code & 0x1ffff) - 1;

    /// <summary>Whether <see cref="LockBit"/> is set.</summary>
    public bool IsLock => (Code & LockBit) != 0;

    /// <summary>Whether <see cref="TimedOutBit"/> is set.</summary>
    public bool IsTimedOut => (Code & TimedOutBit) != 0;

    /// <summary>The operation of a value, 0 to <see cref="MaxValue"/>.</summary>
    public static Operation Of(int value, int bits = 0) => new((value + 1) | bits);
}
