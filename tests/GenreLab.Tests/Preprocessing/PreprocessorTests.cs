using System.Text.Json;
using GenreLab.Data;
using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Tests.Preprocessing;

public class PreprocessorTests
{
    private static readonly JsonDocument Fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "preprocessing.json")));

    public static TheoryData<string, Scaling, string> Peers
    {
        get
        {
            var data = new TheoryData<string, Scaling, string>();
            foreach (var column in new[] { "tempo", "instrumentalness", "popularity", "small" })
            {
                data.Add(column, Scaling.MinMax, "minMax");
                data.Add(column, Scaling.Standard, "standard");
                data.Add(column, Scaling.ZMaxAbs, "zMaxAbs");
                data.Add(column, Scaling.Quantile, "quantile");
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public void ScalesAsScikitLearnDoes(string column, Scaling scaling, string expected)
    {
        var peer = Fixture.RootElement.GetProperty(column);
        var numbers = Numbers(peer.GetProperty(expected));
        var output = FitAndTransform(peer, new() { Scaling = scaling });
        for (var i = 0; i < numbers.Length; i++) Assert.Equal(numbers[i], output[output.Rows - numbers.Length + i, 0], 2e-6 * Math.Max(1, Math.Abs(numbers[i])));
    }

    [Theory]
    [InlineData("tempo")]
    [InlineData("instrumentalness")]
    [InlineData("popularity")]
    [InlineData("small")]
    public void PiecewiseLinearFollowsThePaper(string column)
    {
        var peer = Fixture.RootElement.GetProperty(column);
        var quantile = Numbers(peer.GetProperty("quantile"));
        var rows = peer.GetProperty("piecewise").EnumerateArray().Select(Numbers).ToArray();
        var output = FitAndTransform(peer, new() { Scaling = Scaling.PiecewiseLinear, Bins = peer.GetProperty("bins").GetInt32() });
        Assert.Equal(1 + rows[0].Length, output.Columns);
        for (var i = 0; i < rows.Length; i++)
        {
            var actual = output.Row(output.Rows - rows.Length + i);
            Assert.Equal(quantile[i], actual[0], 1e-5);
            for (var bin = 0; bin < rows[i].Length; bin++) Assert.Equal(rows[i][bin], actual[1 + bin], 1e-6 * Math.Max(1, Math.Abs(rows[i][bin])));
        }
    }

    [Theory]
    [InlineData(Imputation.Median, "median")]
    [InlineData(Imputation.Drop, "median")]
    [InlineData(Imputation.Mean, "mean")]
    public void MissingNumbersBecomeTheTrainingMedianOrMean(Imputation imputation, string expected)
    {
        var peer = Fixture.RootElement.GetProperty("tempo");
        var values = Numbers(peer.GetProperty("values"))[..peer.GetProperty("train").GetInt32()];
        for (var i = 0; i < values.Length; i += 7) values[i] = double.NaN;
        var (table, schema) = Samples.Make(("tempo", FeatureKind.Numeric, values));
        var output = Preprocessor.Fit(table, schema, Samples.AllRows(table), new() { Scaling = Scaling.None, Imputation = imputation }).Transform(table, schema);
        Assert.Equal((float)peer.GetProperty(expected).GetDouble(), output[7, 0], 1e-4f);
        Assert.Equal((float)values[1], output[1, 0]);
    }

    [Fact]
    public void MissingFlagsAndCategoriesBecomeTheMostFrequent()
    {
        var (table, schema) = Samples.Make(
            ("mode", FeatureKind.Flag, [1, 1, 0, double.NaN, double.PositiveInfinity]),
            ("key", FeatureKind.Category, [5, 5, 11, double.NaN, 1]));
        var output = Preprocessor.Fit(table, schema, [0, 1, 2], new() { Imputation = Imputation.Mean }).Transform(table, schema, [3, 4]);
        Assert.Equal([1f, 1f, 0f], output.Row(0).ToArray());
        // An infinite flag counts as missing; key 1 was never seen in training.
        Assert.Equal([1f, 0f, 0f], output.Row(1).ToArray());
    }

    [Fact]
    public void OnlyTrainingRowsAreLearntFrom()
    {
        var (table, schema) = Samples.Make(("energy", FeatureKind.Numeric, [0, 10, 5, 1000]));
        var output = Preprocessor.Fit(table, schema, [0, 1, 2], new() { Scaling = Scaling.MinMax }).Transform(table, schema);
        Assert.Equal(100, output[3, 0]);
        Assert.Equal(1, output[1, 0]);
    }

    [Theory]
    [InlineData(Scaling.MinMax)]
    [InlineData(Scaling.Standard)]
    [InlineData(Scaling.ZMaxAbs)]
    [InlineData(Scaling.Quantile)]
    [InlineData(Scaling.PiecewiseLinear)]
    public void AConstantFeatureBecomesZero(Scaling scaling)
    {
        var (table, schema) = Samples.Make(("liveness", FeatureKind.Numeric, [0.1, 0.1, 0.1, 3]));
        var preprocessor = Preprocessor.Fit(table, schema, [0, 1, 2], new() { Scaling = scaling });
        Assert.Equal(["liveness"], preprocessor.OutputNames);
        Assert.Equal([0f, 0f, 0f, 0f], Column(preprocessor.Transform(table, schema), 0));
    }

    [Theory]
    [InlineData(Scaling.None, 1f)]
    [InlineData(Scaling.Quantile, 1f)]
    [InlineData(Scaling.PiecewiseLinear, 1f)]
    [InlineData(Scaling.Standard, 1.7320508f)]
    [InlineData(Scaling.ZMaxAbs, 1f)]
    [InlineData(Scaling.MinMax, 1f)]
    public void FlagsPassUnlessScaledLinearly(Scaling scaling, float expected)
    {
        var (table, schema) = Samples.Make(("explicit", FeatureKind.Flag, [0, 0, 0, 1]));
        Assert.Equal(expected, Preprocessor.Fit(table, schema, Samples.AllRows(table), new() { Scaling = scaling }).Transform(table, schema)[3, 0], 1e-6f);
    }

    [Fact]
    public void RawFeaturesPassUnscaled()
    {
        var (table, schema) = Samples.Make(("mode", FeatureKind.Flag, [0, 1, 1]), ("key", FeatureKind.Category, [3, 7, 11]), ("tempo", FeatureKind.Numeric, [100, 110, 120]));
        var preprocessor = Preprocessor.Fit(table, schema, Samples.AllRows(table), new() { Scaling = Scaling.Standard, Raw = ["mode", "key"] });
        Assert.Equal(["mode", "key", "tempo"], preprocessor.OutputNames);
        Assert.Equal([1f, 11f, 1.2247449f], preprocessor.Transform(table, schema).Row(2).ToArray());
    }

    [Fact]
    public void CategoriesWithoutOneHotAreNumbers()
    {
        var (table, schema) = Samples.Make(("key", FeatureKind.Category, [0, 5, 10]));
        var preprocessor = Preprocessor.Fit(table, schema, Samples.AllRows(table), new() { Scaling = Scaling.MinMax, OneHot = false });
        Assert.Equal([0f, 0.5f, 1f], Column(preprocessor.Transform(table, schema), 0));
    }

    [Fact]
    public void OutputNamesSayWhatTheColumnsAre()
    {
        var (table, schema) = Samples.Make(("key", FeatureKind.Category, [0, 5, 11]), ("tempo", FeatureKind.Numeric, [90, 100, 120]));
        Assert.Equal(["key=0", "key=5", "key=11", "tempo", "tempo[1]", "tempo[2]"],
            Preprocessor.Fit(table, schema, Samples.AllRows(table), new() { Scaling = Scaling.PiecewiseLinear, Bins = 2 }).OutputNames);
    }

    [Fact]
    public void EveryWayOfTransformingGivesTheSameBits()
    {
        var (table, schema) = Big(5_000);
        var preprocessor = Preprocessor.Fit(table, schema, [.. Enumerable.Range(0, 3_000)], new() { Scaling = Scaling.PiecewiseLinear, Bins = 8 });
        var all = preprocessor.Transform(table, schema);
        var chosen = preprocessor.Transform(table, schema, Samples.AllRows(table));
        var reused = new Matrix(777, preprocessor.OutputNames.Count);
        reused.Values.Fill(9);
        preprocessor.Transform(table, schema, 4_000, reused);
        for (var row = 0; row < all.Rows; row++) Assert.True(all.Row(row).SequenceEqual(chosen.Row(row)));
        for (var row = 0; row < reused.Rows; row++) Assert.True(all.Row(4_000 + row).SequenceEqual(reused.Row(row)));
        Assert.All(all.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void FeaturesAreFoundByCanonicalNameWhateverTheirColumn()
    {
        var (train, schema) = Samples.Make(("tempo", FeatureKind.Numeric, [100, 200]), ("energy", FeatureKind.Numeric, [0, 1]));
        var preprocessor = Preprocessor.Fit(train, schema, [0, 1], new() { Scaling = Scaling.MinMax });
        var other = new Table("other.csv", [new NumberColumn("Energy", [0.25]), new NumberColumn("BPM", [150])]);
        var output = preprocessor.Transform(other, Samples.SchemaOf(new("energy", "Energy", FeatureKind.Numeric), new("tempo", "BPM", FeatureKind.Numeric)));
        Assert.Equal([0.5f, 0.25f], output.Row(0).ToArray());
    }

    [Fact]
    public void MissingFeaturesAreAllNamed()
    {
        var (train, schema) = Samples.Make(("tempo", FeatureKind.Numeric, [100, 200]), ("energy", FeatureKind.Numeric, [0, 1]), ("mode", FeatureKind.Flag, [0, 1]));
        var preprocessor = Preprocessor.Fit(train, schema, [0, 1], new());
        var (other, otherSchema) = Samples.Make(("mode", FeatureKind.Flag, [0, 1]));
        var failure = Assert.Throws<DataException>(() => preprocessor.Transform(other, otherSchema));
        Assert.Contains("tempo, energy", failure.Message, StringComparison.Ordinal);
        Assert.Contains("columns mode", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImpossibleRequestsAreRefused()
    {
        var (table, schema) = Samples.Make(("tempo", FeatureKind.Numeric, [100, 200, double.NaN]));
        Assert.Contains("2 to 256", Assert.Throws<OptionException>(() => Preprocessor.Fit(table, schema, [0], new() { Bins = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("'loudness'", Assert.Throws<OptionException>(() => Preprocessor.Fit(table, schema, [0], new() { Raw = ["loudness"] })).Message, StringComparison.Ordinal);
        Assert.Contains("no training rows", Assert.Throws<DataException>(() => Preprocessor.Fit(table, schema, [], new())).Message, StringComparison.Ordinal);
        Assert.Contains("no value", Assert.Throws<DataException>(() => Preprocessor.Fit(table, schema, [2], new())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ValuesFarOutsideStayFinite()
    {
        var (table, schema) = Samples.Make(("tempo", FeatureKind.Numeric, [0, 1e-30, 2e-30, 1e17, 1e300]));
        foreach (var scaling in Enum.GetValues<Scaling>())
            Assert.All(Preprocessor.Fit(table, schema, [0, 1, 2], new() { Scaling = scaling }).Transform(table, schema).Values.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    internal static (Table Table, Schema Schema) Big(int rows)
    {
        var random = new RandomSource(8);
        double[] Draw(Func<double> next) => [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.02 ? double.NaN : next())];
        return Samples.Make(
            ("tempo", FeatureKind.Numeric, Draw(() => 120 + 30 * random.NextNormal())),
            ("mode", FeatureKind.Flag, Draw(() => random.NextInt32(2))),
            ("key", FeatureKind.Category, Draw(() => random.NextInt32(12))),
            ("instrumentalness", FeatureKind.Numeric, Draw(() => Math.Max(0, random.NextDouble() - 0.4))));
    }

    private static Matrix FitAndTransform(JsonElement peer, PreprocessingOptions options)
    {
        var (table, schema) = Samples.Make(("x", FeatureKind.Numeric, Numbers(peer.GetProperty("values"))));
        return Preprocessor.Fit(table, schema, [.. Enumerable.Range(0, peer.GetProperty("train").GetInt32())], options).Transform(table, schema);
    }

    private static float[] Column(Matrix matrix, int column) => [.. Enumerable.Range(0, matrix.Rows).Select(row => matrix[row, column])];

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
