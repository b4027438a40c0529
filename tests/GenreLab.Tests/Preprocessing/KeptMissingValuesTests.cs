using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Preprocessing;

namespace GenreLab.Tests.Preprocessing;

/// <summary>With <see cref="Imputation.Learn"/> a missing value is NaN in every output of its feature, whatever the encoding, and all else is as ever.</summary>
public class KeptMissingValuesTests
{
    public static TheoryData<Scaling> Scalings => [.. Enum.GetValues<Scaling>()];

    [Theory]
    [MemberData(nameof(Scalings))]
    public void AreNaNInEveryOutputOfTheirFeatureAndNowhereElse(Scaling scaling)
    {
        var (table, schema) = PreprocessorTests.Big(3_000);
        int[] train = [.. Enumerable.Range(0, 2_000)];
        foreach (var oneHot in (bool[])[true, false])
        {
            var options = new PreprocessingOptions { Scaling = scaling, OneHot = oneHot, Bins = 8 };
            var imputed = Preprocessor.Fit(table, schema, train, options with { Imputation = Imputation.Median }).Transform(table, schema);
            var preprocessor = Preprocessor.Fit(table, schema, train, options with { Imputation = Imputation.Learn });
            var kept = preprocessor.Transform(table, schema);
            Assert.True(preprocessor.KeepsMissing);
            Assert.Equal(imputed.Columns, kept.Columns);
            for (var feature = 0; feature < schema.Features.Count; feature++)
            {
                var values = ((NumberColumn)table.Columns[feature]).Values;
                var (first, count) = preprocessor.FeatureOutputs[feature].GetOffsetAndLength(kept.Columns);
                for (var row = 0; row < kept.Rows; row++)
                {
                    var outputs = kept.Row(row).Slice(first, count);
                    if (double.IsNaN(values[row])) Assert.Equal(count, outputs.Count(float.NaN));
                    else Assert.True(outputs.SequenceEqual(imputed.Row(row).Slice(first, count)));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Scalings))]
    public void AFeatureWithoutAnyValueIsTrainedOn(Scaling scaling)
    {
        var (table, schema) = Samples.Make(
            ("tempo", FeatureKind.Numeric, [double.NaN, double.NaN, 120]), ("key", FeatureKind.Category, [double.NaN, double.PositiveInfinity, 5]), ("mode", FeatureKind.Flag, [1, 0, 1]));
        var preprocessor = Preprocessor.Fit(table, schema, [0, 1], new() { Scaling = scaling, Imputation = Imputation.Learn });
        var output = preprocessor.Transform(table, schema);
        for (var column = 0; column < output.Columns - 1; column++)
        {
            Assert.True(float.IsNaN(output[0, column]));
            Assert.True(float.IsNaN(output[1, column]));
            Assert.True(float.IsFinite(output[2, column]));
        }
        Assert.True(float.IsFinite(output[0, output.Columns - 1]));
        Assert.Throws<DataException>(() => Preprocessor.Fit(table, schema, [0, 1], new() { Scaling = scaling, Imputation = Imputation.Median }));
    }

    [Theory]
    [MemberData(nameof(Scalings))]
    public void StoredAndReadAgainTheyAreTheSame(Scaling scaling)
    {
        var (table, schema) = PreprocessorTests.Big(500);
        var original = Preprocessor.Fit(table, schema, Samples.AllRows(table), new() { Scaling = scaling, Bins = 4, Imputation = Imputation.Learn });
        var stored = original.Export();
        Assert.DoesNotContain("imputation", stored.Tensors.Keys);
        Assert.All(stored.Tensors.Values, tensor => Assert.All(tensor.Read<double>().ToArray(), value => Assert.True(double.IsFinite(value))));
        var read = Preprocessor.Import(stored with { Settings = JsonNode.Parse(stored.Settings.ToJsonString())!.AsObject() });
        Assert.Equal((true, Imputation.Learn), (read.KeepsMissing, read.Options.Imputation));
        Assert.Equal(original.FeatureOutputs, read.FeatureOutputs);
        Assert.Equal(original.CategoryOutputs, read.CategoryOutputs);
        var again = read.Transform(table, schema).Values.ToArray();
        Assert.Equal(original.Transform(table, schema).Values.ToArray().Select(BitConverter.SingleToUInt32Bits), again.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void OutputsAreToldByFeatureAndByKind()
    {
        var (table, schema) = Samples.Make(
            ("tempo", FeatureKind.Numeric, [90, 100, 120]), ("key", FeatureKind.Category, [0, 5, 11]), ("mode", FeatureKind.Flag, [0, 1, 1]), ("time_signature", FeatureKind.Category, [3, 4, 4]));
        Preprocessor Fit(PreprocessingOptions options) => Preprocessor.Fit(table, schema, [0, 1, 2], options);

        var bare = Fit(new() { Scaling = Scaling.None, OneHot = false });
        Assert.Equal([0..1, 1..2, 2..3, 3..4], bare.FeatureOutputs);
        Assert.Equal([1, 3], bare.CategoryOutputs);

        var encoded = Fit(new() { Scaling = Scaling.PiecewiseLinear, Bins = 2 });
        Assert.Equal([0..3, 3..6, 6..7, 7..9], encoded.FeatureOutputs);
        Assert.Empty(encoded.CategoryOutputs);

        // Scaled, a category's numbers are no names any more; left raw they are.
        Assert.Equal([3], Fit(new() { Scaling = Scaling.Standard, OneHot = false, Raw = ["time_signature"] }).CategoryOutputs);
    }
}
