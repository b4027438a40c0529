using GenreLab.Exploration;

namespace GenreLab.Reports;

/// <summary>Everything the report of an exploration shows; plain data.</summary>
public sealed record ExplorationReport
{
    /// <summary>What was found out about the table.</summary>
    public required ExplorationResult Result { get; init; }

    /// <summary>The version of GenreLab.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The command that makes the report again; empty when it was not made by a command.</summary>
    public string CommandLine { get; init; } = "";
}
