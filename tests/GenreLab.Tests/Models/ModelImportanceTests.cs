using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Tests.Models;

/// <summary>What a model owes to the features of a table, whatever inputs are made of them.</summary>
public sealed class ModelImportanceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-importance-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>The key alone tells the genre, in a way that only its one-hot columns together can; the tempo says nothing.</summary>
    private GenreTable Table(int rows, string[] genres)
    {
        var random = new RandomSource(3);
        var lines = new List<string> { "track_id,genre,tempo,key" };
        for (var row = 0; row < rows; row++)
        {
            var key = random.NextInt32(12);
            lines.Add($"t{row},{genres[key * 5 % 12 % genres.Length]},{100 + random.NextInt32(50)},{key}");
        }
        var path = Path.Combine(folder, $"{rows}-{genres[0]}.csv");
        File.WriteAllLines(path, lines);
        return GenreTable.Load(path);
    }

    [Fact]
    public void InputsMadeFromOneFeatureAreShuffledTogether()
    {
        var table = Table(1_200, ["folk", "jazz", "rock"]);
        var split = Splitter.Split(table);
        var model = GenreModel.Train(table, split, new SoftmaxTrainer { LearningRate = 0.1 });
        Assert.Equal(1, model.Evaluate(table, split.Test).Accuracy);
        var importance = model.MeasureImportance(table, split.Test);
        Assert.Equal(["tempo", "key"], importance.Select(feature => feature.Feature));
        Assert.InRange(importance[0].Importance, -0.01, 0.02);
        // A shuffled key says one of three genres, rightly in a third of the rows.
        Assert.Equal(2 / 3.0, importance[1].Importance, 0.06);
        Assert.InRange(2 / 3.0, importance[1].Low - 0.02, importance[1].High + 0.02);
        Assert.Equal(importance, model.MeasureImportance(table, split.Test, new PermutationOptions { Threads = 1 }));
        Assert.NotEqual(importance, model.MeasureImportance(table, split.Test, new PermutationOptions { Rows = 50 }));
    }

    [Fact]
    public void RowsOfUnknownGenresAreLeftOut()
    {
        var table = Table(600, ["folk", "jazz", "rock"]);
        var model = GenreModel.Train(table, Splitter.Split(table), new SoftmaxTrainer { LearningRate = 0.1 });
        var other = Table(600, ["polka", "zydeco"]);
        Assert.Contains("it knows folk, jazz, rock", Assert.Throws<DataException>(() => model.MeasureImportance(other)).Message, StringComparison.Ordinal);
        var some = Table(600, ["swing", "jazz", "rock"]);
        Assert.True(model.MeasureImportance(some)[1].Importance > 0.2);
    }
}
