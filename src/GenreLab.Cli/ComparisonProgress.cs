using System.Diagnostics;
using GenreLab.Comparison;

namespace GenreLab.Cli;

/// <summary>Tells how a comparison goes: a line a fold and model, at most one a second, and the last.</summary>
internal sealed class ComparisonProgress
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    private readonly Terminal terminal;
    private readonly int planned, known;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan said = -LeastPause;
    private int done;

    public ComparisonProgress(Terminal terminal, int planned, int known)
    {
        (this.terminal, this.planned) = (terminal, planned);
        done = this.known = known;
    }

    public void Tell(FoldScore score)
    {
        done++;
        if (done < planned && clock.Elapsed - said < LeastPause) return;
        said = clock.Elapsed;
        var left = clock.Elapsed / (done - known) * (planned - done);
        terminal.Say($"{done:N0} of {planned:N0}: {score.Variant}, repetition {score.Repeat}, fold {score.Fold}: {Formats.Percent(score.Accuracy)}{(left > TimeSpan.Zero ? $", about {Formats.Duration(left)} left" : "")}");
    }
}
