using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Branches;
using GenreLab.Neural.Layers;
using GenreLab.Neural.Tokens;
using GenreLab.Numerics;
using GenreLab.Tests.Text;
using GenreLab.Text;

namespace GenreLab.Tests.Neural.Branches;

/// <summary>Lyrics as weighted words: what stacked regressions say of them.</summary>
public sealed class TermScoresTests : IDisposable
{
    private static readonly HybridTrainer Small = new() { BagWidth = 12, Hidden = [24], AudioHidden = [24], Epochs = 20, BatchSize = 50, LearningRate = 0.01 };

    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-term-scores-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void InTrainingARowIsScoredByTheRegressionOfTheOtherParts()
    {
        var train = Lyrics(400, 1);
        var text = train.Texts[0];
        var learnt = StackedTerms.Fit(train, text, new TrainingContext())!;
        var network = new Network([new SelectLayer(26, [(4, 16)]), new TermScoresLayer(12, text.Tokens, 3, ownGenres: true) { Learnt = learnt }]);
        var weights = network.CreateWeights();
        network.Initialize(weights, Initialization.GlorotUniform, 1);
        int[] parts = [.. Enumerable.Range(0, train.Rows).Select(row => NaivePart(Tokens(train, row)))];
        Assert.All(Enumerable.Range(0, StackedTerms.Parts), part => Assert.InRange(parts.Count(one => one == part), 40, 130));

        var all = Naive(train, null, parts);
        var others = Enumerable.Range(0, StackedTerms.Parts).Select(part => Naive(train, part, parts)).ToArray();
        foreach (var instructions in Enum.GetValues<InstructionSet>())
        {
            var (trained, predicted) = (Scores(network, weights, train, true, instructions), Scores(network, weights, train, false, instructions));
            var apart = 0.0;
            for (var row = 0; row < train.Rows; row++)
                for (var genre = 0; genre < 3; genre++)
                {
                    Assert.Equal(others[parts[row]](Tokens(train, row))[genre], trained[row, genre], 2e-5);
                    Assert.Equal(all(Tokens(train, row))[genre], predicted[row, genre], 2e-5);
                    apart = Math.Max(apart, Math.Abs(trained[row, genre] - predicted[row, genre]));
                }
            Assert.True(apart > 0.05);
            Assert.Equal(Scores(network, weights, train, true, Simd.Widest).Values, trained.Values);
        }
    }

    [Fact]
    public void ScoresOfRandomLabelsTellTheTrainingRowsNothing()
    {
        // The regression of all rows knows some of them by heart; those of the other parts must not.
        var train = Lyrics(250, 5);
        var random = new RandomSource(8);
        foreach (ref var label in train.Labels.AsSpan()) label = random.NextInt32(3);
        var network = new Network([new SelectLayer(26, [(4, 16)]), new TermScoresLayer(12, train.Texts[0].Tokens, 3, ownGenres: true) { Learnt = StackedTerms.Fit(train, train.Texts[0], new TrainingContext()) }]);
        var weights = network.CreateWeights();
        network.Initialize(weights, Initialization.GlorotUniform, 1);
        double Right(bool training)
        {
            var scores = Scores(network, weights, train, training, Simd.Widest);
            return Enumerable.Range(0, train.Rows).Average(row => System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(scores.Row(row)) == train.Labels[row] ? 1.0 : 0);
        }
        Assert.InRange(Right(training: true), 0.2, 0.45);
        Assert.True(Right(training: false) > Right(training: true) + 0.05);
    }

