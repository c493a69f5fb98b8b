using Sysprof.Fuzz.Mutations;
using Sysprof.Fuzz.Seeds;

namespace Sysprof.Fuzz.Targets;

/// <summary>Bytes that say which fields of which recording become what.</summary>
internal static class FieldsTarget
{
    private const int SeedCount = 24;
    private const int SeedBytes = 24;

    private static readonly byte[][] s_recordings = [.. RecordingSeeds.Make()];

    /// <summary>Changes a recording as they say, reads it and shows one view.</summary>
    public static void Run(byte[] input)
    {
        var choices = new ByteRandom(input);
        byte[] recording = s_recordings[choices.Next(s_recordings.Length)];
        RecordingTarget.RunWithOneView(RecordingMutator.Mutate(recording, choices));
    }

    /// <summary>Choices by chance, the same each time.</summary>
    public static IEnumerable<byte[]> Seeds()
    {
        var random = new Random(1009);
        for (int number = 0; number < SeedCount; number++)
        {
            byte[] choices = new byte[SeedBytes];
            random.NextBytes(choices);
            yield return choices;
        }
    }
}
