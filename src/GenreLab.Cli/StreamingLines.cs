using System.Diagnostics;
using GenreLab.Streaming;

namespace GenreLab.Cli;

/// <summary>Tells how a pass over a large table goes: at most a line a second.</summary>
/// <param name="terminal">Where to tell it.</param>
/// <param name="pass">What the pass is called.</param>
internal sealed class StreamingLines(Terminal terminal, string pass)
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan said;

    /// <summary>How long the pass has taken.</summary>
    public TimeSpan Elapsed => clock.Elapsed;

    public void Tell(StreamProgress progress)
    {
        var elapsed = clock.Elapsed;
        if (elapsed - said < LeastPause) return;
        said = elapsed;
        var left = progress.Bytes == 0 ? TimeSpan.Zero : elapsed * ((double)Math.Max(0, progress.TotalBytes - progress.Bytes) / progress.Bytes);
        terminal.Say($"{pass}: {Formats.Rows(progress.Rows)}, {Formats.MegabytesPerSecond(progress.Bytes, elapsed)}{(left > TimeSpan.Zero ? $", about {Formats.Duration(left)} left" : "")}");
    }
}
