using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Reports;

/// <summary>Everything a report shows; plain data.</summary>
public sealed record RunReport
{
    /// <summary>The heading, for example the data's name.</summary>
    public required string Title { get; init; }

    /// <summary>One line below it, for example how many tracks and genres; may be empty.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>What the models were trained and tested on.</summary>
    public required DataSummary Data { get; init; }

    /// <summary>What the audit noticed.</summary>
    public IReadOnlyList<AuditFinding> Audit { get; init; } = [];

    /// <summary>The models compared, in any order; the report puts the most accurate on the test rows first.</summary>
    public required IReadOnlyList<LeaderboardEntry> Leaderboard { get; init; }

    /// <summary>The best accuracy that repeated tracks of several genres leave possible; null when nothing but skill limits it.</summary>
    public AccuracyCeiling? Ceiling { get; init; }

    /// <summary>The same models on other splits; empty when they were not compared.</summary>
    public IReadOnlyList<SplitScore> Splits { get; init; } = [];

    /// <summary>The same models on merged genres; empty when that was not asked for.</summary>
    public IReadOnlyList<MergeLevelScore> MergeLevels { get; init; } = [];

    /// <summary>The same learner started from a trained model and from scratch; null when that was not compared.</summary>
    public TransferComparison? Transfer { get; init; }

    /// <summary>What the reader must know before believing any number.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The version of GenreLab.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The command that makes the report again; empty when it was not made by a command.</summary>
    public string CommandLine { get; init; } = "";
}
