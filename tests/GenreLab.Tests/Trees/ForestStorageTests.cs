using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Trees;
using GenreLab.Trees.Forests;

namespace GenreLab.Tests.Trees;

/// <summary>Forests as settings and tensors: what was stored comes back, and what cannot be is refused.</summary>
public class ForestStorageTests
{
    public static TheoryData<string> Kinds() => ["decision-tree", "random-forest", "extra-trees"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WhatWasStoredComesBack(string kind)
    {
        // Enough features that a node needs two bytes for one, and enough genres that a leaf does.
        foreach (var (rows, features, genres) in (ReadOnlySpan<(int, int, int)>)[(300, 9, 5), (60, 253, 3), (60, 254, 3), (60, 255, 3), (60, 256, 3), (60, 300, 3), (700, 4, 256), (700, 4, 300)])
        {
            var train = RandomTable.Draw(new RandomSource(61), rows, features, genres);
            foreach (var weights in (string[])["none", "balanced"])
            {
                var trainer = TrainerOptions.Set(Small(kind), "classWeights", weights);
                var classifier = trainer.Fit(train, null, new TrainingContext());
                var back = (ForestClassifier)ModelKinds.Find(kind).Import(classifier.Export());
                Assert.Equal(RandomTable.Bits(classifier), RandomTable.Bits(back));
                Assert.Equal(RandomTable.Predict(classifier, train.Features).Values, RandomTable.Predict(back, train.Features).Values);
                Assert.Equal((kind, features, genres), (back.Kind, back.FeatureCount, back.LabelCount));
                Assert.Equal(((IGainImportance)classifier).GainImportance(train.FeatureNames), back.GainImportance(train.FeatureNames));
            }
        }
    }

    [Fact]
    public void OutOfBagScoreComesBack()
    {
        var train = RandomTable.Draw(new RandomSource(62), 200, 6, 4);
        var forest = (ForestClassifier)(ForestTests.Forest("random-forest", 5) with { OutOfBag = true }).Fit(train, null, new TrainingContext());
        Assert.Equal(forest.OutOfBag, ForestClassifier.Import("random-forest", forest.Export()).OutOfBag);
    }

    [Fact]
    public void RandomTreesComeBackNodeForNode()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            var random = new RandomSource(seed);
            var train = RandomTable.Draw(random, 50, 1 + random.NextInt32(40), 3);
            var binning = RandomTable.Binned(train).Binning;
            var trees = Enumerable.Range(0, 1 + random.NextInt32(5)).Select(_ => TreeTests.Draw(random, binning.Features.Length, random.NextInt32(50))).ToList();
            var tensors = new Dictionary<string, Tensor>();
            TreeTensors.Export(binning, trees, tensors);
            var (bins, back) = TreeTensors.Import(tensors);
            Assert.Equal(trees.Count, back.Length);
            for (var i = 0; i < back.Length; i++) Assert.Equal(trees[i].Nodes.ToArray(), back[i].Nodes.ToArray());
            for (var feature = 0; feature < bins.Features.Length; feature++)
            {
                Assert.Equal(binning.Features[feature].Parameters, bins.Features[feature].Parameters);
                Assert.Equal(binning.Features[feature].IsCategory, bins.Features[feature].IsCategory);
            }
        }
    }

    public static TheoryData<string> Hostilities() => [.. Damages.Keys];

    [Theory]
    [MemberData(nameof(Hostilities))]
    public void WhatCannotBeIsRefusedAsADamagedFile(string damage)
    {
        var state = Sample().Export();
        var tensors = new Dictionary<string, Tensor>(state.Tensors);
        Damages[damage](state.Settings, tensors);
        var message = Assert.Throws<ModelFileException>(() => ForestClassifier.Import("random-forest", new StoredState(state.Settings, tensors))).Message;
        Assert.Contains("damaged", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("random-forest")]
    [InlineData("gradient-boosting")]
    public void AnyChangeIsRefusedOrGivesAModelThatWorks(string kind)
    {
        var sample = kind == "random-forest" ? Sample()
            : TrainerOptions.Set(TrainerOptions.Set(ModelKinds.Find(kind).DefaultTrainer, "rounds", "3"), "minChildWeight", "1").Fit(SampleRows(), null, new TrainingContext());
        var original = sample.Export();
        var x = RandomTable.Draw(new RandomSource(64), 20, sample.FeatureCount, 4).Features;
        var refused = 0;
        for (ulong seed = 0; seed < 4000; seed++)
        {
            var random = RandomSource.For(seed, 9);
            var settings = (JsonObject)original.Settings.DeepClone();
            var tensors = new Dictionary<string, Tensor>(original.Tensors);
            for (var change = random.NextInt32(3); change >= 0; change--) Change(tensors, [.. original.Tensors.Keys.Order(StringComparer.Ordinal)], settings, random);
            try
            {
                var back = ModelKinds.Find(kind).Import(new StoredState(settings, tensors));
                if (back.FeatureCount == x.Columns) RandomTable.AssertProbabilities(RandomTable.Predict(back, x));
                back.Export();
            }
            catch (ModelFileException)
            {
                refused++;
            }
            catch (Exception other) when (other is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"Case {seed}: {other}");
            }
        }
        Assert.InRange(refused, 1000, 3999);
    }

    private static ForestClassifier Sample() =>
        (ForestClassifier)(ForestTests.Forest("random-forest", 3) with { OutOfBag = true }).Fit(SampleRows(), null, new TrainingContext());

    // The first feature is a category of five values, the second has many.
    private static Dataset SampleRows()
    {
        var train = RandomTable.Draw(new RandomSource(63), 80, 7, 4);
        for (var row = 0; row < train.Rows; row++) (train.Features[row, 0], train.Features[row, 1]) = (row % 5, row + train.Labels[row]);
        return train with { CategoryColumns = [0] };
    }

    private static IClassifierTrainer Small(string kind) => kind == "decision-tree" ? new DecisionTreeTrainer() : ForestTests.Forest(kind, 4);

    private static readonly string[] Names =
        ["bins.sizes", "bins.values", "bins.category", "nodes.counts", "nodes.feature", "nodes.bin", "nodes.missing_left", "leaves.sizes", "leaves.genre", "leaves.weight", "gain"];

    private static Dictionary<string, Action<JsonObject, Dictionary<string, Tensor>>> Damages { get; } = AllDamages();

    private static Dictionary<string, Action<JsonObject, Dictionary<string, Tensor>>> AllDamages()
    {
        var all = new Dictionary<string, Action<JsonObject, Dictionary<string, Tensor>>>();
        foreach (var name in Names)
        {
            all[$"no {name}"] = (_, tensors) => tensors.Remove(name);
            all[$"{name} of another type"] = (_, tensors) => tensors[name] = Tensor.From<long>([1, 2, 3]);
            all[$"{name} empty"] = (_, tensors) => tensors[name] = tensors[name] with { Shape = [0], Bytes = default };
            all[$"{name} cut short"] = (_, tensors) => tensors[name] = tensors[name] with { Bytes = tensors[name].Bytes[..(tensors[name].Bytes.Length / 16 * 8)] };
            all[$"{name} too long"] = (_, tensors) => tensors[name] = tensors[name] with { Bytes = new byte[tensors[name].Bytes.Length + 8] };
        }
        foreach (var (what, value) in (ReadOnlySpan<(string, JsonNode?)>)[("absent", null), ("zero", 0), ("negative", -1), ("too many", 65_536), ("text", "4"), ("a fraction", 2.5), ("a list", new JsonArray(4)), ("huge", 1e300), ("fewer than in leaves", 2)])
            all[$"genres {what}"] = (settings, _) => settings["genres"] = value?.DeepClone();
        foreach (var (what, value) in (ReadOnlySpan<(string, JsonNode?)>)[("a number", 3), ("empty", new JsonObject()), ("text inside", JsonNode.Parse("""{"rows":"a","accuracy":1,"logLoss":1}"""))])
            all[$"out-of-bag score {what}"] = (settings, _) => settings["outOfBag"] = value!.DeepClone();
        all["a negative bin count"] = Int("bins.sizes", 0, -1);
        all["too many bins"] = Int("bins.sizes", 1, 255);
        all["a bin count beyond the values"] = Int("bins.sizes", 1, int.MaxValue);
        all["fewer bins than values"] = Int("bins.sizes", 1, 0);
        all["a category twice"] = Edit<float>("bins.values", values => values[1] = values[0]);
        all["edges out of order"] = Edit<float>("bins.values", values => values[7] = values[6]);
        all["an edge that is not a number"] = Edit<float>("bins.values", values => values[6] = float.NaN);
        all["an infinite edge"] = Edit<float>("bins.values", values => values[5] = float.NegativeInfinity);
        all["no nodes in a tree"] = Int("nodes.counts", 0, 0);
        all["a negative number of nodes"] = Int("nodes.counts", 0, -5);
        all["more nodes than there are"] = Int("nodes.counts", 0, int.MaxValue);
        all["fewer nodes than there are"] = Int("nodes.counts", 0, 1);
        all["one tree more"] = (_, tensors) => tensors["nodes.counts"] = Tensor.From<int>([.. tensors["nodes.counts"].Read<int>(), 1]);
        all["a feature there is not"] = Edit<byte>("nodes.feature", nodes => nodes[0] = 7);
        all["a leaf for a root"] = Edit<byte>("nodes.feature", nodes => nodes[0] = 255);
        all["a split for a leaf"] = Edit<byte>("nodes.feature", nodes => nodes[^1] = 0);
        all["splits without end"] = Edit<byte>("nodes.feature", nodes => nodes.Clear());
        all["leaves only"] = Edit<byte>("nodes.feature", nodes => nodes.Fill(255));
        all["a split at the bin of missing values"] = Edit<byte>("nodes.bin", nodes => nodes[0] = 255);
        all["an empty leaf"] = Edit<byte>("leaves.sizes", sizes => sizes[0] = 0);
        all["a leaf of more than there is"] = Edit<byte>("leaves.sizes", sizes => sizes[0]++);
        all["a genre there is not"] = Edit<byte>("leaves.genre", genres => genres[3] = 4);
        all["a weight of nothing"] = Edit<byte>("leaves.weight", weights => weights[0] = 0);
        all["a gain that is not a number"] = Edit<double>("gain", gains => gains[2] = double.NaN);
        all["an infinite gain"] = Edit<double>("gain", gains => gains[^1] = double.PositiveInfinity);
        return all;
    }

    private delegate void Editing<T>(Span<T> values);

    private static Action<JsonObject, Dictionary<string, Tensor>> Edit<T>(string name, Editing<T> edit) where T : unmanaged => (_, tensors) =>
    {
        var values = tensors[name].Read<T>().ToArray();
        edit(values);
        tensors[name] = Tensor.From<T>(values, [.. tensors[name].Shape]);
    };

    private static Action<JsonObject, Dictionary<string, Tensor>> Int(string name, int index, int value) => Edit<int>(name, values => values[index] = value);

    private static void Change(Dictionary<string, Tensor> tensors, string[] names, JsonObject settings, RandomSource random)
    {
        var name = names[random.NextInt32(names.Length)];
        var bytes = tensors.TryGetValue(name, out var tensor) ? tensor.Bytes.ToArray() : [];
        switch (random.NextInt32(8))
        {
            case 0:
                tensors.Remove(name);
                break;
            case 1:
                tensors[name] = new Tensor(new[] { "F32", "F64", "I32", "U16", "U8" }[random.NextInt32(5)], [bytes.Length], bytes);
                break;
            case 2:
                tensors[name] = new Tensor(tensor?.ElementType ?? "U8", [1], bytes.AsMemory(0, random.NextInt32(bytes.Length + 1)));
                break;
            case 3:
                settings[new[] { "genres", "features", "trees", "outOfBag" }[random.NextInt32(4)]] = random.NextInt32(3) switch { 0 => random.NextInt32(9), 1 => "rock", _ => null };
                break;
            default:
                if (bytes.Length == 0) break;
                for (var edits = random.NextInt32(3); edits >= 0; edits--)
                {
                    var place = random.NextInt32(bytes.Length);
                    bytes[place] = random.NextInt32(4) switch { 0 => 0, 1 => 255, 2 => (byte)(bytes[place] ^ 1 << random.NextInt32(8)), _ => (byte)random.NextInt32(256) };
                }
                tensors[name] = tensor! with { Bytes = bytes };
                break;
        }
    }
}
