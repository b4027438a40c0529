using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Merging;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Reports;

namespace GenreLab.Tests.Reports;

/// <summary>Made-up but plausible runs to show.</summary>
internal static class SampleReport
{
    private static readonly string[] Styles = ["house", "rock", "pop", "folk", "metal", "jazz", "soul", "techno", "punk", "disco", "samba", "blues", "opera", "trance", "reggae", "country", "ambient", "funk", "gospel"];
    private static readonly string[] Kinds = ["", "deep ", "indie ", "classic ", "electro-", "world "];

    private static readonly string[] AudioFeatures = ["popularity", "acousticness", "danceability", "instrumentalness", "energy", "duration_ms", "valence", "speechiness", "loudness", "tempo", "liveness", "key", "explicit", "mode", "time_signature"];

    /// <summary>Text that breaks a page which does not escape.</summary>
    public const string Hostile = """</script><script>window.broken = 1</script><img src=x onerror="window.broken = 2">"'&amp;{{ü}}""";

    public static RunReport Of(int genres, int rows, int epochs = 40, bool synthetic = false, string? hostile = null)
    {
        var names = Enumerable.Range(0, genres).Select(genre => Kinds[genre / Styles.Length % Kinds.Length] + Styles[genre % Styles.Length]).Order(StringComparer.Ordinal).ToArray();
        if (hostile is not null) names[1] = hostile;
        return new RunReport
        {
            Title = hostile ?? $"{genres} genres from audio features",
            Subtitle = hostile ?? $"{rows * 5:N0} tracks, 15 features, two models",
            Data = new DataSummary
            {
                Name = hostile ?? "dataset.csv",
                Shape = "spotify-tracks",
                Synthetic = synthetic,
                Label = hostile ?? "track_genre",
                Cleaning = new CleaningSummary { RowsRead = rows * 5 + 451, RowsKept = rows * 5, DroppedMissing = 1, DroppedDuplicates = 450, DroppedByChoice = 0, Steps = [hostile ?? "1 row with a missing value was dropped.", "450 rows that repeat an earlier row were dropped."] },
                Split = "by track, 64/16/20, seed 1",
                Genres = [.. names.Select((name, genre) => new GenreCount(name, rows * 16 / 5 / genres + genre % 7, rows * 4 / 5 / genres, rows / genres))],
                Features =
                [
                    new FeatureSummary(hostile ?? "danceability", "danceability", FeatureKind.Numeric, 0, 0, 0.58, 0.5668, 0.985, 0.1735),
                    new FeatureSummary("duration_ms", "Duration", FeatureKind.Numeric, 12, 8586, 212906, 228029.15, 5237295, 107297),
                    new FeatureSummary("explicit", "explicit", FeatureKind.Flag, 0, 0, 0, 0.0855, 1, 0.2796),
                    new FeatureSummary("key", "key", FeatureKind.Category, 0, 0, 5, 5.309, 11, 3.56),
                    new FeatureSummary("empty", "empty", FeatureKind.Numeric, 9, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN),
                ],
            },
            Audit =
            [
                new AuditFinding("index-column", AuditSeverity.Warning, "", "The first column counts the rows, and the file is sorted by genre: it would tell the genre by itself.", "Left out of the features."),
                new AuditFinding("same-features-other-genre", AuditSeverity.Note, null, $"16,299 tracks carry two to nine genres; with one answer a track no model can exceed 79.1 %.{hostile}", "Rows are split by track, so copies stay on one side."),
                new AuditFinding("give-away-column", AuditSeverity.Error, hostile ?? "playlist_id", "The column was forced into the features although it gives the genre away.", "Do not quote these numbers."),
            ],
            Leaderboard = [Softmax(names, rows, epochs), Mlp(names, rows, epochs, hostile)],
            Ceiling = new AccuracyCeiling(0.79, 0.85),
            Splits =
            [
                .. from model in (string[])["softmax", hostile ?? "mlp"]
                   from split in (string[])["by track", "random"]
                   select new SplitScore(model, split, $"{split}, 64/16/20, seed 1", Predict(names, rows, skill: split == "random" ? 2 : 1.8, seed: 9)),
            ],
            MergeLevels =
            [
                new MergeLevelScore(hostile ?? "mlp", hostile ?? "published-66", new LevelComparison(
                    Predict(names, rows, skill: 2, seed: 10), Predict(names, rows, skill: 1.9, seed: 11),
                    new PairedComparison { Rows = rows, BothRight = rows - 30, OnlyFirstRight = 20, OnlySecondRight = 10, BothWrong = 0, Difference = 10.0 / rows, Interval = [-0.001, 0.02], PValue = 0.1, Exact = true })),
            ],
            Warnings = hostile is null ? [] : [hostile],
            ToolVersion = "0.1.0",
            CommandLine = hostile ?? "genrelab run dataset.csv --models softmax,mlp --out results",
        };
    }

