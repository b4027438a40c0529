using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Evaluation;

namespace GenreLab.Models;

/// <summary>
/// How a model came to be, as its file remembers it. Everything may be absent in a file written by hand; nothing here
/// depends on a clock or a machine, so the same data, options and seed give the same file.
/// </summary>
public sealed record Provenance
{
    /// <summary>The version of GenreLab (or the name of another tool) that made the model.</summary>
    public string ToolVersion { get; init; } = "";

    /// <summary>The name of the table it was trained on, without a folder.</summary>
    public string Data { get; init; } = "";

    /// <summary>The recognised shape of that table, for example <c>spotify-tracks</c>.</summary>
    public string Shape { get; init; } = "";

    /// <summary>The name of its label column; null when unknown.</summary>
    public string? Label { get; init; }

    /// <summary>Whether the tracks were drawn by GenreLab's generator and are not real.</summary>
    public bool Synthetic { get; init; }

    /// <summary>What cleaning did, one sentence a step.</summary>
    public IReadOnlyList<string> Cleaning { get; init; } = [];

    /// <summary>Which genres were merged into which others before training; null when none were.</summary>
    public GenreMerge? Merge { get; init; }

    /// <summary>How rows were split.</summary>
    public string Split { get; init; } = "";

    /// <summary>Rows a fold.</summary>
    public FoldRows Rows { get; init; } = new(0, 0, 0);

    /// <summary>The seed that every random choice of training followed from.</summary>
    public ulong Seed { get; init; }

    /// <summary>The trainer's kind and options (see <see cref="TrainerOptions.ToJson"/>); null when unknown.</summary>
    public JsonObject? Trainer { get; init; }

    /// <summary>The model that training started from; null when it started from scratch.</summary>
    public StartingModel? From { get; init; }

    /// <summary>Quality on the validation rows, if there were any.</summary>
    public EvaluationResult? Validation { get; init; }

    /// <summary>Quality on the test rows, if there were any.</summary>
    public EvaluationResult? Test { get; init; }

    /// <summary>What users of the model must know, for example that a give-away column was forced in as a feature.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>How many rows a fold has.</summary>
/// <param name="Train">Rows learnt from.</param>
/// <param name="Validation">Rows that chose when to stop.</param>
/// <param name="Test">Rows the final numbers were measured on.</param>
public sealed record FoldRows(int Train, int Validation, int Test);
