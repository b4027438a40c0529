namespace GenreLab.Records;

/// <summary>One <c>train</c>, <c>run</c>, <c>tune</c> or experiment, as it is remembered.</summary>
public sealed record RunRecord
{
    /// <summary>Its number, given when it is first written; 0 before.</summary>
    public long Id { get; init; }

    /// <summary>When its data were read.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended; null while it runs and when it was killed.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>How far it got.</summary>
    public RunStatus Status { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Failure { get; init; }

    /// <summary>What was asked for: <c>train</c>, <c>run</c>, <c>tune</c> or <c>experiment</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The command line's words after <c>genrelab</c>.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The version of GenreLab.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The process it is in.</summary>
    public required RunProcess Process { get; init; }

    /// <summary>The experiment's name; null when it is none.</summary>
    public string? Experiment { get; init; }

    /// <summary>SHA-256 of what the experiment prescribes, so that results of an earlier version are not taken for today's; null when it is none.</summary>
    public string? ExperimentHash { get; init; }

    /// <summary>What it was trained and tested on.</summary>
    public required RecordedData Data { get; init; }

    /// <summary>The seed every random choice followed from.</summary>
    public ulong Seed { get; init; }

    /// <summary>Why its numbers are not to be believed, for example that an index column was forced in as a feature; usually nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Files written beside the models, for example the report.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The trials of a search for hyper-parameters, by rung and number; empty for anything else.</summary>
    public IReadOnlyList<RecordedTrial> Trials { get; init; } = [];

    /// <summary>The models trained so far.</summary>
    public IReadOnlyList<RecordedModel> Models { get; init; } = [];
}
