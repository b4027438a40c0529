using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Tests.Models;

public sealed class TrainingSizeCurveTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-sizes-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private GenreTable Table(int rows) => GenreTable.Load(SmallTable.Write(folder, $"{rows}.csv", rows));

    [Fact]
    public void ScoresGrowingPartsOnTheSameTestRows()
    {
        var table = Table(960);
        var split = Splitter.Split(table);
        var context = new TrainingContext { Seed = 3 };
        var run = ModelTraining.Run(table, split, new CentroidTrainer(), context: context);
        var points = TrainingSizeCurve.Measure(table, split, run, context: context);
        Assert.Equal(TrainingSizeCurve.DefaultShares, points.Select(point => point.Share));
        Assert.Equal(TrainingSizeCurve.DefaultShares.Select(share => (int)Math.Round(share * split.Train.Length)), points.Select(point => point.Rows));
        Assert.All(points, point => Assert.Equal(split.Test.Length, point.Test.Rows));
        Assert.Same(run.Test, points[^1].Test);
        Assert.Equal(run.Seconds.Fit, points[^1].FitSeconds);
        var again = TrainingSizeCurve.Measure(table, split, run, context: context with { Threads = 1 });
        Assert.Equal(points.Select(point => point.Test.ToJson().ToJsonString()), again.Select(point => point.Test.ToJson().ToJsonString()));
    }

    /// <summary>A part is what training on exactly those rows gives.</summary>
    [Fact]
    public void APartIsATrainingOfItsOwn()
    {
        var table = Table(300);
        var split = Splitter.Split(table);
        var context = new TrainingContext { Seed = 5 };
        var run = ModelTraining.Run(table, split, new CentroidTrainer { Temperature = 0.5 }, context: context);
        var half = TrainingSizeCurve.Measure(table, split, run, [0.5], context);
        var rows = TrainingSizeCurve.NestedOrder(split.Train, table.Labels(table.LabelNames), 3, 5)[..(int)Math.Round(0.5 * split.Train.Length)];
        Array.Sort(rows);
        var expected = ModelTraining.Run(table, split with { Train = rows }, run.Trainer, context: context);
        Assert.Equal(expected.Test!.ToJson().ToJsonString(), Assert.Single(half).Test.ToJson().ToJsonString());
        Assert.NotEqual(run.Test!.LogLoss, half[0].Test.LogLoss);
    }

    [Fact]
    public void EveryBeginningOfTheOrderHasItsShareOfEachGenre()
    {
        // 500, 300 and 7 rows of three genres, at scattered positions.
        int[] labels = [.. Enumerable.Range(0, 1_000).Select(row => row % 10 < 5 ? 0 : row % 10 < 8 ? 1 : row % 140 == 8 ? 2 : -1)];
        int[] rows = [.. Enumerable.Range(0, 1_000).Where(row => labels[row] >= 0)];
        var totals = Enumerable.Range(0, 3).Select(genre => rows.Count(row => labels[row] == genre)).ToArray();
        var order = TrainingSizeCurve.NestedOrder(rows, labels, 3, seed: 4);
        Assert.Equal(rows, order.Order());
        var counts = new double[3];
        for (var i = 0; i < order.Length; i++)
        {
            counts[labels[order[i]]]++;
            for (var genre = 0; genre < 3; genre++) Assert.InRange(counts[genre] - (i + 1.0) / order.Length * totals[genre], -2, 2);
        }
        Assert.Equal(order, TrainingSizeCurve.NestedOrder(rows, labels, 3, seed: 4));
        Assert.NotEqual(order, TrainingSizeCurve.NestedOrder(rows, labels, 3, seed: 5));
    }

    [Fact]
    public void PartsThatCannotBeLearntFromAreLeftOut()
    {
        var table = Table(30);
        var split = Splitter.Split(table);
        var run = ModelTraining.Run(table, split, new CentroidTrainer());
        var points = TrainingSizeCurve.Measure(table, split, run, [0.001, 0.05, 1]);
        Assert.Equal([1], points.Select(point => point.Share));
    }

    [Fact]
    public void WhatCannotBeMeasuredIsRefused()
    {
        var table = Table(90);
        var untested = new Split([.. Enumerable.Range(0, 90)], [], [], "all");
        var run = ModelTraining.Run(table, untested, new CentroidTrainer());
        Assert.Contains("no rows", Assert.Throws<DataException>(() => TrainingSizeCurve.Measure(table, untested, run)).Message, StringComparison.Ordinal);
        foreach (var shares in (double[][])[[0], [1.5], [0.5, 0.25], [double.NaN]])
            Assert.Contains("above 0 and at most 1", Assert.Throws<OptionException>(() => TrainingSizeCurve.Measure(table, untested, run, shares)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CancelledItGivesWhatThereIs()
    {
        using var cancellation = new CancellationTokenSource();
        var table = Table(300);
        var split = Splitter.Split(table);
        var run = ModelTraining.Run(table, split, new CentroidTrainer());
        cancellation.Cancel();
        Assert.Equal([1], TrainingSizeCurve.Measure(table, split, run, context: new TrainingContext { Cancellation = cancellation.Token }).Select(point => point.Share));
    }
}
