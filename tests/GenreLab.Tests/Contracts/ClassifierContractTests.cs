using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Tests.Contracts;

/// <summary>What every kind of model promises, checked for each kind the registry knows.</summary>
public class ClassifierContractTests
{
    private const int Genres = 5, Features = 6, Pairs = Genres * (Genres - 1) / 2;

    public static TheoryData<string> Kinds() => [.. ModelKinds.All.Select(kind => kind.Word)];

    public static TheoryData<string> KindsWithMembers() => [.. ModelKinds.All.Where(kind => Has(kind.DefaultTrainer, "members")).Select(kind => kind.Word)];

    public static TheoryData<string> KindsThatLearnFromMissing() => [.. ModelKinds.All.Where(kind => kind.DefaultTrainer.LearnsFromMissing).Select(kind => kind.Word)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void LearnsWhatCanBeLearnt(string kind)
    {
        var train = Blobs(800, 1);
        var test = Blobs(400, 2);
        var classifier = Quick(kind, 12).Fit(train, Blobs(200, 3), new TrainingContext { Seed = 4 });
        Assert.Equal(kind, classifier.Kind);
        Assert.Equal(Features, classifier.FeatureCount);
        Assert.Equal(Genres, classifier.LabelCount);
        var probabilities = Predict(classifier, test.Features);
        var correct = 0;
        for (var row = 0; row < test.Rows; row++)
        {
            float sum = 0;
            var best = 0;
            for (var genre = 0; genre < Genres; genre++)
            {
                Assert.InRange(probabilities[row, genre], 0f, 1f);
                sum += probabilities[row, genre];
                if (probabilities[row, genre] > probabilities[row, best]) best = genre;
            }
            Assert.Equal(1f, sum, 1e-5f);
            if (best == test.Labels[row]) correct++;
        }
        Assert.True(correct > 0.9 * test.Rows, $"{kind} gets only {correct} of {test.Rows} rows of well-separated genres");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SameSeedGivesTheSameBitsWhateverTheThreadsAndTheVectorWidth(string kind)
    {
        var train = Blobs(700, 1);
        var validation = Blobs(150, 2);
        string Fit(int threads, InstructionSet instructions) =>
            Bits(Quick(kind, 3).Fit(train, validation, new TrainingContext { Seed = 9, Threads = threads, Instructions = instructions }));
        var reference = Fit(1, Simd.Widest);
        Assert.Equal(reference, Fit(1, Simd.Widest));
        Assert.Equal(reference, Fit(2, Simd.Widest));
        Assert.Equal(reference, Fit(5, Simd.Widest));
        Assert.Equal(reference, Fit(2, InstructionSet.Vector256));
        Assert.Equal(reference, Fit(1, InstructionSet.Portable));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ARowIsPredictedTheSameAloneAndAmongOthersAndFromManyThreads(string kind)
    {
        var classifier = Quick(kind, 2).Fit(Blobs(300, 1), null, new TrainingContext());
        var x = Blobs(333, 2).Features;
        var all = Predict(classifier, x);
        for (var row = 0; row < x.Rows; row += 7)
            Assert.Equal(all.Row(row), Predict(classifier, x.SliceRows(row, 1)).Row(0));
        Parallel.For(0, 8, _ => Assert.Equal(all.Values, Predict(classifier, x).Values));
        Assert.Equal(0, Predict(classifier, new Matrix(0, Features)).Rows);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void StoredAndLoadedItPredictsTheSameBits(string kind)
    {
        var classifier = Quick(kind, 2).Fit(Blobs(300, 1), null, new TrainingContext());
        var loaded = ModelKinds.Find(kind).Import(classifier.Export());
        var x = Blobs(100, 2).Features;
        Assert.Equal(Predict(classifier, x).Values, Predict(loaded, x).Values);
        Assert.Equal(Bits(classifier), Bits(loaded));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WrongShapesAreRefusedClearly(string kind)
    {
        var classifier = Quick(kind, 1).Fit(Blobs(100, 1), null, new TrainingContext());
        var columns = Assert.Throws<ArgumentException>(() => classifier.PredictProbabilities(new Matrix(3, Features + 1), new Matrix(3, Genres)));
        Assert.Contains($"{Features} input columns", columns.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => classifier.PredictProbabilities(new Matrix(3, Features), new Matrix(2, Genres)));
        Assert.Throws<ArgumentException>(() => classifier.PredictProbabilities(new Matrix(3, Features), new Matrix(3, Genres - 1)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TrainerSurvivesJson(string kind)
    {
        var trainer = Quick(kind, 17);
        Assert.Equal(trainer, TrainerOptions.FromJson(TrainerOptions.ToJson(trainer)));
        trainer.Validate();
        ModelKinds.Find(kind).DefaultTrainer.Validate();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AwkwardTrainingRowsAreCopedWith(string kind)
    {
        // A constant feature, a genre without training rows, fewer rows than genres.
        var few = Blobs(3, 1);
        for (var row = 0; row < few.Rows; row++) few.Features[row, 0] = 7;
        few.Labels[0] = few.Labels[1] = 0;
        few.Labels[2] = 3;
        var classifier = Quick(kind, 2).Fit(few, null, new TrainingContext());
        foreach (var probability in Predict(classifier, Blobs(50, 2).Features).Row(0)) Assert.True(float.IsFinite(probability));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void CancelledTrainingKeepsWhatThereIs(string kind)
    {
        using var source = new CancellationTokenSource();
        var trainer = Quick(kind, 100);
        var told = new List<EpochRecord>();
        var train = Blobs(300, 1);
        var classifier = trainer.Fit(train, Blobs(100, 2), new TrainingContext
        {
            Seed = 6,
            Cancellation = source.Token,
            Progress = record =>
            {
                told.Add(record);
                if (told.Count == 3) source.Cancel();
            },
        });
        Assert.All(Scored(trainer, told), record => Assert.True(record.ValidationAccuracy is >= 0 and <= 1));
        Assert.All(Scored(trainer, told), record => Assert.True(record.ValidationLoss >= 0));
        Assert.Equal(Genres, Predict(classifier, Blobs(10, 3).Features).Columns);
        if (trainer.LearningStep == "pair")
        {
            // Pairs that were not finished stay as they are; every pair is told of.
            Assert.Equal(Enumerable.Range(1, Pairs), told.Select(record => record.Epoch));
            return;
        }
        if (!HasSteps(trainer))
        {
            // One step is not cut in two: it is told of when it is done.
            Assert.Equal((1, 1), (Assert.Single(told).Epoch, told[0].Epochs));
            return;
        }
        Assert.Equal(3, told.Count);
        Assert.All(told, record => Assert.Equal(100, record.Epochs));
        // A forest tells of a wave of trees at once, the others of every step.
        if (!Has(trainer, "trees")) Assert.Equal([1, 2, 3], told.Select(record => record.Epoch));
        Assert.True(told[0].Epoch < told[1].Epoch && told[1].Epoch < told[2].Epoch && told[2].Epoch < 100);
        // What was grown before does not depend on what was planned after it.
        if (Has(trainer, "trees")) Assert.Equal(Bits(Quick(kind, told[2].Epoch).Fit(train, null, new TrainingContext { Seed = 6 })), Bits(classifier));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void CancelledBeforehandThereIsStillAClassifier(string kind)
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var classifier = Quick(kind, 100).Fit(Blobs(60, 1), Blobs(40, 2), new TrainingContext { Cancellation = source.Token });
        foreach (var probability in Predict(classifier, Blobs(10, 3).Features).Row(0)) Assert.InRange(probability, 0f, 1f);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryStepIsTold(string kind)
    {
        var trainer = Quick(kind, 6);
        Assert.Contains(trainer.LearningStep, (string[])["epoch", "iteration", "tree", "round", "pair"]);
        foreach (var validation in (Dataset?[])[null, Blobs(80, 2)])
        {
            var told = new List<EpochRecord>();
            trainer.Fit(Blobs(200, 1), validation, new TrainingContext { Progress = told.Add });
            Assert.Equal(Enumerable.Range(1, trainer.LearningStep == "pair" ? Pairs : HasSteps(trainer) ? 6 : 1), told.Select(record => record.Epoch));
            Assert.All(told, record => Assert.Equal(told.Count, record.Epochs));
            Assert.All(Scored(trainer, told), record => Assert.Equal(validation is null, record.ValidationAccuracy is null));
            Assert.All(Scored(trainer, told), record => Assert.Equal(validation is null, record.ValidationLoss is null));
            Assert.All(told, record => Assert.True(record.Seconds >= 0));
        }
    }

    [Theory]
    [MemberData(nameof(KindsThatLearnFromMissing))]
    public void WhatAMissingValueSaysIsLearnt(string kind)
    {
        // Genre 0 never tells feature 0, genre 1 never feature 1; their values are noise.
        Dataset Rows(ulong seed)
        {
            var random = new RandomSource(seed);
            var rows = Blobs(500, seed);
            for (var row = 0; row < rows.Rows; row++)
            {
                for (var feature = 0; feature < Features; feature++) rows.Features[row, feature] = (float)random.NextNormal();
                rows.Labels[row] %= 3;
                if (rows.Labels[row] < 2) rows.Features[row, rows.Labels[row]] = float.NaN;
            }
            return rows;
        }
        var test = Rows(2);
        var classifier = Quick(kind, 20).Fit(Rows(1), Rows(3), new TrainingContext());
        var probabilities = Predict(classifier, test.Features);
        var right = 0;
        for (var row = 0; row < test.Rows; row++)
            if (System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(probabilities.Row(row)) == test.Labels[row]) right++;
        Assert.True(right > 0.95 * test.Rows, $"{kind} gets only {right} of {test.Rows} rows whose genre is told by what is missing");
        // Missing where training rows never were.
        var x = new Matrix(1, Features);
        x.Row(0).Fill(float.NaN);
        Assert.Equal(1, Predict(classifier, x).Row(0).ToArray().Sum(), 1e-5f);
    }

    [Theory]
    [MemberData(nameof(KindsWithMembers))]
    public void MembersAreAveragedStoredAndCancelled(string kind)
    {
        var trainer = TrainerOptions.Set(Quick(kind, 2), "members", "3");
        var train = Blobs(300, 1);
        using var source = new CancellationTokenSource();
        var epochs = new List<int>();
        var three = trainer.Fit(train, null, new TrainingContext { Progress = epoch => epochs.Add(epoch.Epoch) });
        Assert.Equal([1, 2, 3, 4, 5, 6], epochs);
        var x = Blobs(50, 2).Features;
        var all = Predict(three, x);
        Assert.Equal(all.Values, Predict(ModelKinds.Find(kind).Import(three.Export()), x).Values);
        // Cancelled in the second member, the first remains, and it is the single network of the same seed.
        var cut = trainer.Fit(train, null, new TrainingContext { Cancellation = source.Token, Progress = epoch => { if (epoch.Epoch == 3) source.Cancel(); } });
        Assert.Equal(Bits(Quick(kind, 2).Fit(train, null, new TrainingContext())), Bits(cut));
        Assert.NotEqual(all.Row(0).ToArray(), Predict(cut, x).Row(0).ToArray());
        for (var row = 0; row < x.Rows; row++) Assert.Equal(1f, all.Row(row).ToArray().Sum(), 1e-5f);
    }

    // Few steps where the kind learns in steps. Boosting keeps its own rate of learning, for it has no step to waste.
    private static IClassifierTrainer Quick(string kind, int steps)
    {
        var trainer = ModelKinds.Find(kind).DefaultTrainer;
        var isNetwork = Has(trainer, "epochs");
        foreach (var (option, value) in (ReadOnlySpan<(string, string)>)
        [
            ("epochs", $"{steps}"), ("trees", $"{steps}"), ("rounds", $"{steps}"), ("maxIterations", $"{steps}"),
            ("hidden", "24,16"), ("batchSize", "200"), ("batchNorm", "true"), ("maxDepth", "8"),
        ])
            if (Has(trainer, option)) trainer = TrainerOptions.Set(trainer, option, value);
        return isNetwork ? TrainerOptions.Set(trainer, "learningRate", "0.02") : trainer;
    }

    private static bool Has(IClassifierTrainer trainer, string option) => TrainerOptions.Describe(trainer).Any(described => described.Name == option);

    private static bool HasSteps(IClassifierTrainer trainer) => Has(trainer, "epochs") || Has(trainer, "trees") || Has(trainer, "rounds") || Has(trainer, "maxIterations");

    // Pairs of genres are only a classifier together: the last record is the one with scores.
    private static IEnumerable<EpochRecord> Scored(IClassifierTrainer trainer, List<EpochRecord> told) => trainer.LearningStep == "pair" ? told.TakeLast(1) : told;

    private static Dataset Blobs(int rows, ulong seed)
    {
        var random = new RandomSource(seed);
        var x = new Matrix(rows, Features);
        var y = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            y[row] = random.NextInt32(Genres);
            for (var feature = 0; feature < Features; feature++)
                x[row, feature] = (float)(random.NextNormal() * 0.4 + (feature == y[row] ? 2 : feature == Genres ? 0.1 * y[row] : 0));
        }
        return new Dataset(x, y, [.. Enumerable.Range(0, Genres).Select(genre => $"genre {genre}")], [.. Enumerable.Range(0, Features).Select(feature => $"feature {feature}")]);
    }

    private static Matrix Predict(IClassifier classifier, Matrix x)
    {
        var probabilities = new Matrix(x.Rows, classifier.LabelCount);
        classifier.PredictProbabilities(x, probabilities);
        return probabilities;
    }

    private static string Bits(IClassifier classifier)
    {
        var state = classifier.Export();
        return state.Settings.ToJsonString() + string.Concat(state.Tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal)
            .Select(tensor => $"\n{tensor.Key} {string.Join("x", tensor.Value.Shape)} {Convert.ToHexString(tensor.Value.Bytes.Span)}"));
    }
}
