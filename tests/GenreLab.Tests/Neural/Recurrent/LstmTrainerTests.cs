using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Numerics;

namespace GenreLab.Tests.Neural.Recurrent;

public class LstmTrainerTests
{
    [Theory]
    [InlineData("units", "0", "whole numbers from 1 to 2,048")]
    [InlineData("units", "80,-3", "whole numbers from 1 to 2,048")]
    [InlineData("units", "", "1 to 20 whole numbers")]
    [InlineData("units", "3000", "whole numbers from 1 to 2,048")]
    [InlineData("dense", "-1", "0 (none) or a whole number")]
    [InlineData("dropout", "1", "at least 0 and below 1")]
    [InlineData("inputDropout", "1", "at least 0 and below 1")]
    [InlineData("recurrentDropout", "-0.1", "at least 0 and below 1")]
    public void ImpossibleOptionsAreRefusedInOneSentence(string option, string value, string complaint)
    {
        var refusal = Assert.ThrowsAny<GenreLabException>(() => TrainerOptions.Set(new LstmTrainer(), option, value).Validate());
        Assert.Contains(complaint, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(option, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASequenceOfLengthZeroIsRefused()
    {
        var data = new Dataset(new Matrix(3, 0), [0, 1, 0], ["a", "b"], []);
        Assert.Contains("no features", Assert.Throws<DataException>(() => new LstmTrainer().Fit(data, null, new TrainingContext())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANetworkTooLargeIsRefused()
    {
        var data = new Dataset(new Matrix(3, 5000), [0, 1, 0], ["a", "b"], []);
        Assert.Contains("5,000 steps", Assert.Throws<OptionException>(() => new LstmTrainer { Units = [1000] }.Fit(data, null, new TrainingContext())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("units=7,5", "dense=0")]
    [InlineData("units=7,5", "dense=11", "bidirectional=true", "pooling=max")]
    [InlineData("units=12", "dense=11", "inputDropout=0.1", "recurrentDropout=0.1", "dropout=0.1", "layerNorm=true", "pooling=mean")]
    public void TheOrderOfASequenceIsLearnt(params string[] options)
    {
        // The genre is where in the sequence the one large value stands: before, in or after the middle.
        var random = new RandomSource(2);
        var x = new Matrix(1200, 9);
        var y = new int[x.Rows];
        for (var row = 0; row < x.Rows; row++)
        {
            for (var step = 0; step < 9; step++) x[row, step] = (float)(0.1 * random.NextNormal());
            var at = random.NextInt32(9);
            x[row, at] += 1;
            y[row] = at / 3;
        }
        var data = new Dataset(x, y, ["early", "middle", "late"], []);
        IClassifierTrainer trainer = new LstmTrainer { Epochs = 15, BatchSize = 100, LearningRate = 0.02 };
        foreach (var option in options) trainer = TrainerOptions.Set(trainer, option.Split('=')[0], option.Split('=')[1]);
        var accuracy = 0.0;
        trainer.Fit(data, data, new TrainingContext { Progress = epoch => accuracy = epoch.ValidationAccuracy!.Value });
        Assert.True(accuracy > 0.95, $"{accuracy}");
    }
}
