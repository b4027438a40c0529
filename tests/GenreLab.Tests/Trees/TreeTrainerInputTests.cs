using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Tests.Trees;

/// <summary>Absurd options are refused; awkward rows are learnt from.</summary>
public class TreeTrainerInputTests
{
    public static TheoryData<string> Kinds() => [.. ModelKinds.All.Where(kind => kind.DefaultTrainer.LearnsFromMissing).Select(kind => kind.Word)];

    [Theory]
    [InlineData("maxDepth", "0", "1 to")]
    [InlineData("maxDepth", "-3", "1 to")]
    [InlineData("maxDepth", "65", "1 to")]
    [InlineData("trees", "-1", "1 to 10,000")]
    [InlineData("trees", "0", "1 to 10,000")]
    [InlineData("trees", "10001", "1 to 10,000")]
    [InlineData("rounds", "0", "1 to 100,000")]
    [InlineData("rounds", "-1", "1 to 100,000")]
    [InlineData("leaves", "1", "2 to 65,536")]
    [InlineData("leaves", "-8", "2 to 65,536")]
    [InlineData("maxBins", "1000", "2 to 256")]
    [InlineData("maxBins", "1", "2 to 256")]
    [InlineData("maxBins", "0", "2 to 256")]
    [InlineData("maxFeatures", "0", "1 or more")]
    [InlineData("maxFeatures", "-2", "1 or more")]
    [InlineData("minLeaf", "0", "1 or more")]
    [InlineData("pruning", "-1", "0 (no pruning) or more")]
    [InlineData("learningRate", "0", "above 0 and at most 1")]
    [InlineData("learningRate", "-0.1", "above 0 and at most 1")]
    [InlineData("learningRate", "2", "above 0 and at most 1")]
    [InlineData("subsample", "0", "above 0 and at most 1")]
    [InlineData("subsample", "1.5", "above 0 and at most 1")]
    [InlineData("columnSample", "0", "above 0 and at most 1")]
    [InlineData("l2", "-1", "from 0 to")]
    [InlineData("minChildWeight", "-1", "from 0 to")]
    [InlineData("patience", "-1", "0 (never stop early) or more")]
    public void AnOptionOutsideItsRangeIsRefusedAndTheRangeNamed(string option, string value, string range)
    {
        var tried = new List<string>();
        foreach (var kind in Kinds())
        {
            var trainer = ModelKinds.Find(kind.Data).DefaultTrainer;
            if (TrainerOptions.Describe(trainer).All(described => described.Name != option)) continue;
            tried.Add(kind.Data);
            trainer = TrainerOptions.Set(trainer, option, value);
            foreach (var refused in (Action[])[trainer.Validate, () => trainer.Fit(Rows([[1], [2]], [0, 1]), null, new TrainingContext())])
            {
                var message = Assert.Throws<OptionException>(refused).Message;
                Assert.Contains($"Option {option} is {value}; it must be ", message, StringComparison.Ordinal);
                Assert.Contains(range, message, StringComparison.Ordinal);
            }
        }
        Assert.NotEmpty(tried);
    }

    [Theory]
    [InlineData("random-forest")]
    [InlineData("extra-trees")]
    public void OutOfBagNeedsBootstrap(string kind)
    {
        var trainer = ForestTests.Forest(kind, 3) with { Bootstrap = false, OutOfBag = true };
        Assert.Contains("bootstrap", Assert.Throws<OptionException>(trainer.Validate).Message, StringComparison.Ordinal);
        (trainer with { Bootstrap = true }).Validate();
    }

