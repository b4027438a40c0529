using System.Text.Json;
using GenreLab.Data;
using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Tests.Linear;

/// <summary>Weights and intercepts against scikit-learn's newton-cg and saga (Fixtures/Linear/logistic.py made them).</summary>
public class ScikitLearnTests
{
    private static readonly JsonElement Reference = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Linear", "logistic.json"))).RootElement;

    public static TheoryData<string, int> Runs()
    {
        var runs = new TheoryData<string, int>();
        foreach (var reference in Reference.GetProperty("cases").EnumerateArray())
            foreach (var threads in (int[])[1, 2]) runs.Add(reference.GetProperty("name").GetString()!, threads);
        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void SupportAndWeightsAreThoseOfScikitLearn(string name, int threads)
    {
        var reference = Reference.GetProperty("cases").EnumerateArray().First(one => one.GetProperty("name").GetString() == name);
        var trainer = new LogisticRegressionTrainer
        {
            Regularization = reference.GetProperty("regularization").GetDouble(),
            ElasticNet = reference.GetProperty("elasticNet").GetDouble(),
            ClassWeights = Enum.Parse<ClassWeights>(reference.GetProperty("classWeights").GetString()!, ignoreCase: true),
            Tolerance = 1e-11,
        };
        var data = Data();
        var classifier = (LogisticClassifier)trainer.Fit(data, null, new TrainingContext { Threads = threads });
        Assert.True(classifier.Converged);
        Assert.InRange(classifier.Iterations, 5, 300);
        var coefficients = classifier.Coefficients(data.FeatureNames, data.LabelNames);
        var weights = reference.GetProperty("weights").Deserialize<double[][]>()!;
        var zeros = 0;
        for (var genre = 0; genre < weights.Length; genre++)
        {
            for (var input = 0; input < weights[genre].Length; input++)
            {
                Assert.Equal(weights[genre][input], coefficients.PerDeviation[genre][input], 5e-4);
                Assert.Equal(weights[genre][input] == 0, coefficients.PerDeviation[genre][input] == 0);
                Assert.Equal(coefficients.PerDeviation[genre][input], coefficients.PerUnit[genre][input] * coefficients.Deviations[input], 1e-12);
                if (weights[genre][input] == 0) zeros++;
            }
        }
        Assert.Equal(zeros, coefficients.Zeros);

        // Intercepts at the inputs' means; only their differences mean anything.
        var intercepts = reference.GetProperty("intercepts").Deserialize<double[]>()!;
        var own = coefficients.Intercepts.Select((intercept, genre) => intercept + coefficients.PerUnit[genre].Zip(coefficients.Means, (weight, mean) => weight * mean).Sum()).ToArray();
        for (var genre = 0; genre < own.Length; genre++) Assert.Equal(intercepts[genre], own[genre] - own.Average(), 5e-4);
    }

    [Fact]
    public void CoefficientsInOriginalUnitsGiveTheProbabilities()
    {
        var data = Data();
        var classifier = (LogisticClassifier)new LogisticRegressionTrainer().Fit(data, null, new TrainingContext());
        var coefficients = classifier.Coefficients(data.FeatureNames, data.LabelNames);
        var probabilities = new Matrix(data.Rows, data.LabelNames.Count);
        classifier.PredictProbabilities(data.Features, probabilities);
        for (var row = 0; row < data.Rows; row++)
        {
            var powers = coefficients.Intercepts.Select((intercept, genre) =>
                Math.Exp(intercept + coefficients.PerUnit[genre].Select((weight, input) => weight * data.Features[row, input]).Sum())).ToArray();
            for (var genre = 0; genre < powers.Length; genre++) Assert.Equal(powers[genre] / powers.Sum(), probabilities[row, genre], 1e-5);
        }
    }

    private static Dataset Data()
    {
        var labels = Reference.GetProperty("y").Deserialize<int[]>()!;
        var x = Matrix.FromRows(Reference.GetProperty("x").Deserialize<float[][]>()!);
        return new Dataset(x, labels, ["a", "b", "c", "d"], ["tempo", "duration", "energy", "loudness", "speechiness"]);
    }
}
