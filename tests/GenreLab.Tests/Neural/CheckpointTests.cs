using GenreLab.Data;
using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Optimizers;
using GenreLab.Neural.Schedules;
using GenreLab.Numerics;
using GenreLab.Trees.Forests;

namespace GenreLab.Tests.Neural;

/// <summary>A training that is interrupted and resumed gives the same bits as one that is not.</summary>
public class CheckpointTests
{
    private static readonly Dataset Train = TrainingTable.Draw(203, 1), Validation = TrainingTable.Draw(61, 2);

    public static TheoryData<string, NetworkTrainer, bool> Trainers => new()
    {
        { "dropout, batch normalisation, AdamW", new MlpTrainer { Hidden = [20, 12], BatchNorm = true, Epochs = 6, BatchSize = 32, ClipNorm = 1 }, true },
        { "momentum, plateau schedule", new MlpTrainer { Hidden = [16], Optimizer = Optimizer.Sgd, Nesterov = true, LearningRate = 0.1, Schedule = Schedule.ReduceOnPlateau, SchedulePatience = 0, Epochs = 8, BatchSize = 64, Monitor = GenreLab.Neural.Monitor.Loss }, true },
        { "early stopping", new MlpTrainer { Hidden = [16], Epochs = 40, Patience = 2, BatchSize = 64, LearningRate = 0.02 }, true },
        { "last epoch, no validation", new SoftmaxTrainer { Epochs = 5, Schedule = Schedule.OneCycle }, false },
        { "three networks", new MlpTrainer { Hidden = [10], Epochs = 3, Members = 3, BatchSize = 50 }, true },
    };

    [Theory]
    [MemberData(nameof(Trainers))]
    public void GoingOnFromAnyCheckpointGivesTheSameBits(string name, NetworkTrainer trainer, bool validated)
    {
        var validation = validated ? Validation : null;
        var plain = TrainingTable.Train(trainer, Train, validation, new TrainingContext { Threads = 1 });
        var checkpoints = new List<TrainingCheckpoint>();
        var kept = TrainingTable.Train(trainer, Train, validation, new TrainingContext { Threads = 2, Checkpoints = new Checkpointing { IsDue = _ => true, Keep = checkpoints.Add } });
        Assert.Equal(plain.Bits, kept.Bits);
        Assert.True(checkpoints.Count >= 4, name);
        Assert.Empty(kept.Warnings);
        for (var i = 0; i < checkpoints.Count; i++)
        {
            var resumed = TrainingTable.Train(
                trainer, Train, validation, new TrainingContext { Threads = 1 + i % 3, Checkpoints = new Checkpointing { Resume = TrainingTable.Stored(checkpoints[i]), Keep = _ => { } } });
            Assert.Equal(plain.Bits, resumed.Bits);
            Assert.Equal(plain.Epochs, resumed.Epochs);
        }
    }

    [Fact]
    public void StoppedAgainAndAgainItStillComesToTheSame()
    {
        var trainer = new MlpTrainer { Hidden = [64, 64], Epochs = 12, BatchSize = 8, Members = 2 };
        var plain = TrainingTable.Train(trainer, Train, Validation, new TrainingContext { Threads = 1 });
        var random = new RandomSource(5);
        TrainingCheckpoint? last = null;
        var stops = 0;
        while (true)
        {
            using var stop = new CancellationTokenSource();
            // After some epochs or, the clock decides, in the middle of one.
            var epochs = 1 + random.NextInt32(4);
            var pause = random.NextInt32(3);
            var resumed = TrainingTable.Train(trainer, Train, Validation, new TrainingContext
            {
                Threads = 2,
                Cancellation = stop.Token,
                Checkpoints = new Checkpointing
                {
                    Resume = last,
                    Keep = checkpoint => last = TrainingTable.Stored(checkpoint),
                    IsDue = _ =>
                    {
                        if (--epochs > 0) return false;
                        if (stops < 3) stop.Cancel();
                        else stop.CancelAfter(pause);
                        return false;
                    },
                },
            });
            if (!stop.IsCancellationRequested)
            {
                Assert.Equal(plain.Bits, resumed.Bits);
                Assert.Equal(plain.Epochs, resumed.Epochs);
                break;
            }
            stops++;
        }
        Assert.True(stops > 2);
    }

