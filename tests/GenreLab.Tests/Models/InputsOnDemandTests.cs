using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Numerics;
using GenreLab.Preprocessing;
using GenreLab.Svm;
using GenreLab.Tests.Neural;
using GenreLab.Trees.Boosting;
using GenreLab.Trees.Forests;

namespace GenreLab.Tests.Models;

/// <summary>Inputs made a batch at a time are those that a matrix holds, and so are the models learnt from them.</summary>
public class InputsOnDemandTests
{
    private const int Rows = 1500;

    private static readonly string[] Names = ["ambient", "folk", "techno"];

    // With columns that are kept as places in a list, as short decimals and as they are; with missing values, categories and rows that repeat others.
    private static readonly GenreTable Tracks = Draw();

    private static readonly Split Folds = Splitter.Split(Tracks);

    private static GenreTable Draw()
    {
        var random = new RandomSource(7);
        var genres = new string[Rows];
        double[] Column(Func<int, double> value) => [.. Enumerable.Range(0, Rows).Select(row => value(row))];
        for (var row = 0; row < Rows; row++) genres[row] = Names[random.NextInt32(3)];
        int Genre(int row) => Array.IndexOf(Names, genres[row]);
        var columns = new (string Name, double[] Values)[]
        {
            ("tempo", Column(row => row % 97 == 3 ? double.NaN : Math.Round(90 + 25 * Genre(row) + 30 * random.NextNormal(), 3))),
            ("energy", Column(_ => random.NextDouble())),
            ("loudness", Column(row => Math.Round(-10 + 2 * Genre(row) + random.NextNormal(), 1))),
            ("key", Column(row => row % 89 == 3 ? double.NaN : random.NextInt32(12))),
            ("mode", Column(_ => random.NextInt32(2))),
            ("valence", Column(_ => Math.Round(random.NextDouble(), 2))),
        };
        // Every fifth row is its neighbour once more, of a genre of its own.
        foreach (var (_, values) in columns)
            for (var row = 4; row < Rows; row += 5) values[row] = values[row - 1];
        return GenreTable.From(new Table("tracks.csv", [TextColumn.From("genre", genres), .. columns.Select(column => new NumberColumn(column.Name, column.Values).Packed())]));
    }

    public static TheoryData<string> Kinds => [.. Trainers.Keys];

    private static readonly Dictionary<string, (IClassifierTrainer Trainer, PreprocessingOptions? Preprocessing)> Trainers = new()
    {
        ["softmax"] = (new SoftmaxTrainer { Epochs = 3 }, null),
        ["mlp"] = (new MlpTrainer { Hidden = [16, 8], BatchNorm = true, Dropout = [0.2], ClassWeights = ClassWeights.Balanced, BatchSize = 100, Epochs = 8, Patience = 2, ClipNorm = 1 }, null),
        ["mlp of scaled features"] = (new MlpTrainer { Hidden = [16], BatchSize = 300, Epochs = 2, Members = 2 }, new PreprocessingOptions { Scaling = Scaling.ZMaxAbs, Raw = ["mode"] }),
        ["lstm"] = (new LstmTrainer { Epochs = 1 }, null),
        ["tree"] = (new DecisionTreeTrainer { MaxDepth = 8 }, null),
        ["forest"] = (new RandomForestTrainer { Trees = 6, OutOfBag = true }, null),
        ["extra trees"] = (new ExtraTreesTrainer { Trees = 3 }, new PreprocessingOptions { Scaling = Scaling.Standard }),
        ["boosting"] = (new GradientBoostingTrainer { Rounds = 4 }, null),
        ["logistic"] = (new LogisticRegressionTrainer { MaxIterations = 5 }, null),
        ["svm"] = (new SvmTrainer(), null),
    };

    private static byte[] Trained(string kind, TrainingContext context)
    {
        var (trainer, preprocessing) = Trainers[kind];
        using var stream = new MemoryStream();
        GenreModel.Train(Tracks, Folds, trainer, preprocessing, context).Save(stream);
        return stream.ToArray();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ModelsAreTheSameToTheBit(string kind)
    {
        var held = Trained(kind, new TrainingContext { Threads = 2, MostHeldInputs = long.MaxValue });
        foreach (var threads in (int[])[1, 2])
            Assert.True(held.AsSpan().SequenceEqual(Trained(kind, new TrainingContext { Threads = threads, MostHeldInputs = 0 })), $"{threads} threads");
    }

    [Theory]
    [InlineData("softmax")]
    [InlineData("mlp")]
    [InlineData("forest")]
    [InlineData("boosting")]
    public void TwoRanksMakeTheSame(string kind)
    {
        var held = Trained(kind, new TrainingContext { Threads = 2 });
        LocalRanks.Run(2, ranks => Assert.True(held.AsSpan().SequenceEqual(Trained(kind, new TrainingContext { Threads = 1, MostHeldInputs = 0, Ranks = ranks }))));
    }

    [Fact]
    public void ATrainingGoesOnFromACheckpointOfHeldInputs()
    {
        var checkpoints = new List<TrainingCheckpoint>();
        var held = Trained("mlp", new TrainingContext { Checkpoints = new Checkpointing { IsDue = _ => true, Keep = checkpoints.Add } });
        Assert.NotEmpty(checkpoints);
        Assert.True(held.AsSpan().SequenceEqual(Trained("mlp", new TrainingContext { MostHeldInputs = 0, Checkpoints = new Checkpointing { Resume = TrainingTable.Stored(checkpoints[0]), Keep = _ => { } } })));
    }

    [Fact]
    public void TheyAreThoseOfAMatrixInAnyOrder()
    {
        var preprocessor = Preprocessor.Fit(Tracks.Table, Tracks.Schema, Folds.Train, new PreprocessingOptions { Scaling = Scaling.PiecewiseLinear });
        var expected = preprocessor.Transform(Tracks.Table, Tracks.Schema, Folds.Train);
        var made = preprocessor.Inputs(Tracks.Table, Tracks.Schema, Folds.Train, mostHeld: 0);
        Assert.Null(made.Held);
        Assert.Equal((expected.Rows, expected.Columns), (made.Count, made.Columns));
        int[] chosen = [.. Enumerable.Range(0, made.Count).Reverse(), 3, 3];
        var some = new Matrix(chosen.Length + 1, made.Columns);
        // What was there before does not show.
        some.Values.Fill(9);
        made.CopyTo(chosen, some);
        for (var i = 0; i < chosen.Length; i++) Assert.Equal(expected.Row(chosen[i]).ToArray(), some.Row(i).ToArray());
        Assert.All(some.Row(chosen.Length).ToArray(), value => Assert.Equal(9, value));
        Matrix? room = null;
        var taken = made.Take(100, 700, ref room);
        for (var row = 0; row < taken.Rows; row++) Assert.Equal(expected.Row(100 + row).ToArray(), taken.Row(row).ToArray());
        Assert.Equal(7, made.Take(5, 7, ref room).Rows);
        Assert.Equal(700, room!.Rows);

        // Asked for all at once, they stay.
        Assert.Equal(expected.Row(17).ToArray(), made.Matrix.Row(17).ToArray());
        Assert.Same(made.Matrix, made.Held);
        Assert.NotNull(preprocessor.Inputs(Tracks.Table, Tracks.Schema, Folds.Train, mostHeld: 4L * expected.Rows * expected.Stride).Held);
        Assert.Null(preprocessor.Inputs(Tracks.Table, Tracks.Schema, Folds.Train, mostHeld: 4L * expected.Rows * expected.Stride - 1).Held);
    }
}
