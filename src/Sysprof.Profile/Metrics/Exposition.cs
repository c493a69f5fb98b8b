using System.Buffers;

namespace Sysprof.Profile.Metrics;

/// <summary>Makes the writers.</summary>
public static class Exposition
{
    /// <summary>Begins an exposition.</summary>
    /// <param name="format">How it is written.</param>
    /// <param name="output">Gets its bytes.</param>
    public static IMetricWriter Begin(ExpositionFormat format, IBufferWriter<byte> output) => format switch
    {
        ExpositionFormat.Text => new TextExposition(output, isOpenMetrics: false),
        ExpositionFormat.OpenMetrics => new TextExposition(output, isOpenMetrics: true),
        ExpositionFormat.Protobuf => new ProtobufExposition(output),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
