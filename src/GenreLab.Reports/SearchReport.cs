using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Search;

namespace GenreLab.Reports;

/// <summary>Everything the report of a search for hyper-parameters shows; plain data.</summary>
public sealed record SearchReport
{
    /// <summary>The heading, for example the data's name.</summary>
    public required string Title { get; init; }

    /// <summary>One line below it; may be empty.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>What was tried and what came of it; at least one trial succeeded.</summary>
    public required SearchOutcome Outcome { get; init; }

    /// <summary>What trials were scored on, for example <c>5 folds of the training and validation rows, by track</c>.</summary>
    public required string ScoredOn { get; init; }

    /// <summary>What each hyper-parameter matters (see <see cref="ParameterImportance"/>); empty when nothing can be said.</summary>
    public IReadOnlyList<FeatureImportance> Importance { get; init; } = [];

    /// <summary>The best trial, trained again on the training rows; its test result is that of the validation rows unless <see cref="IsTested"/>.</summary>
    public required LeaderboardEntry Winner { get; init; }

    /// <summary>Whether there were test rows, which no trial saw, to score the winner on.</summary>
    public required bool IsTested { get; init; }

    /// <summary>What was trained and tested on.</summary>
    public required DataSummary Data { get; init; }

    /// <summary>What the reader must know before believing any number.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The version of GenreLab.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The command that makes the report again; empty when it was not made by a command.</summary>
    public string CommandLine { get; init; } = "";
}
