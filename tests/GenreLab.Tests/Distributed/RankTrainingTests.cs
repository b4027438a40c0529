using GenreLab.Distributed;
using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Svm;
using GenreLab.Tests.Neural;
using GenreLab.Tests.Neural.Branches;
using GenreLab.Trees.Boosting;
using GenreLab.Trees.Forests;

namespace GenreLab.Tests.Distributed;

/// <summary>Ranks that train together learn the same bits as one process, whatever their number and their threads.</summary>
public class RankTrainingTests
{
    private static readonly Dictionary<string, IClassifierTrainer> Trainers = new()
    {
        ["forest"] = new RandomForestTrainer { Trees = 11, OutOfBag = true },
        ["forest of fewer trees than ranks"] = new RandomForestTrainer { Trees = 2 },
        ["extra trees"] = new ExtraTreesTrainer { Trees = 5 },
        ["decision tree"] = new DecisionTreeTrainer(),
        ["boosting"] = new GradientBoostingTrainer { Rounds = 4, Subsample = 0.7, ColumnSample = 0.9 },
        ["svm"] = new SvmTrainer(),
        ["svm by votes"] = new SvmTrainer { Probabilities = PairProbabilities.Votes },
        ["logistic regression"] = new LogisticRegressionTrainer { MaxIterations = 5 },
        ["softmax"] = new SoftmaxTrainer { Epochs = 3, BatchSize = 600 },
        ["batches of one lane"] = new SoftmaxTrainer { Epochs = 2, BatchSize = 64 },
        ["mlp"] = new MlpTrainer { Hidden = [16, 8], Epochs = 3, BatchSize = 600, BatchNorm = true, Dropout = [0.2], ClipNorm = 0.5 },
        ["mlp of several members"] = new MlpTrainer { Hidden = [8], Epochs = 2, BatchSize = 300, Members = 2 },
        ["lstm"] = new LstmTrainer { Units = [6], Epochs = 2, BatchSize = 500 },
        ["hybrid"] = new HybridTrainer { Units = [6], VectorWidth = 6, BagWidth = 6, Hidden = [8], Epochs = 2, BatchSize = 400, ClipNorm = 1 },
    };