    [Fact]
    public void AStoppedTrainingGivesTheBestSoFar()
    {
        using var stop = new CancellationTokenSource();
        TrainingCheckpoint? last = null;
        var trained = TrainingTable.Train(new MlpTrainer { Hidden = [8], Epochs = 1000 }, Train, Validation, new TrainingContext
        {
            Threads = 1,
            Cancellation = stop.Token,
            Progress = epoch => { if (epoch.Epoch == 3) stop.Cancel(); },
            Checkpoints = new Checkpointing { Keep = checkpoint => last = checkpoint },
        });
        Assert.Equal(3, trained.Epochs.Split('\n').Length);
        Assert.NotNull(last);
        Assert.Equal("mlp", last.Kind);
    }

    [Fact]
    public void AFullDiskIsSaidOnceAndTrainingGoesOn()
    {
        var trainer = new MlpTrainer { Hidden = [8], Epochs = 5 };
        var plain = TrainingTable.Train(trainer, Train, Validation, new TrainingContext { Threads = 1 });
        var attempts = 0;
        foreach (var failure in (Exception[])[new IOException("No space left on device"), new UnauthorizedAccessException("No space left on device"), new GenreLabException("No space left on device")])
        {
            attempts = 0;
            var trained = TrainingTable.Train(trainer, Train, Validation, new TrainingContext
            {
                Threads = 1,
                Checkpoints = new Checkpointing { IsDue = _ => true, Keep = _ => { attempts++; throw failure; } },
            });
            Assert.Equal(plain.Bits, trained.Bits);
            Assert.Equal("The checkpoint could not be kept; training goes on without it. No space left on device", Assert.Single(trained.Warnings));
            Assert.Equal(6, attempts);
        }
    }

    [Fact]
    public void AWriteThatFailsOrIsCutShortLeavesTheCheckpointBefore()
    {
        using var folder = new Data.TemporaryFolder();
        var path = Path.Combine(folder.Path, "x.checkpoint");
        var checkpoints = Checkpoints(new MlpTrainer { Hidden = [8], Epochs = 3 });
        checkpoints[0].Save(path);
        var before = File.ReadAllBytes(path);

        // What a kill in the middle of a write leaves behind.
        File.WriteAllBytes(path + ".partial", before[..(before.Length / 2)]);
        Assert.Equal("mlp", TrainingCheckpoint.Load(path).Kind);
        checkpoints[1].Save(path);
        Assert.NotEqual(before, File.ReadAllBytes(path));
        Assert.False(File.Exists(path + ".partial"));

        // A device that is always full in place of the disk.
        before = File.ReadAllBytes(path);
        if (!File.Exists("/dev/full")) Assert.Skip("There is no /dev/full here to stand for a full disk.");
        File.CreateSymbolicLink(path + ".partial", "/dev/full");
        Assert.Contains("No space left", Assert.Throws<GenreLabException>(() => checkpoints[2].Save(path)).Message);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.False(File.Exists(path + ".partial"));
    }

    [Fact]
    public void ACheckpointOfAnotherTrainingIsRefusedAndSaysWhatDiffers()
    {
        var trainer = new MlpTrainer { Hidden = [8, 4], Epochs = 3 };
        var checkpoint = TrainingTable.Stored(Checkpoints(trainer)[0]);
        string Refused(NetworkTrainer other, Dataset train, Dataset? validation, ulong seed = 1) => Assert.Throws<ModelFileException>(() => other.Fit(
            train, validation, new TrainingContext { Seed = seed, Threads = 1, Checkpoints = new Checkpointing { Resume = checkpoint, Keep = _ => { } } })).Message;

        Assert.Equal("x.checkpoint is of another training, with model kind mlp (now softmax); resume it as it was begun, or train anew without it.", Refused(new SoftmaxTrainer(), Train, Validation));
        Assert.Contains("with hidden 8,4 (now 8) and epochs 3 (now 4); resume", Refused(trainer with { Hidden = [8], Epochs = 4 }, Train, Validation));
        Assert.Contains("with seed 1 (now 2);", Refused(trainer, Train, Validation, 2));
        Assert.Contains("with other training rows;", Refused(trainer, TrainingTable.Draw(203, 3), Validation));
        Assert.Contains("with other training rows;", Refused(trainer, Train with { Labels = [.. Train.Labels.Reverse()] }, Validation));
        Assert.Contains("with other validation rows;", Refused(trainer, Train, TrainingTable.Draw(61, 3)));
        Assert.Contains("with other validation rows;", Refused(trainer, Train, null));
        Assert.Contains("with other genres;", Refused(trainer, Train with { LabelNames = ["a", "b", "c", "d"] }, Validation));
        Assert.Contains("with other features or preprocessing;", Refused(trainer, Train with { FeatureNames = ["a", "b", "c", "d", "e", "f"] }, Validation));
    }

