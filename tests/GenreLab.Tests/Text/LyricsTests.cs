using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Text;

namespace GenreLab.Tests.Text;

/// <summary>Real lyrics of seven genres, no artist both in training and in test.</summary>
public class LyricsTests
{
    private sealed record Songs(string?[] Texts, int[] Labels);

    [Fact]
    public void WordsAloneTellGenresApart()
    {
        var (train, test) = Load();
        var terms = TfIdf.Fit(train.Texts, new TfIdfOptions { MinimumDocuments = 5, Sublinear = true });
        var shape = TextShape.Fit(train.Texts, new TokenizerOptions());
        var fitted = SparseLogistic.Fit(terms.Apply(train.Texts).Beside(shape.Apply(train.Texts)), train.Labels, 7, new SparseLogisticOptions { C = 0.7 }, new TrainingContext { Threads = 2 });
        var probabilities = new Matrix(test.Labels.Length, 7);
        fitted.PredictProbabilities(terms.Apply(test.Texts).Beside(shape.Apply(test.Texts)), probabilities);
        var right = Enumerable.Range(0, test.Labels.Length).Count(row => System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(probabilities.Row(row)) == test.Labels[row]);
        Assert.InRange((double)right / test.Labels.Length, 0.34, 0.5);
    }

    [Fact]
    public void NewsVectorsKnowFourWordsInFive()
    {
        var (train, _) = Load();
        var words = Vocabulary.Fit(train.Texts, new Tokenizer(new TokenizerOptions()), new VocabularyOptions());
        var vectors = WordVectors.ReadFile(RealData.File("vectors", "news-word2vec.pca100d.txt"), words, width: 100);
        Assert.InRange(vectors.Coverage.OccurrenceShare, 0.75, 0.9);
        Assert.InRange(vectors.Coverage.WordShare, 0.2, 0.7);
        vectors = WordVectors.ReadFile(RealData.File("vectors", "glove.6B.50d.top2446.txt"), words);
        Assert.Equal(50, vectors.Table.Columns);
    }

    private static (Songs Train, Songs Test) Load()
    {
        var table = TableReader.ReadFile(RealData.File("lyrics", "lyrics_genre.csv"));
        var folds = TableReader.ReadFile(RealData.File("splits", "lyrics.by-artist.csv"));
        var genres = (TextColumn)table["genre"];
        var rows = (NumberColumn)folds["row"];
        return (Songs("train"), Songs("test"));

        Songs Songs(string fold)
        {
            var chosen = Enumerable.Range(0, folds.RowCount).Where(line => folds["fold"].Text(line) == fold).Select(line => (int)rows.Values[line]).ToArray();
            return new Songs([.. chosen.Select(row => table["lyrics"].Text(row))], [.. chosen.Select(row => genres.Codes[row])]);
        }
    }
}
