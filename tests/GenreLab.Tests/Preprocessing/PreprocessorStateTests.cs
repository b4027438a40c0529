using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Preprocessing;

namespace GenreLab.Tests.Preprocessing;

public class PreprocessorStateTests
{
    [Theory]
    [InlineData(Scaling.None)]
    [InlineData(Scaling.MinMax)]
    [InlineData(Scaling.Standard)]
    [InlineData(Scaling.ZMaxAbs)]
    [InlineData(Scaling.Quantile)]
    [InlineData(Scaling.PiecewiseLinear)]
    public void ComesBackTheSameToTheBit(Scaling scaling)
    {
        var (table, schema) = PreprocessorTests.Big(2_000);
        var options = new PreprocessingOptions { Scaling = scaling, Bins = 8, Raw = ["mode"], Imputation = Imputation.Mean };
        var original = Preprocessor.Fit(table, schema, [.. Enumerable.Range(0, 1_500)], options);
        var stored = original.Export();
        var read = Preprocessor.Import(stored with { Settings = JsonNode.Parse(stored.Settings.ToJsonString())!.AsObject() });
        Assert.Equal(original.OutputNames, read.OutputNames);
        Assert.Equal(original.Features, read.Features);
        Assert.Equal(options with { Raw = read.Options.Raw }, read.Options);
        Assert.True(original.Transform(table, schema).Values.SequenceEqual(read.Transform(table, schema).Values));
    }

    public static TheoryData<string> Damages => [.. Damage.Keys];

    private static readonly Dictionary<string, Func<StoredState, StoredState>> Damage = new()
    {
        ["no settings"] = state => state with { Settings = [] },
        ["no features"] = state => Edit(state, "features", new JsonArray()),
        ["null feature"] = state => Edit(state, "features", new JsonArray((JsonNode?)null)),
        ["features of another type"] = state => Edit(state, "features", 7),
        ["options of another type"] = state => Edit(state, "options", "all"),
        ["null raw list"] = state => Edit(state, "options", new JsonObject { ["raw"] = null }),
        ["unknown scaling"] = state => Edit(state, "options", new JsonObject { ["scaling"] = "log" }),
        ["bins out of range"] = state => Edit(state, "options", new JsonObject { ["bins"] = 1_000_000 }),
        ["feature twice"] = state => Edit(state, "features", new JsonArray([.. Enumerable.Range(0, 4).Select(_ => state.Settings["features"]![0]!.DeepClone())])),
        ["unknown encoder"] = state => EditEncoders(state, "magic"),
        ["null encoder"] = state => EditEncoders(state, null),
        ["no tensors"] = state => state with { Tensors = new Dictionary<string, Tensor>() },
        ["NaN quantile"] = state => Replace(state, "tempo.quantile", Tensor.From<double>([1, double.NaN])),
        ["falling quantiles"] = state => Replace(state, "tempo.quantile", Tensor.From<double>([2, 1])),
        ["no quantiles"] = state => Replace(state, "tempo.quantile", Tensor.From<double>([])),
        ["too many quantiles"] = state => Replace(state, "tempo.quantile", Tensor.From<double>(new double[5_000])),
        ["single precision"] = state => Replace(state, "tempo.quantile", Tensor.From<float>([1, 2])),
        ["wrong shape"] = state => Replace(state, "tempo.quantile", new Tensor("F64", [3], new byte[16])),
        ["negative shape"] = state => Replace(state, "tempo.quantile", new Tensor("F64", [-2], new byte[16])),
        ["square shape"] = state => Replace(state, "tempo.quantile", new Tensor("F64", [1, 2], new byte[16])),
        ["equal bin edges"] = state => Replace(state, "tempo.bins", Tensor.From<double>([1, 1])),
        ["falling categories"] = state => Replace(state, "key.one-hot", Tensor.From<double>([1, 0])),
        ["too few imputation values"] = state => Replace(state, "imputation", Tensor.From<double>([1])),
        ["infinite imputation value"] = state => Replace(state, "imputation", Tensor.From<double>([1, 1, 1, double.PositiveInfinity])),
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void DamageIsNoticed(string damage)
    {
        var (table, schema) = PreprocessorTests.Big(200);
        var state = Preprocessor.Fit(table, schema, Samples.AllRows(table), new() { Scaling = Scaling.PiecewiseLinear }).Export();
        Assert.NotEmpty(Assert.Throws<ModelFileException>(() => Preprocessor.Import(Damage[damage](state))).Message);
    }

    private static StoredState Edit(StoredState state, string key, JsonNode? value)
    {
        var settings = state.Settings.DeepClone().AsObject();
        settings[key] = value;
        return state with { Settings = settings };
    }

    private static StoredState EditEncoders(StoredState state, string? encoder)
    {
        var settings = state.Settings.DeepClone().AsObject();
        settings["features"]![0]!["encoders"] = new JsonArray(encoder);
        return state with { Settings = settings };
    }

    private static StoredState Replace(StoredState state, string name, Tensor tensor) =>
        state with { Tensors = new Dictionary<string, Tensor>(state.Tensors) { [name] = tensor } };
}