    [Fact]
    public void WithoutFrequentWordsThereIsNothingToScore()
    {
        var train = Lyrics(40, 1);
        for (var row = 0; row < train.Rows; row++)
            for (var place = 4; place < 16; place++) train.Features[row, place] = place == 4 ? row % 20 + 1 : -1;
        Assert.Null(StackedTerms.Fit(train, train.Texts[0], new TrainingContext()));
        Assert.Contains("nothing for the hybrid network to learn from", Assert.Throws<DataException>(
            () => (Small with { Audio = false, Names = false }).Fit(train, null, new TrainingContext())).Message);
        // With another branch it does without.
        Assert.DoesNotContain("termScores", (Small with { Epochs = 1 }).Fit(train, null, new TrainingContext()).Export().Settings.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void OneGenreAloneInAPartIsNoReasonToFail()
    {
        // All rows of the same text are in one part, so the regression without it has nothing to learn from.
        var train = Lyrics(30, 1);
        for (var row = 0; row < train.Rows; row++)
            for (var place = 4; place < 16; place++) train.Features[row, place] = place < 7 ? place : -1;
        var classifier = (Small with { Epochs = 2, Audio = false, Names = false }).Fit(train, null, new TrainingContext());
        var probabilities = new Matrix(1, 3);
        classifier.PredictProbabilities(train.Features.SliceRows(0, 1), probabilities);
        Assert.Equal(1, probabilities.Row(0).ToArray().Sum(), 1e-5);
    }

    [Theory]
    [InlineData("tokens", "0", "lacks the number 'tokens' (1 to 16,777,216)")]
    [InlineData("tokens", "16000000", "far larger than the weights in the file")]
    [InlineData("genres", "4", "inputs where layer")]
    [InlineData("steps", "3", "inputs where layer")]
    [InlineData("ownGenres", "3", "lacks 'ownGenres' (true or false)")]
    public void DamagedSettingsAreRefusedInOneSentence(string setting, string value, string complaint)
    {
        var state = (Small with { Epochs = 1 }).Fit(Lyrics(90, 1), null, new TrainingContext()).Export();
        var settings = (JsonObject)state.Settings.DeepClone();
        settings["layers"]!.AsArray().First(layer => layer!["type"]!.GetValue<string>() == "termScores")![setting] = JsonNode.Parse(value);
        Assert.Contains(complaint, Assert.Throws<ModelFileException>(() => NetworkClassifier.Import("hybrid", new StoredState(settings, state.Tensors))).Message);
    }

    [Fact]
    public void AnImpossibleTableIsRefusedBeforeMemoryIsAskedFor() => Assert.Contains("larger than GenreLab trains", Assert.Throws<ModelFileException>(() => NetworkClassifier.CreateLayer(
        new JsonObject { ["type"] = "termScores", ["steps"] = 5, ["tokens"] = 16_000_000, ["genres"] = 900_000, ["ownGenres"] = true }, 0)).Message);

    [Theory]
    [InlineData(-1f, "not from 0 to 100")]
    [InlineData(float.NaN, "not finite")]
    [InlineData(1e9f, "not from 0 to 100")]
    public void DamagedFrequenciesAreRefusedInOneSentence(float value, string complaint)
    {
        var state = (Small with { Epochs = 1 }).Fit(Lyrics(90, 1), null, new TrainingContext()).Export();
        var tensors = state.Tensors.ToDictionary();
        var name = tensors.Keys.Single(one => one.EndsWith("inverse-document-frequency", StringComparison.Ordinal));
        var numbers = tensors[name].Read<float>().ToArray();
        numbers[2] = value;
        tensors[name] = Tensor.From<float>(numbers);
        Assert.Contains(complaint, Assert.Throws<ModelFileException>(() => NetworkClassifier.Import("hybrid", new StoredState(state.Settings, tensors))).Message);
    }

    [Fact]
    public void VectorsAreRefusedWhereNobodyReadsThem()
    {
        var train = Lyrics(60, 1);
        train = train with { Texts = [train.Texts[0] with { Vectors = new Matrix(train.Texts[0].Tokens, 5) }, train.Texts[1]] };
        Assert.Contains("leave them out, or set reading=sequence", Assert.Throws<OptionException>(() => Small.Fit(train, null, new TrainingContext())).Message);
    }

    [Fact]
    public void ASuccessorKeepsTheScoresOfTheOldGenres()
    {
        var songs = GenreTable.Load(Write("songs.csv", SmallSongs.Csv()));
        var split = Splitter.Split(songs, new SplitOptions { Method = SplitMethod.ByArtist });
        var trainer = Small with { Names = false, BatchSize = 16 };
        var old = ModelTraining.Run(songs, split, trainer).Model;
        var words = old.TellingWords(3);
        Assert.Equal(old.LabelNames, words.Select(genre => genre.Genre));
        Assert.All(words, genre => Assert.Equal(3, genre.Words.Count));
        Assert.True(words[0].Words[0].Weight > words[0].Words[2].Weight);

        var renamed = GenreTable.Load(Write("renamed.csv", SmallSongs.Csv().Replace("reggae", "zydeco", StringComparison.Ordinal)));
        var successor = ModelTraining.Run(renamed, split, trainer with { Epochs = 2 }, context: new TrainingContext { From = new Transfer(old) { Name = "old.genre" } }).Model;
        float[] Weights(GenreModel model) => model.Classifier.Export().Tensors.Single(tensor => tensor.Key.EndsWith("inverse-document-frequency", StringComparison.Ordinal)).Value.Read<float>().ToArray();
        Assert.Equal(Weights(old), Weights(successor));
        // They are of other genres, so it cannot tell which words speak for its own; nor can the successor's successor.
        Assert.Empty(successor.TellingWords());
        Assert.Empty(ModelTraining.Run(songs, split, trainer with { Epochs = 1 }, context: new TrainingContext { From = new Transfer(successor) { Name = "new.genre" } }).Model.TellingWords());
        Assert.Contains("leave out the options that shape the network", Assert.Throws<OptionException>(
            () => ModelTraining.Run(renamed, split, trainer with { Reading = LyricsReading.Both, Units = [4] }, context: new TrainingContext { From = new Transfer(old) })).Message);
    }

    // What it does, as plainly as can be.
    private static Func<int[], double[]> Naive(Dataset train, int? without, int[] parts)
    {
        Dictionary<int, double> Weighted(int[] tokens, Dictionary<int, double> frequencies)
        {
            var values = tokens.Where(frequencies.ContainsKey).GroupBy(token => token).ToDictionary(one => one.Key, one => (1 + Math.Log(one.Count())) * frequencies[one.Key]);
            var length = Math.Sqrt(values.Values.Sum(value => value * value));
            return values.ToDictionary(one => one.Key, one => one.Value / length);
        }
        var documents = Enumerable.Range(0, train.Rows).SelectMany(row => Tokens(train, row).Where(token => token != 0).Distinct()).GroupBy(token => token).Where(one => one.Count() >= 5);
        var frequencies = documents.ToDictionary(one => one.Key, one => Math.Log((1.0 + train.Rows) / (1.0 + one.Count())) + 1);
        int[] kept = [.. frequencies.Keys.Order()];
        var rows = Enumerable.Range(0, train.Rows).Where(row => parts[row] != without).Select(row => (Values: Weighted(Tokens(train, row), frequencies), train.Labels[row])).Where(row => row.Values.Count > 0).ToList();
        var starts = new List<int> { 0 };
        var (columns, values) = (new List<int>(), new List<float>());
        foreach (var (row, _) in rows)
        {
            foreach (var token in row.Keys.Order())
            {
                columns.Add(Array.IndexOf(kept, token));
                values.Add((float)row[token]);
            }
            starts.Add(columns.Count);
        }
        var regression = SparseLogistic.Fit(new SparseMatrix(kept.Length, [.. starts], [.. columns], [.. values]), rows.Select(row => row.Item2).ToArray(), 3, new SparseLogisticOptions(), new TrainingContext { Threads = 1 });
        return tokens => [.. Enumerable.Range(0, 3).Select(genre => Weighted(tokens, frequencies).Sum(one => one.Value * regression.Weights(Array.IndexOf(kept, one.Key))[genre]))];
    }

    private static int NaivePart(int[] tokens)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var token in tokens) hash = unchecked((hash ^ (ulong)token) * 0x100000001B3);
        return (int)((hash >> 32) % 5);
    }

