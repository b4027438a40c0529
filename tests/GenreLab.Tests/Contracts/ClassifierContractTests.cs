using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Tests.Contracts;

/// <summary>What every kind of model promises, checked for each kind the registry knows.</summary>
public class ClassifierContractTests
{
    private const int Genres = 5, Features = 6;

    public static TheoryData<string> Kinds() => [.. ModelKinds.All.Select(kind => kind.Word)];

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
        var epochs = 0;
        var classifier = Quick(kind, 500).Fit(Blobs(300, 1), Blobs(100, 2), new TrainingContext
        {
            Cancellation = source.Token,
            Progress = epoch =>
            {
                epochs++;
                Assert.Equal(epochs, epoch.Epoch);
                Assert.True(epoch.ValidationAccuracy is >= 0 and <= 1);
                if (epoch.Epoch == 3) source.Cancel();
            },
        });
        Assert.Equal(3, epochs);
        Assert.Equal(Genres, Predict(classifier, Blobs(10, 3).Features).Columns);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void MembersAreAveragedStoredAndCancelled(string kind)
    {
        if (TrainerOptions.Describe(ModelKinds.Find(kind).DefaultTrainer).All(option => option.Name != "members")) Assert.Skip($"{kind} has no members");
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

    // Few epochs where the kind has epochs.
    private static IClassifierTrainer Quick(string kind, int epochs)
    {
        var trainer = ModelKinds.Find(kind).DefaultTrainer;
        bool Has(string option) => TrainerOptions.Describe(trainer).Any(described => described.Name == option);
        if (Has("epochs")) trainer = TrainerOptions.Set(trainer, "epochs", epochs.ToString());
        if (Has("hidden")) trainer = TrainerOptions.Set(trainer, "hidden", "24,16");
        if (Has("batchSize")) trainer = TrainerOptions.Set(trainer, "batchSize", "200");
        if (Has("learningRate")) trainer = TrainerOptions.Set(trainer, "learningRate", "0.02");
        if (Has("batchNorm")) trainer = TrainerOptions.Set(trainer, "batchNorm", "true");
        return trainer;
    }

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
