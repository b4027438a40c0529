using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Evaluation;
using GenreLab.Numerics;

namespace GenreLab.Tests.Evaluation;

public class EvaluatorTests
{
    private static readonly JsonArray ScikitLearn = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Evaluation", "evaluation.json")))!.AsArray();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void ScoresEqualScikitLearn(int index)
    {
        var expected = ScikitLearn[index]!;
        var result = Evaluate(expected);
        Close("accuracy", result.Accuracy);
        if (expected["top5Accuracy"] is not null) Close("top5Accuracy", result.Top5Accuracy);
        Close("macroPrecision", result.MacroPrecision);
        Close("macroRecall", result.MacroRecall);
        Close("macroF1", result.MacroF1);
        Close("weightedF1", result.WeightedF1);
        Close("macroAuc", result.MacroAuc!.Value);
        Close("logLoss", result.LogLoss);
        Close("calibrationError", result.CalibrationError);
        for (var genre = 0; genre < result.PerGenre.Count; genre++)
        {
            var score = result.PerGenre[genre];
            Assert.Equal((int)expected["support"]![genre]!, score.Support);
            Assert.Equal((double)expected["precision"]![genre]!, score.Precision, 1e-12);
            Assert.Equal((double)expected["recall"]![genre]!, score.Recall, 1e-12);
            Assert.Equal((double)expected["f1"]![genre]!, score.F1, 1e-12);
            if (expected["auc"]![genre] is { } auc) Assert.Equal((double)auc, score.Auc!.Value, 1e-12);
            else Assert.Null(score.Auc);
            Assert.Equal(expected["confusion"]![genre]!.AsArray().Select(count => (int)count!), result.Confusion.Counts[genre]);
        }

        void Close(string name, double actual) => Assert.Equal((double)expected[name]!, actual, 2e-7);
    }