    [Fact]
    public void DamagedCheckpointsAreRefusedWithOneSentence()
    {
        using var file = new MemoryStream();
        var trainer = new MlpTrainer { Hidden = [4], Epochs = 2 };
        Checkpoints(trainer)[0].Write(file);
        var bytes = file.ToArray();
        var random = new RandomSource(11);
        for (var attempt = 0; attempt < 400; attempt++)
        {
            var damaged = bytes.ToArray();
            if (attempt % 4 == 0) damaged = damaged[..random.NextInt32(damaged.Length)];
            else for (var flips = 1 + attempt % 3; flips > 0; flips--) damaged[random.NextInt32(damaged.Length)] ^= (byte)(1 << random.NextInt32(8));
            try
            {
                var checkpoint = TrainingCheckpoint.Read(new MemoryStream(damaged), "x.checkpoint");
                trainer.Fit(Train, Validation, new TrainingContext { Threads = 1, Checkpoints = new Checkpointing { Resume = checkpoint, Keep = _ => { } } });
                // Some bytes of a zip, such as dates, say nothing.
            }
            catch (GenreLabException failure)
            {
                Assert.DoesNotContain('\n', failure.Message);
            }
        }
    }

    [Fact]
    public void ImpossibleContentIsRefused()
    {
        var trainer = new MlpTrainer { Hidden = [4], Epochs = 2 };
        var good = Checkpoints(trainer)[0];
        string Refused(Action<System.Text.Json.Nodes.JsonObject, Dictionary<string, Tensor>> change)
        {
            var settings = good.State.Settings.DeepClone().AsObject();
            var tensors = new Dictionary<string, Tensor>(good.State.Tensors);
            change(settings, tensors);
            return Assert.Throws<ModelFileException>(() => trainer.Fit(Train, Validation, new TrainingContext
            {
                Threads = 1,
                Checkpoints = new Checkpointing { Resume = TrainingTable.Stored(new TrainingCheckpoint(good.Identity, new StoredState(settings, tensors))), Keep = _ => { } },
            })).Message;
        }
        Assert.Contains("x.checkpoint is damaged: its order of rows is none; resume from another checkpoint or train anew.", Refused((_, tensors) => tensors["order"] = Tensor.From<int>(new int[Train.Rows])));
        Assert.Contains("random numbers stand still", Refused((_, tensors) => tensors["shuffle"] = Tensor.From<ulong>(new ulong[4])));
        Assert.Contains("lacks the numbers 'optimizer.first'", Refused((_, tensors) => tensors.Remove("optimizer.first")));
        Assert.Contains("its 'order' are 3 numbers where 203 are needed", Refused((_, tensors) => tensors["order"] = Tensor.From<int>([0, 1, 2])));
        Assert.Contains("lacks the numbers 'best.state'", Refused((_, tensors) => tensors.Remove("best.state")));
        Assert.Contains("lacks the number 'epoch' (0 to 2)", Refused((settings, _) => settings["current"]!["epoch"] = 3));
        Assert.Contains("lacks the number 'member' (0 to 1)", Refused((settings, _) => settings["member"] = -1));
        Assert.Contains("lacks the number 'finished' (0 to 0)", Refused((settings, _) => settings["finished"] = 1));
        Assert.Contains("it does not hold the state of this training", Refused((settings, _) => settings["current"]!["bestScore"] = "much"));
        Assert.Contains("it lacks the epochs done", Refused((_, tensors) => tensors.Remove("epochs")));
        Assert.Contains("it lacks the state of", Refused((settings, _) => settings.Remove("current")));
        Assert.Contains("is damaged", Refused((_, tensors) => tensors["epochs"] = Tensor.From<double>([1])));
    }

    [Fact]
    public void OtherKindsOfModelSayThatTheyCannot()
    {
        var failure = Assert.Throws<OptionException>(() => Checkpointing.RequireResumable(new RandomForestTrainer()));
        Assert.StartsWith("Training of random-forest cannot be interrupted and resumed, so it takes no checkpoints; kinds that can be are softmax, mlp", failure.Message);
        Checkpointing.RequireResumable(new SoftmaxTrainer());
    }

    private static List<TrainingCheckpoint> Checkpoints(NetworkTrainer trainer)
    {
        var checkpoints = new List<TrainingCheckpoint>();
        trainer.Fit(Train, Validation, new TrainingContext { Threads = 1, Checkpoints = new Checkpointing { IsDue = _ => true, Keep = checkpoints.Add } });
        return checkpoints;
    }
}