    [Theory]
    [InlineData("decision-tree")]
    [InlineData("random-forest")]
    [InlineData("extra-trees")]
    public void WordsThatAreNoCriterionAreRefused(string kind) => Assert.Contains(
        "gini", Assert.Throws<OptionException>(() => TrainerOptions.Set(ModelKinds.Find(kind).DefaultTrainer, "criterion", "purity")).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NoRowsAreRefused(string kind) =>
        Assert.Throws<DataException>(() => Quick(kind).Fit(new Dataset(new Matrix(0, 2), [], ["a", "b"], ["x", "y"]), null, new TrainingContext()));

    public static TheoryData<string, string> Awkward() => [.. from kind in Kinds() from rows in Tables.Keys select (kind.Data, rows)];

    [Theory]
    [MemberData(nameof(Awkward))]
    public void AwkwardRowsAreLearntFrom(string kind, string rows)
    {
        var train = Tables[rows]();
        foreach (var options in (string[][])[[], ["classWeights=balanced"], ["bootstrap=true", "minLeaf=3", "outOfBag=true"], ["criterion=entropy", "maxBins=2"], ["bootstrap=false"]])
        {
            var trainer = Quick(kind);
            foreach (var option in options.Select(option => option.Split('=')))
                if (TrainerOptions.Describe(trainer).Any(described => described.Name == option[0])) trainer = TrainerOptions.Set(trainer, option[0], option[1]);
            foreach (var validation in (Dataset?[])[null, train])
            {
                var classifier = trainer.Fit(train, validation, new TrainingContext { Threads = 2 });
                RandomTable.AssertProbabilities(RandomTable.Predict(classifier, train.Features));
                var strange = new Matrix(3, train.Features.Columns);
                for (var column = 0; column < strange.Columns; column++) (strange[0, column], strange[1, column], strange[2, column]) = (float.NaN, float.MaxValue, -12345);
                RandomTable.AssertProbabilities(RandomTable.Predict(classifier, strange));
                Assert.Equal(RandomTable.Bits(classifier), RandomTable.Bits(ModelKinds.Find(kind).Import(classifier.Export())));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WhatDependsOnAMissingValueIsLearnt(string kind)
    {
        // Genre 1 where tempo is missing; a value of it says nothing.
        var random = new RandomSource(2);
        var x = new Matrix(400, 2);
        var labels = new int[400];
        for (var row = 0; row < 400; row++)
        {
            labels[row] = row % 2;
            (x[row, 0], x[row, 1]) = (labels[row] == 1 ? float.NaN : (float)random.NextNormal(), (float)random.NextNormal());
        }
        var classifier = Quick(kind).Fit(RandomTable.Dataset(x, labels, 2), null, new TrainingContext());
        var probabilities = RandomTable.Predict(classifier, Matrix.FromRows([float.NaN, 0], [0.3f, 0], [-50, 0], [50, 0]));
        Assert.True(probabilities[0, 1] > 0.8);
        for (var row = 1; row < 4; row++) Assert.True(probabilities[row, 0] > 0.8);
    }

    private static Dictionary<string, Func<Dataset>> Tables { get; } = new()
    {
        ["constant features"] = () => Rows([[1, 5], [1, 5], [1, 5], [1, 5]], [0, 1, 0, 1]),
        ["one constant feature"] = () => Rows([[1, 5], [1, 6], [1, 7], [1, 8]], [0, 0, 1, 1]),
        ["a genre of one row"] = () => Rows([[1], [2], [3], [4], [5], [6], [7], [8]], [0, 0, 0, 0, 1, 1, 1, 2]),
        ["more genres than rows"] = () => Rows([[1], [2], [3]], [0, 7, 40], 60),
        ["a feature all missing"] = () => Rows([[1, float.NaN], [2, float.NaN], [3, float.NaN], [4, float.NaN]], [0, 0, 1, 1]),
        ["all features missing"] = () => Rows([[float.NaN], [float.NaN], [float.NaN]], [0, 1, 1]),
        ["one row"] = () => Rows([[1, 2]], [1], 3),
        ["two rows"] = () => Rows([[1], [2]], [0, 1]),
        ["identical rows of different genres"] = () => Rows([.. Enumerable.Repeat(new float[] { 3, 4 }, 30)], [.. Enumerable.Range(0, 30).Select(row => row % 3)]),
        ["one genre"] = () => Rows([[1], [2], [3]], [0, 0, 0], 1),
        ["one of two genres"] = () => Rows([[1], [2], [3]], [1, 1, 1], 2),
        ["a category of one value"] = () => Rows([[7, 1], [7, 2], [7, 3]], [0, 1, 0]) with { CategoryColumns = [0] },
        ["a category all missing"] = () => Rows([[float.NaN, 1], [float.NaN, 2], [float.NaN, 3]], [0, 1, 0]) with { CategoryColumns = [0] },
        ["the largest numbers"] = () => Rows([[float.MaxValue], [float.MinValue], [0], [float.Epsilon]], [0, 1, 0, 1]),
    };

    private static Dataset Rows(float[][] rows, int[] labels, int? genres = null) =>
        RandomTable.Dataset(Matrix.FromRows(rows), labels, genres ?? labels.Max() + 1);

    private static IClassifierTrainer Quick(string kind)
    {
        var trainer = ModelKinds.Find(kind).DefaultTrainer;
        foreach (var (option, value) in (ReadOnlySpan<(string, string)>)[("trees", "5"), ("rounds", "30"), ("maxFeatures", "2")])
            if (TrainerOptions.Describe(trainer).Any(described => described.Name == option)) trainer = TrainerOptions.Set(trainer, option, value);
        return trainer;
    }
}
