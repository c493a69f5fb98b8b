using Google.Protobuf;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Recording;

/// <summary><see cref="RunInfo"/> to and from the payload of the header chunk.</summary>
internal static class HeaderCodec
{
    private const int NsPerTick = 100;
    private const int MaxOffsetMinutes = 14 * 60;

    /// <summary>The message for a run. Its start must lie within 292 years of 1970.</summary>
    public static Proto.Header Encode(RunInfo run) => new()
    {
        Host = run.Host,
        Kernel = run.Kernel,
        Architecture = run.Architecture,
        StartUnixNs = checked((run.Start.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * NsPerTick),
        UtcOffsetMinutes = (int)run.Start.Offset.TotalMinutes,
        StartNs = run.StartNs,
        Target = run.Target,
        Syscalls = run.Syscalls,
        NsPerCall = run.NsPerCall,
        Version = run.Version,
        LatencySchema = LatencyBuckets.Schema,
        MaxOverhead = run.MaxOverhead,
    };

    /// <summary>The run that a payload describes.</summary>
    /// <exception cref="InvalidDataException">It is not a header, or one of its values is out of range.</exception>
    public static RunInfo Decode(ArraySegment<byte> payload)
    {
        Proto.Header header;
        try
        {
            header = Proto.Header.Parser.ParseFrom(payload.Array, payload.Offset, payload.Count);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException("the header is not a protobuf message", e);
        }

        if (header.LatencySchema != LatencyBuckets.Schema)
        {
            throw new InvalidDataException($"histograms of schema {header.LatencySchema}, not {LatencyBuckets.Schema}");
        }

        if (Math.Abs((long)header.UtcOffsetMinutes) > MaxOffsetMinutes)
        {
            throw new InvalidDataException($"{header.UtcOffsetMinutes} minutes from UTC");
        }

        if (!double.IsFinite(header.NsPerCall))
        {
            throw new InvalidDataException("the cost of a call is not a number");
        }

        if (!double.IsFinite(header.MaxOverhead) || header.MaxOverhead < 0)
        {
            throw new InvalidDataException("the bound on the cost is not a share");
        }

        return new RunInfo
        {
            Host = header.Host,
            Kernel = header.Kernel,
            Architecture = header.Architecture,
            Start = DateTimeOffset.UnixEpoch.AddTicks(header.StartUnixNs / NsPerTick)
                .ToOffset(TimeSpan.FromMinutes(header.UtcOffsetMinutes)),
            StartNs = header.StartNs,
            Target = header.Target,
            Syscalls = header.Syscalls,
            NsPerCall = header.NsPerCall,
            MaxOverhead = header.MaxOverhead,
            Version = header.Version,
        };
    }
}
