using Sysprof.Fuzz;
using Sysprof.Fuzz.Mutations;
using Sysprof.Fuzz.Targets;
using Sysprof.Profile.Recording;
using Xunit;

namespace Sysprof.Tests.Hostile;

/// <summary>
/// What tests/fuzz searches for hours, for some seconds and with the same inputs each time: whatever the bytes are, nothing
/// but what was foreseen is thrown, memory and time are bounded, and what is shown keeps to the rules of its sink.
/// </summary>
public sealed class FuzzTargetTests
{
    [Theory]
    [InlineData("fields")]
    [InlineData("views")]
    [InlineData("elf")]
    [InlineData("proc")]
    [InlineData("words")]
    public void What_is_right_is_taken(string target) => Assert.All(Of(target).Seeds(), Of(target).RunBounded);

    /// <summary>Messages stay protobuf and checksums right, so that what is behind them is reached.</summary>
    [Fact]
    public void Recordings_with_hostile_fields_do_no_harm() =>
        Try(FuzzTargets.Recording, inputs: 2000, RecordingMutator.Mutate);

    [Fact]
    public void Some_of_them_are_shown_in_every_way() =>
        Try(FuzzTargets.Views, inputs: 100, RecordingMutator.Mutate);

    /// <summary>Or the tests above would say nothing of the decoder, or nothing of the views.</summary>
    [Fact]
    public void Of_hostile_recordings_many_are_refused_and_many_are_shown()
    {
        byte[][] seeds = [.. FuzzTargets.Recording.Seeds()];
        RecordingState[] ends =
        [
            .. from number in Enumerable.Range(0, 300)
               let input = RecordingMutator.Mutate(seeds[number % seeds.Length], new Random(number))
               let read = RecordingTarget.Read(ChunkRepair.Repair(input))
               where read is not null
               select read.Value.End.State,
        ];

        Assert.InRange(ends.Length, 200, 300);
        Assert.InRange(ends.Count(state => state == RecordingState.Damaged), 50, 250);
        Assert.InRange(ends.Count(state => state == RecordingState.Whole), 50, 250);
    }

    [Theory]
    [InlineData("recording", 1000)]
    [InlineData("elf", 500)]
    [InlineData("proc", 2000)]
    [InlineData("words", 300)]
    public void Spoiled_bytes_do_no_harm(string target, int inputs) => Try(Of(target), inputs, ByteMutator.Mutate);

    private static FuzzTarget Of(string name) => FuzzTargets.All.Single(target => target.Name == name);

    private static void Try(FuzzTarget target, int inputs, Func<byte[], Random, byte[]> mutate)
    {
        byte[][] seeds = [.. target.Seeds()];
        for (int number = 0; number < inputs; number++)
        {
            byte[] input = mutate(seeds[number % seeds.Length], new Random(number));
            Exception? harm = Record.Exception(() => target.RunBounded(input));
            Assert.True(harm is null, $"input {number}: {harm}");
        }
    }
}
