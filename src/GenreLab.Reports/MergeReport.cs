using GenreLab.Merging;

namespace GenreLab.Reports;

/// <summary>Everything the report of a proposed merge of genres shows; plain data.</summary>
public sealed record MergeReport
{
    /// <summary>The heading, usually the table's name.</summary>
    public required string Title { get; init; }

    /// <summary>The model whose confusion was looked at, in words.</summary>
    public required string Model { get; init; }

    /// <summary>How rows were split.</summary>
    public required string Split { get; init; }

    /// <summary>Whether the tracks were drawn by a generator.</summary>
    public bool Synthetic { get; init; }

    /// <summary>What was found out.</summary>
    public required MergeProposal Proposal { get; init; }

    /// <summary>The number of genres chosen.</summary>
    public required int Chosen { get; init; }

    /// <summary>What the reader must know before believing any number.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The version of GenreLab.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The command that makes the report again; empty when it was not made by a command.</summary>
    public string CommandLine { get; init; } = "";
}