    [Fact]
    public void JsonHasThePublicNamesAndNoNaN()
    {
        var result = Evaluate(ScikitLearn[2]!) with { Warnings = ["some rows were trained on"] };
        var json = result.ToJson();
        Assert.Equal(
            ["rows", "accuracy", "accuracyInterval", "top5Accuracy", "macroPrecision", "macroRecall", "macroF1", "weightedF1", "macroAuc", "logLoss", "calibrationError", "perGenre", "confusion", "warnings"],
            json.Select(member => member.Key));
        Assert.Equal(["genre", "support", "precision", "recall", "f1", "auc"], json["perGenre"]![0]!.AsObject().Select(member => member.Key));
        Assert.Equal(["labels", "counts"], json["confusion"]!.AsObject().Select(member => member.Key));
        Assert.Equal(2, json["accuracyInterval"]!.AsArray().Count);
        Assert.DoesNotContain("NaN", json.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(json.ToJsonString(), EvaluationResult.FromJson(JsonNode.Parse(json.ToJsonString())!).ToJson().ToJsonString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"rows":"many"}""")]
    public void DamagedJsonIsRefused(string json) => Assert.Throws<JsonException>(() => EvaluationResult.FromJson(JsonNode.Parse(json)!));

    [Fact]
    public void TheFirstOfTiedGenresIsThePrediction()
    {
        var tied = Matrix.FromRows([0.25f, 0.25f, 0.25f, 0.25f], [0.25f, 0.25f, 0.25f, 0.25f]);
        var result = Evaluator.Evaluate(tied, [0, 3], ["a", "b", "c", "d"]);
        Assert.Equal(0.5, result.Accuracy);
        Assert.Equal(0.5, result.PerGenre[0].Auc);
        Assert.Equal(2, result.Confusion.Counts[0][0] + result.Confusion.Counts[3][0]);
        Assert.Equal(1, result.Top5Accuracy);
    }

    [Fact]
    public void TopFiveRanksTheFirstOfTiedGenresHigher()
    {
        var uniform = Matrix.FromRows([.. Enumerable.Range(0, 8).Select(_ => Enumerable.Repeat(0.125f, 8).ToArray())]);
        var result = Evaluator.Evaluate(uniform, [0, 1, 2, 3, 4, 5, 6, 7], [.. "abcdefgh".Select(letter => letter.ToString())]);
        Assert.Equal(5 / 8.0, result.Top5Accuracy);
    }

    [Fact]
    public void OneGenreOnlyHasNoAreaUnderTheCurve()
    {
        var result = Evaluator.Evaluate(Matrix.FromRows([0.9f, 0.1f], [0.2f, 0.8f]), [0, 0], ["jazz", "rock"]);
        Assert.Null(result.MacroAuc);
        Assert.Equal(0.5, result.Accuracy);
    }

    [Fact]
    public void AProbabilityOfZeroGivesAFiniteLoss()
    {
        var result = Evaluator.Evaluate(Matrix.FromRows([0f, 1f]), [0], ["jazz", "rock"]);
        Assert.Equal(-Math.Log(1e-15), result.LogLoss, 1e-9);
    }

    [Fact]
    public void ThreadsDoNotChangeAnyBit()
    {
        var (probabilities, labels, names) = RandomPredictions(5_000, 20, seed: 4);
        var one = Evaluator.Evaluate(probabilities, labels, names, new EvaluationOptions { Threads = 1 });
        var three = Evaluator.Evaluate(probabilities, labels, names, new EvaluationOptions { Threads = 3 });
        Assert.Equal(one.ToJson().ToJsonString(), three.ToJson().ToJsonString());
    }

    [Fact]
    public void ATestSetOf114GenresIsScoredQuickly()
    {
        var (probabilities, labels, names) = RandomPredictions(22_710, 114, seed: 5);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var result = Evaluator.Evaluate(probabilities, labels, names);
        Assert.Equal(22_710, result.Rows);
        Assert.True(watch.ElapsedMilliseconds < 3000, $"{watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public void NoRowsIsADataError() =>
        Assert.Contains("no rows", Assert.Throws<DataException>(() => Evaluator.Evaluate(new Matrix(0, 2), [], ["jazz", "rock"])).Message, StringComparison.Ordinal);

    [Fact]
    public void UnknownGenresAreRefused() =>
        Assert.Contains("Row 1 has the label -1", Assert.Throws<ArgumentException>(() => Evaluator.Evaluate(new Matrix(2, 2), [0, -1], ["jazz", "rock"])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-0.5f)]
    [InlineData(float.PositiveInfinity)]
    public void ImpossibleProbabilitiesAreRefused(float probability) =>
        Assert.Throws<ArgumentException>(() => Evaluator.Evaluate(Matrix.FromRows([0.5f, 0.5f], [probability, 0.5f]), [0, 1], ["jazz", "rock"]));

    [Fact]
    public void ShapesMustFit()
    {
        Assert.Throws<ArgumentException>(() => Evaluator.Evaluate(new Matrix(3, 2), [0, 1], ["jazz", "rock"]));
        Assert.Throws<ArgumentException>(() => Evaluator.Evaluate(new Matrix(2, 3), [0, 1], ["jazz", "rock"]));
        Assert.Throws<ArgumentException>(() => Evaluator.Evaluate(new Matrix(2, 2), [0, 1], ["jazz", "rock"], new EvaluationOptions { Groups = [1] }));
    }

    internal static (Matrix Probabilities, int[] Labels, string[] Names) RandomPredictions(int rows, int genres, ulong seed)
    {
        var random = new RandomSource(seed);
        var probabilities = new Matrix(rows, genres);
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            labels[row] = random.NextInt32(genres);
            var values = probabilities.Row(row);
            for (var genre = 0; genre < genres; genre++) values[genre] = MathF.Exp(2 * random.NextSingle() + (genre == labels[row] ? 1 : 0));
            var sum = 0f;
            foreach (var value in values) sum += value;
            for (var genre = 0; genre < genres; genre++) values[genre] /= sum;
        }
        return (probabilities, labels, [.. Enumerable.Range(0, genres).Select(genre => $"genre {genre:000}")]);
    }

    private static EvaluationResult Evaluate(JsonNode fixture)
    {
        var rows = fixture["probabilities"]!.Deserialize<float[][]>()!;
        var names = Enumerable.Range(0, rows[0].Length).Select(genre => $"genre {genre}").ToArray();
        return Evaluator.Evaluate(Matrix.FromRows(rows), fixture["labels"]!.Deserialize<int[]>(), names);
    }
}