    public static TheoryData<string> Names => [.. Trainers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void RanksLearnTheBitsOfOneProcess(string name)
    {
        var trainer = Trainers[name];
        var (train, validation) = name == "hybrid" ? (BranchSamples.Table(700, 1), BranchSamples.Table(300, 2)) : (TrainingTable.Draw(900, 1), TrainingTable.Draw(300, 2));
        var alone = TrainingTable.Train(trainer, train, validation, new TrainingContext { Seed = 5, Threads = 1 });
        foreach (var size in (int[])[2, 3])
        {
            var learnt = new (string Bits, string Epochs, List<string> Warnings)[size];
            LocalRanks.Run(size, ranks => learnt[ranks.Rank] = TrainingTable.Train(trainer, train, validation, new TrainingContext { Seed = 5, Threads = 1 + ranks.Rank % 2, Ranks = ranks }));
            Assert.All(learnt, one =>
            {
                Assert.Equal(alone.Bits, one.Bits);
                Assert.Equal(alone.Epochs, one.Epochs);
            });
        }
    }

    [Fact]
    public void MoreRanksThanLanesPairsOrTreesDoNoHarm()
    {
        var train = TrainingTable.Draw(200, 1);
        foreach (var name in (string[])["forest of fewer trees than ranks", "svm", "boosting", "softmax", "logistic regression"])
        {
            var alone = TrainingTable.Train(Trainers[name], train, null, new TrainingContext { Threads = 1 }).Bits;
            LocalRanks.Run(9, ranks => Assert.Equal(alone, TrainingTable.Train(Trainers[name], train, null, new TrainingContext { Threads = 1, Ranks = ranks }).Bits));
        }
    }

    [Fact]
    public void OneRanksWishToStopStopsAllAtTheSameEpoch()
    {
        var trainer = new MlpTrainer { Hidden = [8], Epochs = 1_000_000, BatchSize = 300 };
        var train = TrainingTable.Draw(900, 1);
        var learnt = new (string Bits, string Epochs, List<string> Warnings)[3];
        LocalRanks.Run(3, ranks =>
        {
            using var wanted = new CancellationTokenSource();
            using var agreed = ranks.Agree(wanted.Token);
            var context = new TrainingContext { Threads = 1, Ranks = ranks, Cancellation = agreed.Token, Progress = epoch => { if (ranks.Rank == 1 && epoch.Epoch == 3) wanted.Cancel(); } };
            learnt[ranks.Rank] = TrainingTable.Train(trainer, train, null, context);
        });
        Assert.Equal(learnt[0].Bits, learnt[1].Bits);
        Assert.Equal(learnt[0].Epochs, learnt[2].Epochs);
        Assert.InRange(learnt[0].Epochs.Split('\n').Length, 3, 4);
    }

    [Fact]
    public void ACancellationIsSeenByAllInTheSameCollective()
    {
        LocalRanks.Run(3, ranks =>
        {
            using CancellationTokenSource first = new(), second = new();
            using var agreedFirst = ranks.Agree(first.Token);
            using (var agreedSecond = ranks.Agree(second.Token))
            {
                if (ranks.Rank == 2) second.Cancel();
                Assert.False(agreedSecond.Token.IsCancellationRequested);
                ranks.Barrier();
                Assert.True(agreedSecond.Token.IsCancellationRequested);
                Assert.False(agreedFirst.Token.IsCancellationRequested);
            }
            if (ranks.Rank == 0) first.Cancel();
            ranks.Barrier();
            Assert.True(agreedFirst.Token.IsCancellationRequested);
        });
        using var source = new CancellationTokenSource();
        Assert.Equal(source.Token, SingleProcess.Instance.Agree(source.Token).Token);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(16, 1000)]
    [InlineData(5, 700_001)]
    public void PartsAreAddedFromTheFirstToTheLast(int parts, int length)
    {
        float Value(int part, int place) => (float)(Math.Sin(place + 0.3 * part) * Math.Pow(10, (7 * part + place) % 11));
        var expected = new float[length];
        SingleProcess.Instance.AllAdd<float>(parts, part => Enumerable.Range(0, length).Select(place => Value(part, place)).ToArray(), expected);
        for (var place = 0; place < length; place += 97)
        {
            var sum = Value(0, place);
            for (var part = 1; part < parts; part++) sum += Value(part, place);
            Assert.Equal(sum, expected[place]);
        }
        foreach (var size in (int[])[2, 3, 7])
        {
            LocalRanks.Run(size, ranks =>
            {
                var own = RankShare.Of(parts, ranks.Rank, ranks.Size);
                var values = Enumerable.Range(0, parts).Select(part => part < own.Start || part >= own.End ? [] : Enumerable.Range(0, length).Select(place => Value(part, place)).ToArray()).ToArray();
                var sum = own.Count > 0 && own.Start == 0 ? values[0] : new float[length];
                ranks.AllAdd<float>(parts, part => values[part], sum);
                Assert.True(sum.AsSpan().SequenceEqual(expected));
            });
        }
    }

    [Fact]
    public void ListsOfArraysArriveAsTheyAre()
    {
        int[][] arrays = [.. new[] { 0, 5, (1 << 20) + 3, 7, 600_000, 600_000, 0, 1 << 20, 1 }.Select((length, number) => Enumerable.Range(0, length).Select(place => place * 7 + number).ToArray())];
        foreach (var root in (int[])[0, 2])
        {
            LocalRanks.Run(3, ranks =>
            {
                Assert.Equal(arrays, ranks.BroadcastArrays<int>(ranks.Rank == root ? arrays : [[1, 2]], root));
                Assert.Empty(ranks.BroadcastArrays<int>([], root));
                // In parts, several of which travel together.
                var parts = new List<int[]>();
                ranks.BroadcastParts<int>(root, give => Array.ForEach(arrays, give), parts.Add);
                Assert.Equal(arrays.SelectMany(array => array), parts.SelectMany(part => part));
                Assert.DoesNotContain([], parts);
            });
        }
    }
}
