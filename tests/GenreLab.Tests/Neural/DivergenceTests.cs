using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Neural.Optimizers;
using GenreLab.Neural.Schedules;

namespace GenreLab.Tests.Neural;

/// <summary>When the loss is no longer a number training goes back once, with a tenth of the learning rate; nothing good is lost.</summary>
public class DivergenceTests
{
    private static readonly GenreLab.Data.Dataset Train = TrainingTable.Draw(200, 1), Validation = TrainingTable.Draw(60, 2);

    // Weights of gradient descent without momentum grow beyond a float once the rate is near 2e38; the schedule climbs there.
    private static SoftmaxTrainer Climbing(double peak) => new()
    {
        Optimizer = Optimizer.Sgd,
        Momentum = 0,
        LearningRate = peak,
        Epochs = 20,
        BatchSize = 50,
        Schedule = Schedule.OneCycle,
        WeightDecay = 0,
    };

    [Theory]
    [InlineData(true, 1e39)]
    [InlineData(false, 6e38)]
    public void TheFirstTimeItGoesBackAndOnWithATenthOfTheLearningRate(bool validated, double peak)
    {
        var trained = TrainingTable.Train(Climbing(peak), Train, validated ? Validation : null, new TrainingContext { Threads = 1 });
        var warning = Assert.Single(trained.Warnings);
        Assert.Matches("^Training of softmax diverged in epoch [2-9]: the loss was no longer a number. It went back to the end of epoch [1-8] and on with the learning rate lowered from .E\\+3. to .*E\\+3.\\.$", warning);
        Assert.Equal(20, trained.Epochs.Split('\n').Length);
        Assert.DoesNotContain("NaN", trained.Epochs);
        Assert.Equal(trained, TrainingTable.Train(Climbing(peak), Train, validated ? Validation : null, new TrainingContext { Threads = 3 }), Same);
    }

    [Theory]
    [InlineData(true, "the best so far")]
    [InlineData(false, "the last good one so far")]
    public void TheSecondTimeItEndsWithTheBestThereWas(bool validated, string kept)
    {
        var trained = TrainingTable.Train(Climbing(1e40), Train, validated ? Validation : null, new TrainingContext { Threads = 1 });
        Assert.Equal(2, trained.Warnings.Count);
        Assert.Contains("diverged in epoch 1", trained.Warnings[0]);
        Assert.Contains("It went back to the beginning and on", trained.Warnings[0]);
        Assert.Matches($"^Training of softmax diverged again in epoch [2-9] and ended there; the model is {kept}. Lower learningRate", trained.Warnings[1]);
        Assert.InRange(trained.Epochs.Split('\n').Length, 1, 8);
    }

    [Fact]
    public void WithoutAnythingGoodItIsAFailure()
    {
        var failure = Assert.Throws<TrainingException>(() => TrainingTable.Train(Climbing(1e42), Train, Validation, new TrainingContext { Threads = 1 }));
        Assert.Equal("Training of softmax diverged in epoch 1: the loss is no longer a number, even after the learning rate was lowered to 1E+41. Lower learningRate (now 1E+42) or set clipNorm=1.", failure.Message);
    }

    [Fact]
    public void ALaterNetworkThatDivergesIsLeftOut()
    {
        // Whichever networks diverge for good, the first one's failure is the only one that counts as a failure.
        var trainer = Climbing(1e40) with { Members = 3 };
        var trained = TrainingTable.Train(trainer, Train, Validation, new TrainingContext { Threads = 1 });
        Assert.Contains("\"members\":3", trained.Bits);
        Assert.Equal(6, trained.Warnings.Count);
    }

    [Fact]
    public void CheckpointsBeforeAndAfterLeadToTheSame()
    {
        foreach (var peak in (double[])[1e39, 1e40])
        {
            var checkpoints = new List<TrainingCheckpoint>();
            var whole = TrainingTable.Train(Climbing(peak), Train, Validation, new TrainingContext { Threads = 1, Checkpoints = new Checkpointing { IsDue = _ => true, Keep = checkpoints.Add } });
            Assert.True(checkpoints.Count > 0);
            foreach (var checkpoint in checkpoints)
            {
                var resumed = TrainingTable.Train(Climbing(peak), Train, Validation, new TrainingContext { Threads = 2, Checkpoints = new Checkpointing { Resume = TrainingTable.Stored(checkpoint), Keep = _ => { } } });
                Assert.Equal(whole, resumed, Same);
            }
        }
    }

    private static bool Same((string Bits, string Epochs, List<string> Warnings) one, (string Bits, string Epochs, List<string> Warnings) two) =>
        one.Bits == two.Bits && one.Epochs == two.Epochs;
}
