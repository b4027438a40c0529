using GenreLab.Records;

namespace GenreLab.Cli.Experiments;

/// <summary>How our number stands to a published one.</summary>
internal enum Verdict
{
    /// <summary>There is nothing to compare: not run yet, nothing published, one of the two is not valid, or the rows are others.</summary>
    None,
    /// <summary>The published number lies below our 95 % interval.</summary>
    Beaten,
    /// <summary>It lies within it.</summary>
    Met,
    /// <summary>It lies above it.</summary>
    Missed,
}

/// <summary>An experiment beside the latest recorded run of it.</summary>
internal sealed record ResultRow(Experiment Experiment, RunRecord? Run)
{
    /// <summary>Each experiment with its latest finished run, those run as the file prescribes today only.</summary>
    public static IReadOnlyList<ResultRow> Match(IEnumerable<Experiment> experiments, IReadOnlyList<RunRecord> runs) =>
    [
        .. experiments.Select(experiment => new ResultRow(experiment, runs.FirstOrDefault(run =>
            run.Experiment == experiment.Name && run.ExperimentHash == experiment.Hash && run.Status == RunStatus.Finished && run.Models is [{ Test: not null, Cancelled: false }]))),
    ];

    public RecordedModel? Model => Run?.Models[0];

    public RecordedScores? Score => Model?.Test;

    /// <summary>What GenreLab noticed by itself: a forced column, rows that were trained on.</summary>
    public IReadOnlyList<string> Findings => Run is null ? [] : Run.Warnings.Count > 0 && !Experiment.FitOnTest ? Run.Warnings : Score!.Warnings;

    /// <summary>Whether our number measures what it claims to.</summary>
    public bool Valid => Run?.Warnings is null or [];

    public Verdict Verdict => Score is not { } score || Experiment.Published is not { Valid: true, Comparable: true } published || !Valid ? Verdict.None
        : published.Accuracy < score.AccuracyInterval[0] ? Verdict.Beaten
        : published.Accuracy <= score.AccuracyInterval[1] ? Verdict.Met
        : Verdict.Missed;
}
