using GenreLab.Comparison;
using GenreLab.Data;

namespace GenreLab.Reports;

/// <summary>Everything the report of models compared on the same folds shows; plain data.</summary>
public sealed record ComparisonReport
{
    /// <summary>The heading, usually the data's name.</summary>
    public required string Title { get; init; }

    /// <summary>One line below it; may be empty.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>How the folds were made, for example <c>5 folds, 4 times over, artists kept together</c>.</summary>
    public required string Folds { get; init; }

    /// <summary>What was found.</summary>
    public required ComparisonResult Result { get; init; }

    /// <summary>For each variant, by its name, its learner and options in words.</summary>
    public required IReadOnlyDictionary<string, string> Descriptions { get; init; }

    /// <summary>What was trained and scored on.</summary>
    public required DataSummary Data { get; init; }

    /// <summary>What the reader must know before believing any number.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The version of GenreLab.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The command that makes the report again; empty when it was not made by a command.</summary>
    public string CommandLine { get; init; } = "";
}
