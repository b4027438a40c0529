using System.Globalization;
using GenreLab.Cli;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Tests.Models;

/// <summary>A model's explanations in terms of its table's features, as data, as columns and as a file.</summary>
public sealed class ExplanationTests : IDisposable
{
    private static readonly string[] Genres = ["ambient", "folk", "techno"];

    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-explain-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Csv(int rows, string header = "track_id,bpm,energy,key,genre", bool identified = true)
    {
        var random = new RandomSource(4);
        var text = new List<string> { identified ? header : header.Replace("track_id,", "", StringComparison.Ordinal) };
        for (var row = 0; row < rows; row++)
        {
            var energy = row % 10 == 3 ? "" : $"{random.NextDouble():0.000}";
            text.Add((identified ? $"t{row}," : "") + string.Create(CultureInfo.InvariantCulture, $"{80 + random.NextInt32(80)},{energy},{random.NextInt32(5)},{Genres[row % 3]}"));
        }
        return string.Join('\n', text) + "\n";
    }

    private GenreTable Table(int rows)
    {
        var path = Path.Combine(folder, $"{rows}.csv");
        File.WriteAllText(path, Csv(rows));
        return GenreTable.Load(path, new LoadOptions { Cleaning = CleaningOptions.ForPrediction });
    }

    private static int[] All(GenreTable table) => [.. Enumerable.Range(0, table.Table.RowCount)];

    private static GenreModel Model(GenreTable table, ExplainedScore score = ExplainedScore.Probability)
    {
        var preprocessor = Preprocessor.Fit(table.Table, table.Schema, All(table), new PreprocessingOptions { Imputation = Imputation.Median });
        Assert.Equal(7, preprocessor.OutputNames.Count);
        return new GenreModel(preprocessor, new SplitsClassifier(7, 3, [-0.8f, -0.1f, 0.5f, 0.9f], score), Genres);
    }

    [Fact]
    public void InputsOfOneFeatureAreAddedUpAndEverythingMakesTheProbability()
    {
        var table = Table(500);
        var model = Model(table);
        var rows = All(table).Reverse().ToArray();
        var labels = Array.ConvertAll(rows, row => row * 7 % 3);
        var explanations = model.Explain(table, rows, labels);
        Assert.Equal(["tempo", "energy", "key"], explanations.Features);
        Assert.Equal(ExplainedScore.Probability, explanations.Score);

        var probabilities = model.PredictProbabilities(table, rows);
        var inputs = model.Preprocessor.Transform(table.Table, table.Schema, rows);
        var contributions = new Matrix(rows.Length, 7);
        ((IExplainableClassifier)model.Classifier).Explain(inputs, labels, contributions, new float[rows.Length]);
        var owner = Array.ConvertAll([.. model.Preprocessor.OutputNames], name => explanations.Features.ToList().IndexOf(name.Split('=')[0]));
        for (var row = 0; row < rows.Length; row++)
        {
            Assert.Equal(probabilities[row, labels[row]], explanations.Baselines[row] + explanations.Effects.Row(row).ToArray().Sum(), 1e-6f);
            for (var feature = 0; feature < 3; feature++)
            {
                var expected = contributions.Row(row).ToArray().Where((_, input) => owner[input] == feature).Sum();
                Assert.Equal(expected, explanations.Effects[row, feature], 1e-6f);
            }
            var strongest = explanations.Strongest(row, 2);
            Assert.True(strongest.Count <= 2);
            Assert.All(strongest, one => Assert.Equal(one.Effect, explanations.Effects[row, explanations.Features.ToList().IndexOf(one.Feature)]));
            if (strongest.Count == 2) Assert.True(Math.Abs(strongest[0].Effect) >= Math.Abs(strongest[1].Effect));
        }
    }

    [Fact]
    public void ThreadsAndNeighboursChangeNothing()
    {
        var table = Table(700);
        var model = Model(table);
        var labels = Array.ConvertAll(All(table), row => row % 3);
        var one = model.Explain(table, All(table), labels, threads: 1);
        var several = model.Explain(table, All(table), labels, threads: 3);
        Assert.Equal(one.Effects.Values, several.Effects.Values);
        Assert.Equal(one.Baselines, several.Baselines);
        var alone = model.Explain(table, new[] { 698 }, new[] { labels[698] });
        Assert.Equal(one.Effects.Row(698).ToArray(), alone.Effects.Row(0).ToArray());
        Assert.Equal(0, model.Explain(table, Array.Empty<int>(), Array.Empty<int>()).Effects.Rows);
    }

    [Fact]
    public void WhatCannotBeExplainedIsRefused()
    {
        var table = Table(30);
        var model = Model(table);
        Assert.Throws<ArgumentException>(() => model.Explain(table, new[] { 1, 2 }, new[] { 0 }));
        Assert.Throws<ArgumentException>(() => model.Explain(table, new[] { 1 }, new[] { 3 }));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => model.Explain(table, All(table), new int[30], cancellation: cancelled.Token));

