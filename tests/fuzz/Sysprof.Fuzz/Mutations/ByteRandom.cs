namespace Sysprof.Fuzz.Mutations;

/// <summary>
/// Choices that are made by bytes instead of by chance: a fuzzer that changes a byte changes a choice. When they are used
/// up, every choice is the first.
/// </summary>
internal sealed class ByteRandom(byte[] bytes) : Random
{
    private int _at;

    /// <inheritdoc/>
    public override int Next(int maxValue) => maxValue <= 1 ? 0 : Take(maxValue) % maxValue;

    /// <inheritdoc/>
    public override int Next(int minValue, int maxValue) => minValue + Next(maxValue - minValue);

    private int Take(int bound)
    {
        int value = TakeByte();
        return bound <= 256 ? value : value << 8 | TakeByte();
    }

    private int TakeByte() => _at < bytes.Length ? bytes[_at++] : 0;
}
