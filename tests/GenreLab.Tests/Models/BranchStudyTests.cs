using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Numerics;
using GenreLab.Tests.Neural.Branches;

namespace GenreLab.Tests.Models;

public class BranchStudyTests
{
    [Fact]
    public void EachBranchIsWorthTheRowsThatOnlyItTells()
    {
        Dataset train = BranchSamples.Table(1500, 1), test = BranchSamples.Table(600, 2);
        var before = test.Features.Values.ToArray();
        var hybrid = new HybridTrainer { Reading = LyricsReading.Sequence, Units = [12], VectorWidth = 12, BagWidth = 12, Hidden = [24], Epochs = 20, BatchSize = 50, LearningRate = 0.01 }.Fit(train, null, new TrainingContext());
        var worths = BranchStudy.Measure(hybrid, train, test);
        Assert.Equal(["numbers", "lyrics", "track_name"], worths.Select(worth => worth.Branch));
        // A third of the rows is told by each branch, and without it one in three of them is guessed.
        Assert.All(worths, worth =>
        {
            Assert.True(worth.Accuracy > 0.9);
            Assert.InRange(worth.Fall, 0.15, 0.3);
            Assert.InRange(worth.Fall, worth.Interval[0], worth.Interval[1]);
            Assert.InRange(worth.Interval[1] - worth.Interval[0], 0.02, 0.12);
        });
        Assert.Equal(before, test.Features.Values.ToArray());
        Assert.Equivalent(worths, BranchStudy.Measure(hybrid, train, test, threads: 2));
    }

    [Fact]
    public void ABranchThatIsSwitchedOffIsWorthNothingAndNoRowsAreRefused()
    {
        var train = BranchSamples.Table(200, 1);
        var hybrid = new HybridTrainer { Lyrics = false, Epochs = 2 }.Fit(train, null, new TrainingContext());
        Assert.Equal(0, BranchStudy.Measure(hybrid, train, train).Single(worth => worth.Branch == "lyrics").Fall);
        var none = new Dataset(new Matrix(0, 26), [], train.LabelNames, []) { Texts = train.Texts };
        Assert.Contains("no rows", Assert.Throws<DataException>(() => BranchStudy.Measure(hybrid, train, none)).Message);
    }
}
