using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GenreLab.Cli.Experiments;

/// <summary>Which rows an experiment's number is measured on.</summary>
internal enum ScoredOn
{
    /// <summary>The split's test rows.</summary>
    Test,
    /// <summary>The split's validation rows, as some published numbers are.</summary>
    Validation,
}

/// <summary>A result that can be made again: one JSON file, in the words of <c>genrelab train</c>.</summary>
internal sealed record Experiment
{
    /// <summary>The file's name without its ending.</summary>
    [JsonIgnore]
    public string Name { get; init; } = "";

    /// <summary>The file it was read from.</summary>
    [JsonIgnore]
    public string File { get; init; } = "";

    /// <summary>SHA-256 of what it prescribes; titles, notes and published numbers may change without it.</summary>
    [JsonIgnore]
    public string Hash { get; init; } = "";

    /// <summary>The heading of the results it stands under.</summary>
    public required string Section { get; init; }

    /// <summary>What is trained, as the published table names it.</summary>
    public required string Title { get; init; }

    /// <summary>The table of tracks, relative to the data folder.</summary>
    public required string Data { get; init; }

    /// <summary>Options of <c>genrelab train</c> about data, split and preprocessing, without their dashes. Files are relative to the data folder.</summary>
    public JsonObject Options { get; init; } = [];

    /// <summary>The model's kind and the options that are not its defaults.</summary>
    public required JsonObject Model { get; init; }

    /// <summary>Another experiment, by the name of its file in the same folder without its ending, whose model is trained first and started from; null to train
    /// from scratch. <see cref="Model"/> then holds the options that differ from that experiment's.</summary>
    public string? From { get; init; }

    /// <summary>Which layers of that model stay as they are (<see cref="Models.Freeze.Parse"/>); null for none.</summary>
    public string? Freeze { get; init; }

    /// <summary>The experiment that <see cref="From"/> names.</summary>
    [JsonIgnore]
    public Experiment? Start { get; init; }

    /// <summary>Every random choice follows from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Which rows the number is measured on.</summary>
    public ScoredOn ScoredOn { get; init; }

    /// <summary>Another table to measure on instead, relative to the data folder; null for none.</summary>
    public string? TestFile { get; init; }

    /// <summary>Whether the test rows are trained on too: a mistake that is made again on purpose.</summary>
    public bool FitOnTest { get; init; }

    /// <summary>What others published; null for a result of our own.</summary>
    public Published? Published { get; init; }

    /// <summary>What the reader must know; null for nothing.</summary>
    public string? Note { get; init; }
}