        var centroids = new GenreModel(model.Preprocessor, new CentroidClassifier(new Matrix(3, 7), 1), Genres);
        const string sentence = "A model of kind centroid cannot explain its predictions; kinds that can are ";
        Assert.StartsWith(sentence, Assert.Throws<OptionException>(() => centroids.Explain(table, new[] { 1 }, new[] { 0 })).Message);
        Assert.StartsWith(sentence, Assert.Throws<OptionException>(() => GenrePredictor.Predict(centroids, table.Table, table.Schema, reasons: 1)).Message);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    public void PredictionsNameTheirReasonsAndAddUp(int reasons)
    {
        var table = Table(200);
        var model = Model(table);
        var named = Math.Min(reasons, 3);
        var predictions = GenrePredictor.Predict(model, table.Table, table.Schema, top: 2, reasons: reasons);
        string[] expected = ["track_id", "genre", "probability", "genre2", "probability2", "baseline",
            .. Enumerable.Range(1, named).SelectMany(rank => (string[])[$"because{rank}", $"effect{rank}"]), "other_effects"];
        Assert.Equal(expected, predictions.Columns.Select(column => column.Name));
        Assert.Equal(
            GenrePredictor.Predict(model, table.Table, table.Schema)["probability"].Select([5]).Text(0), predictions["probability"].Select([5]).Text(0));

        double Number(string column, int row) => ((NumberColumn)predictions[column]).Values[row];
        for (var row = 0; row < predictions.RowCount; row++)
        {
            var sum = Number("baseline", row) + Number("other_effects", row);
            for (var rank = 1; rank <= named; rank++)
            {
                var because = predictions[$"because{rank}"].Text(row);
                var effect = Number($"effect{rank}", row);
                Assert.Equal(because.Length == 0, double.IsNaN(effect));
                if (because.Length == 0) continue;
                sum += effect;
                if (rank > 1) Assert.True(Math.Abs(effect) <= Math.Abs(Number($"effect{rank - 1}", row)));
                var feature = because.Split(' ')[0];
                var value = table.Table[feature == "tempo" ? "bpm" : feature].Text(row);
                Assert.Equal(value.Length == 0 ? $"{feature} missing" : $"{feature} = {value}", because);
            }
            Assert.Equal(Number("probability", row), sum, 4e-6);
            if (named == 3) Assert.Equal(0, Number("other_effects", row));
        }
        Assert.Contains("energy missing", Enumerable.Range(0, 200).Select(row => predictions["because2"].Text(row)));
    }

    [Fact]
    public void AFileIsExplainedTheSameInPiecesAndOnAnyNumberOfThreads()
    {
        var model = Model(Table(100));
        string large = Path.Combine(folder, "large.csv"), bare = Path.Combine(folder, "bare.csv");
        File.WriteAllText(large, Csv(80_000));
        File.WriteAllText(bare, Csv(80_000, identified: false));
        Assert.True(new FileInfo(large).Length > 1 << 20);
        byte[] Predict(string file, int threads)
        {
            var told = new List<long>();
            var path = Path.Combine(folder, "out.csv");
            var stream = new PredictionStream(model, 1, 2, threads, CancellationToken.None) { Progress = told.Add };
            Assert.Equal((80_000, 8_000), stream.Predict([file], path));
            if (file == large) Assert.True(told.Count > 0 && told[^1] is > 0 and < 80_000);
            return File.ReadAllBytes(path);
        }
        var one = Predict(large, 1);
        Assert.Equal(one, Predict(large, 3));
        // Without a column that identifies tracks the file is read as a whole; the predictions are the same.
        static IEnumerable<string> WithoutName(byte[] csv) => System.Text.Encoding.UTF8.GetString(csv).Split('\n').Select(line => line[(line.IndexOf(',') + 1)..]);
        Assert.Equal(WithoutName(one), WithoutName(Predict(bare, 2)));

        using var cancelled = new CancellationTokenSource();
        var stopped = new PredictionStream(model, 1, 2, 2, cancelled.Token) { Progress = _ => cancelled.Cancel() };
        Assert.ThrowsAny<OperationCanceledException>(() => stopped.Predict([large], Path.Combine(folder, "never.csv")));
        Assert.Empty(Directory.GetFiles(folder, "never*"));
    }

    public static TheoryData<string> Kinds() => [.. ModelKinds.All.Select(kind => kind.Word)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TheKindsSayWhetherTheyExplain(string word)
    {
        var kind = ModelKinds.Find(word);
        var path = SmallTable.Write(folder);
        var table = GenreTable.Load(path);
        var trainer = kind.DefaultTrainer;
        foreach (var (option, value) in ((string, string)[])[("epochs", "1"), ("trees", "5"), ("rounds", "5")])
            if (TrainerOptions.Describe(trainer).Any(one => one.Name == option)) trainer = TrainerOptions.Set(trainer, option, value);
        // A learner that reads texts is given the features, for the table has no texts.
        var model = GenreModel.Train(table, Splitter.Split(table), trainer, trainer.DefaultPreprocessing with { Audio = true });
        Assert.Equal(kind.Explains, model.Classifier is IExplainableClassifier);
        if (!kind.Explains) return;

        var explanations = model.Explain(table, All(table), Array.ConvertAll(All(table), row => row % 3));
        var probabilities = model.PredictProbabilities(table, All(table));
        for (var row = 0; row < 90; row++)
        {
            var score = explanations.Baselines[row] + explanations.Effects.Row(row).ToArray().Sum();
            if (explanations.Score == ExplainedScore.Probability) Assert.Equal(probabilities[row, row % 3], score, 1e-5f);
        }
        if (explanations.Score == ExplainedScore.Probability) return;
        // Logits are known but for a constant a row: differences between genres are differences of log-probabilities.
        var next = model.Explain(table, All(table), Array.ConvertAll(All(table), row => (row + 1) % 3));
        for (var row = 0; row < 90; row++)
        {
            double difference = explanations.Baselines[row] + explanations.Effects.Row(row).ToArray().Sum() - next.Baselines[row] - next.Effects.Row(row).ToArray().Sum();
            Assert.Equal(Math.Log(probabilities[row, row % 3]) - Math.Log(probabilities[row, (row + 1) % 3]), difference, 1e-3);
        }
    }
}
