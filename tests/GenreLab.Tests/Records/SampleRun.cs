using System.Text.Json.Nodes;
using GenreLab.Evaluation;
using GenreLab.Models;
using GenreLab.Records;

namespace GenreLab.Tests.Records;

/// <summary>Made-up runs to record.</summary>
internal static class SampleRun
{
    public static RunRecord Of(string data = "tracks.csv", RunProcess? process = null) => new()
    {
        Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Command = "train",
        Words = ["train", data, "--model", "mlp"],
        ToolVersion = "0.1.0",
        Process = process ?? RunProcess.Current,
        Seed = ulong.MaxValue,
        Data = new RecordedData { Name = data, Path = "/data/" + data, Hash = "abc", Rows = 4, Genres = 2, Label = "genre", Features = ["tempo"], Folds = new FoldRows(2, 0, 4) },
    };

    public static RecordedModel Model(string kind, double accuracy) => new()
    {
        Kind = kind,
        Trainer = new JsonObject { ["kind"] = kind },
        Test = new RecordedScores(4, accuracy, [accuracy - 0.1, accuracy + 0.1], 1, accuracy, accuracy, null, 0.5, 0.1, []),
        Seconds = new Dictionary<string, double> { ["fit"] = 1.5 },
    };

    public static TestSet Set { get; } = new() { Genres = ["jazz", "rock"], Rows = [3, 70_000, 70_001, 70_002], Labels = [0, 1, 1, 0], Tracks = [0, 1, 1, 300] };

    public static RowPredictions Predictions { get; } = new() { Actual = Set.Labels, Predicted = [0, 1, 0, 0], LogLosses = [0.1f, 0.25f, 34.5f, 1e-4f], Groups = Set.Tracks };
}
