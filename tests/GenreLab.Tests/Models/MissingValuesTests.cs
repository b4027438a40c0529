using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Preprocessing;

namespace GenreLab.Tests.Models;

/// <summary>Missing values from the file to the learner and back through the model file.</summary>
public sealed class MissingValuesTests : IDisposable
{
    private static readonly IReadOnlyList<ModelKind> Kinds = [MissingPatternTrainer.Registered, .. ModelKinds.All];

    private static readonly PreprocessingOptions Learnt = new() { Scaling = Scaling.None, OneHot = false, Imputation = Imputation.Learn };

    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-missing-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Sixty rows: ambient lacks the tempo, folk the key, techno has both; nobody has a valence.</summary>
    private GenreTable Table()
    {
        var lines = new List<string> { "track_id,genre,tempo,key,valence" };
        for (var row = 0; row < 60; row += 3)
        {
            lines.Add($"a{row},ambient,,{row % 12},");
            lines.Add($"f{row},folk,{100 + row},,");
            lines.Add($"t{row},techno,{100 + row},{row % 12},");
        }
        var path = Path.Combine(folder, "holes.csv");
        File.WriteAllLines(path, lines);
        return GenreTable.Load(path, new LoadOptions { Cleaning = new CleaningOptions { Missing = MissingValues.Keep } });
    }

    private static readonly Split Thirds = new(
        [.. Enumerable.Range(0, 60).Where(row => row / 3 % 3 == 0)], [.. Enumerable.Range(0, 60).Where(row => row / 3 % 3 == 1)], [.. Enumerable.Range(0, 60).Where(row => row / 3 % 3 == 2)], "thirds");

    [Fact]
    public void ALearnerThatAsksForThemGetsThem()
    {
        var shown = new List<Dataset>();
        var run = ModelTraining.Run(Table(), Thirds, new MissingPatternTrainer { Shown = shown.Add });
        Assert.Equal(Imputation.Learn, run.Model.Preprocessor.Options.Imputation);
        Assert.Equal(2, shown.Count);
        foreach (var rows in shown)
        {
            Assert.Equal(["tempo", "key", "valence"], rows.FeatureNames);
            Assert.Equal([1], rows.CategoryColumns);
            for (var row = 0; row < rows.Rows; row++)
            {
                Assert.Equal(rows.LabelNames[rows.Labels[row]] == "ambient", float.IsNaN(rows.Features[row, 0]));
                Assert.Equal(rows.LabelNames[rows.Labels[row]] == "folk", float.IsNaN(rows.Features[row, 1]));
                Assert.True(float.IsNaN(rows.Features[row, 2]));
            }
        }
        Assert.Equal(1, run.Test!.Accuracy);
    }

    [Fact]
    public void OtherLearnersGetTheMedian()
    {
        var options = Learnt with { Scaling = Scaling.Standard };
        var features = Table();
        features = new GenreTable(features.Table, features.Schema with { Features = [.. features.Schema.Features.Take(2)] }, features.Cleaning);
        var run = ModelTraining.Run(features, Thirds, new SoftmaxTrainer { Epochs = 2 }, options);
        Assert.Equal(options with { Imputation = Imputation.Median }, run.Model.Preprocessor.Options);
        Assert.False(run.Model.Preprocessor.KeepsMissing);
        var median = ModelTraining.Run(features, Thirds, new SoftmaxTrainer { Epochs = 2 }, options with { Imputation = Imputation.Median });
        Assert.Equal(Bytes(median.Model), Bytes(run.Model));
        // A feature nobody has a value of can only be learnt from by learners that know missing values.
        Assert.Contains("'valence'", Assert.Throws<DataException>(() => ModelTraining.Run(Table(), Thirds, new SoftmaxTrainer { Epochs = 2 }, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheModelFileKeepsThem()
    {
        var table = Table();
        var model = ModelTraining.Run(table, Thirds, new MissingPatternTrainer()).Model;
        using var stream = new MemoryStream(Bytes(model));
        var file = ModelFile.Read(stream, "m");
        Assert.Equal("learn", file.Document["preprocessor"]!["options"]!["imputation"]!.GetValue<string>());
        Assert.DoesNotContain("preprocessor.imputation", file.Tensors.Keys);
        var loaded = GenreModel.Load(stream, "m", Kinds);
        Assert.True(loaded.Preprocessor.KeepsMissing);
        Assert.Equal([1], loaded.Preprocessor.CategoryOutputs);
        Assert.Equal(1, loaded.Evaluate(table, Thirds.Test).Accuracy);
        Assert.Equal(Bytes(model), Bytes(loaded));
    }

    [Fact]
    public void AModelFileThatGivesThemToAClassifierThatCannotUseThemIsRefused()
    {
        var model = ModelTraining.Run(GenreTable.Load(SmallTable.Write(folder)), new Split([.. Enumerable.Range(0, 60)], [], [], "first"), new MlpTrainer { Hidden = [4], Epochs = 1 }).Model;
        using var stream = new MemoryStream(Bytes(model));
        var file = ModelFile.Read(stream, "m");
        file.Document["preprocessor"]!["options"]!["imputation"] = "learn";
        using var changed = new MemoryStream();
        new ModelFile(file.Document, file.Tensors).Write(changed);
        Assert.Contains("leaves missing values to a model of kind 'mlp', which cannot use them", Assert.Throws<ModelFileException>(() => GenreModel.Load(changed, "m")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImportanceOfMissingnessCanBeMeasured()
    {
        var table = Table();
        var importance = ModelTraining.Run(table, Thirds, new MissingPatternTrainer()).Model.MeasureImportance(table, Thirds.Test);
        Assert.Equal(["tempo", "key", "valence"], importance.Select(feature => feature.Feature));
        Assert.True(importance[0].Importance > 0.2);
        Assert.True(importance[1].Importance > 0.2);
        Assert.Equal(new FeatureImportance("valence", 0, 0, 0), importance[2]);
    }

    private static byte[] Bytes(GenreModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