    private static int[] Tokens(Dataset data, int row) => [.. data.Features.Row(row)[4..16].ToArray().TakeWhile(token => token >= 0).Select(token => (int)token)];

    private static Matrix Scores(Network network, NetworkWeights weights, Dataset data, bool training, InstructionSet instructions)
    {
        var scores = new Matrix(data.Rows, 3);
        var chunk = new Chunk(network, Chunk.MaximumRows, training);
        for (var first = 0; first < data.Rows; first += Chunk.MaximumRows)
        {
            chunk.Rows = Math.Min(Chunk.MaximumRows, data.Rows - first);
            ChunkInput.Fill(chunk, data.Inputs, [.. Enumerable.Range(first, chunk.Rows)]);
            network.Forward(weights, chunk, 0, 2, new Pass(training, 1, instructions));
            for (var row = 0; row < chunk.Rows; row++)
                for (var genre = 0; genre < 3; genre++) scores[first + row, genre] = chunk.Values[2].Panel(row / 32)[genre * 32 + row % 32];
        }
        return scores;
    }

    // Of BranchSamples.Table, each row with some words, a few of them twice.
    private static Dataset Lyrics(int rows, ulong seed)
    {
        var data = BranchSamples.Table(rows, seed);
        var random = new RandomSource(seed + 100);
        for (var row = 0; row < rows; row++)
        {
            var words = data.Features.Row(row)[4..16];
            if (row % 17 == 0) words.Fill(-1);
            else if (words[0] < 0) words[0] = random.NextInt32(36);
            if (words[0] >= 0 && words[1] < 0) words[1] = words[0];
        }
        return data;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
