using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenreLab.Evaluation;

/// <summary>Quality of predicted probabilities against true genres. Its JSON form (camelCase) is the public one of <c>evaluate --json</c>.</summary>
/// <remarks>Definitions are scikit-learn's. Macro means run over the genres that occur among the true or the predicted ones.</remarks>
public sealed record EvaluationResult
{
    /// <summary>Number of rows scored.</summary>
    public required int Rows { get; init; }

    /// <summary>Share of rows whose most probable genre (of equals the first in label order) is the true one.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Lower and upper end of the 95 % bootstrap interval of the accuracy.</summary>
    public required IReadOnlyList<double> AccuracyInterval { get; init; }

    /// <summary>Share of rows whose true genre is among the five most probable (of equals the first in label order); 1 with five genres or fewer.</summary>
    public required double Top5Accuracy { get; init; }

    /// <summary>Unweighted mean of the genres' precision (0 for a genre never predicted).</summary>
    public required double MacroPrecision { get; init; }

    /// <summary>Unweighted mean of the genres' recall (0 for a genre without rows).</summary>
    public required double MacroRecall { get; init; }

    /// <summary>Unweighted mean of the genres' F1.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Mean of F1 weighted by support.</summary>
    public required double WeightedF1 { get; init; }

    /// <summary>Unweighted mean one-vs-rest area under the ROC curve, over the genres that have both positives and negatives; null when there are none.</summary>
    public required double? MacroAuc { get; init; }

    /// <summary>Mean negative log-probability of the true genre, nats; probabilities clipped at 1e-15.</summary>
    public required double LogLoss { get; init; }

    /// <summary>Expected calibration error of the top prediction, 15 equal-width bins (Guo et al., 2017).</summary>
    public required double CalibrationError { get; init; }

    /// <summary>Scores a genre, in label order.</summary>
    public required IReadOnlyList<GenreScore> PerGenre { get; init; }

    /// <summary>True against predicted genre.</summary>
    public required ConfusionMatrix Confusion { get; init; }

    /// <summary>What the reader must know about these numbers, for example that some rows were trained on.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The public JSON form.</summary>
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, Json)!.AsObject();

    /// <summary>Reads the public JSON form.</summary>
    /// <exception cref="JsonException">A member is missing, null or of another type.</exception>
    public static EvaluationResult FromJson(JsonNode json) =>
        json.Deserialize<EvaluationResult>(Json) ?? throw new JsonException("An evaluation is a JSON object, not null.");

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };
}

/// <summary>One genre's scores.</summary>
/// <param name="Genre">The genre.</param>
/// <param name="Support">Number of its rows.</param>
/// <param name="Precision">Share of rows predicted as it that are it; 0 when never predicted.</param>
/// <param name="Recall">Share of its rows found; 0 without support.</param>
/// <param name="F1">Harmonic mean of the two.</param>
/// <param name="Auc">One-vs-rest area under the ROC curve; null when every row or none is of this genre.</param>
public sealed record GenreScore(string Genre, int Support, double Precision, double Recall, double F1, double? Auc);

/// <summary>Counts of true against predicted genre; <c>Counts[true][predicted]</c>.</summary>
/// <param name="Labels">The genres.</param>
/// <param name="Counts">Square, Labels × Labels.</param>
public sealed record ConfusionMatrix(IReadOnlyList<string> Labels, int[][] Counts);
