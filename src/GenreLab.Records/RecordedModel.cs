using System.Text.Json.Nodes;

namespace GenreLab.Records;

/// <summary>A model that a run trained.</summary>
public sealed record RecordedModel
{
    /// <summary>Its kind, for example <c>mlp</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The trainer with all its options (see <see cref="Models.TrainerOptions.ToJson"/>).</summary>
    public required JsonObject Trainer { get; init; }

    /// <summary>How features became inputs.</summary>
    public JsonNode? Preprocessing { get; init; }

    /// <summary>Quality on the validation rows; null without them.</summary>
    public RecordedScores? Validation { get; init; }

    /// <summary>Quality on the test rows; null without them.</summary>
    public RecordedScores? Test { get; init; }

    /// <summary>Wall time by stage, seconds.</summary>
    public IReadOnlyDictionary<string, double> Seconds { get; init; } = new Dictionary<string, double>();

    /// <summary>Epochs, rounds, trees or iterations done; 0 when it learns in one step.</summary>
    public int Steps { get; init; }

    /// <summary>Whether training was cancelled; the model is then the best so far.</summary>
    public bool Cancelled { get; init; }

    /// <summary>The file it was saved to; null when it was not.</summary>
    public string? File { get; init; }

    /// <summary>Name of the set of rows that <see cref="Test"/> was measured on: models of the same set can be compared row by
    /// row. Null without test rows.</summary>
    public string? TestRows { get; init; }
}