    /// <summary>The same run with a forest and boosting in it, importances of features and accuracies by number of training rows.</summary>
    public static RunReport WithTrees(int genres, int rows, int features = 15, string? hostile = null)
    {
        var report = Of(genres, rows, epochs: 20, hostile: hostile);
        var names = report.Data.Genres.Select(genre => genre.Genre).ToArray();
        var columns = AudioFeatures.Concat(Enumerable.Range(1, features).Select(feature => $"lyrics topic {feature}")).Take(features).ToArray();
        if (hostile is not null) columns[2] = hostile;
        LeaderboardEntry[] entries =
        [
            .. report.Leaderboard,
            new()
            {
                Model = "random-forest",
                Description = "random forest, 100 trees, depth 20",
                Test = Predict(names, rows, skill: 2.1, seed: 4),
                // A forest does not look at its training rows, and its first trees are sure of their mistakes.
                Epochs = [.. Enumerable.Range(1, 100).Select(tree => new EpochRecord(tree, 100, null, null, Math.Log(genres) * (0.6 + 7 / Math.Pow(tree, 1.2)), 0.38 - 0.2 / tree, 0, 0.1))],
                LearningStep = "tree",
                GainImportance = Importances(columns, total: 1, spread: 0.1, seed: 5),
            },
            new()
            {
                Model = "gradient-boosting",
                Description = "gradient boosting, 300 rounds, depth 6",
                Test = Predict(names, rows, skill: 2.2, seed: 6),
                Epochs = [.. Curve(300, 0.4, genres)],
                LearningStep = "round",
                GainImportance = Importances(columns, total: 1, spread: 0.03, seed: 7),
            },
        ];
        return report with
        {
            Leaderboard = [.. entries.Select((entry, index) => entry with
            {
                PermutationImportance = Importances(columns, 0.3, 0.2, seed: (ulong)index + 8),
                TrainingSizes = [.. new[] { 0.0625, 0.125, 0.25, 0.5, 1 }.Select(share => new TrainingSizePoint(
                    (int)(share * rows * 16 / 5), share, Predict(names, rows, index == 0 ? 1.1 : 1.9 + 0.1 * index + 0.1 * index * Math.Log2(share), seed: (ulong)(20 + index)), 40 * share))],
            })],
        };
    }

    private static FeatureImportance[] Importances(string[] features, double total, double spread, ulong seed)
    {
        var random = new RandomSource(seed);
        var weights = features.Select((_, feature) => Math.Exp(-feature / 4.0) * (0.5 + random.NextDouble())).ToArray();
        return [.. features.Select((name, feature) =>
        {
            var importance = total * weights[feature] / weights.Sum();
            var error = spread * importance + 0.002 * total;
            return new FeatureImportance(name, importance, importance - error, importance + error);
        })];
    }

    private static LeaderboardEntry Softmax(string[] names, int rows, int epochs) => new()
    {
        Model = "softmax",
        Description = "softmax regression, Adam, 40 epochs",
        Options = new Dictionary<string, string> { ["epochs"] = "40", ["learningRate"] = "0.01" },
        Test = Predict(names, rows, skill: 1.1, seed: 1),
        Epochs = Curve(epochs, 0.2, names.Length),
        Seconds = new Dictionary<string, double> { ["fit"] = 3.25 },
    };

    private static LeaderboardEntry Mlp(string[] names, int rows, int epochs, string? hostile) => new()
    {
        Model = "mlp",
        Description = hostile ?? "MLP 512-256, GELU, batch normalisation, dropout 0.3, AdamW with one cycle",
        Options = new Dictionary<string, string> { ["hidden"] = "512,256", ["dropout"] = "0.3", ["optimizer"] = "adamw", ["note"] = hostile ?? "none" },
        Test = Predict(names, rows, skill: 1.9, seed: 2) with { Warnings = hostile is null ? [] : [hostile] },
        Validation = Predict(names, rows, skill: 1.9, seed: 3),
        Epochs = Curve(epochs, 0.36, names.Length),
        Seconds = new Dictionary<string, double> { ["prepare"] = 0.4, ["fit"] = 41.7, ["evaluate"] = 0.2 },
        ModelFile = hostile ?? "results/mlp.genre",
    };

    private static EvaluationResult Predict(string[] names, int rows, double skill, ulong seed)
    {
        var random = new RandomSource(seed);
        var probabilities = new Matrix(rows, names.Length);
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            labels[row] = row % names.Length;
            var ease = 0.4 + labels[row] * 7 % 10 / 6.0;
            var values = probabilities.Row(row);
            var sum = 0f;
            for (var genre = 0; genre < names.Length; genre++)
            {
                var kinship = genre == labels[row] ? skill * ease : names[genre].Split(' ', '-')[^1] == names[labels[row]].Split(' ', '-')[^1] ? skill * 0.8 : 0;
                values[genre] = (float)Math.Exp(1.4 * (kinship + random.NextNormal()));
                sum += values[genre];
            }
            for (var genre = 0; genre < names.Length; genre++) values[genre] /= sum;
        }
        return Evaluator.Evaluate(probabilities, labels, names);
    }

    private static EpochRecord[] Curve(int epochs, double best, int genres) => [.. Enumerable.Range(1, epochs).Select(epoch =>
    {
        var progress = 1 - Math.Exp(-6.0 * epoch / epochs);
        var guess = Math.Log(genres);
        return new EpochRecord(epoch, epochs, guess * (1 - (best + 0.1) * progress), (best + 0.05) * progress, guess * (1 - best * progress + 0.02 * epoch / epochs), best * progress, 0.001, 0.1);
    })];
}
