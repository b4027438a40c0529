using System.Numerics;
using System.Text.Json;
using GenreLab.Numerics;
using GenreLab.Trees;
using GenreLab.Trees.Explanation;

namespace GenreLab.Tests.Trees;

/// <summary>Contributions against their definition (all subsets of features), against XGBoost's and against their sum.</summary>
public class TreeShapTests
{
    [Theory]
    [InlineData(1, 4, 0.9)]
    [InlineData(2, 6, 0.8)]
    [InlineData(4, 5, 0.9)]
    [InlineData(6, 8, 0.7)]
    [InlineData(9, 12, 0.6)]
    [InlineData(12, 7, 0.9)]
    public void TheyAreTheShapleyValuesOfTheDefinition(int features, int depth, double split)
    {
        var random = new RandomSource((ulong)(100 * features + depth));
        var shap = new TreeShap(features);
        for (var trial = 0; trial < 12; trial++)
        {
            var (tree, leafCovers, leafValues) = RandomTree.Draw(random, features, depth, split, zeros: trial % 3 * 0.3);
            var covers = TreeShap.Covers(tree, leafCovers);
            for (var i = 0; i < 4; i++)
            {
                var bins = RandomTree.Row(random, features);
                var contributions = new double[features];
                shap.Add(tree, covers, leafValues, bins, contributions);
                var expected = OverAllSubsets(tree, covers, leafValues, bins);
                for (var feature = 0; feature < features; feature++) Assert.Equal(expected[feature], contributions[feature], 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(1, 64, 0.3)]
    [InlineData(3, 64, 0.3)]
    [InlineData(15, 20, 0.85)]
    [InlineData(16, 64, 0.3)]
    [InlineData(17, 40, 0.5)]
    [InlineData(63, 64, 0.4)]
    [InlineData(64, 64, 0.4)]
    [InlineData(65, 64, 0.4)]
    [InlineData(3000, 64, 0.4)]
    public void TheyAddUpHoweverDeepAndWide(int features, int depth, double split)
    {
        var random = new RandomSource((ulong)(features + depth));
        var shap = new TreeShap(features);
        for (var trial = 0; trial < 20; trial++)
        {
            var (tree, leafCovers, leafValues) = RandomTree.Draw(random, features, depth, split, zeros: trial % 4 * 0.2);
            var covers = TreeShap.Covers(tree, leafCovers);
            var bins = RandomTree.Row(random, features);
            var contributions = new double[features];
            shap.Add(tree, covers, leafValues, bins, contributions);
            var baseline = TreeShap.Baseline(tree, covers, leafValues);
            Assert.Equal(baseline, shap.LoadedBaseline, 1e-12);
            Assert.Equal(leafValues[tree.Leaf(bins)], baseline + contributions.Sum(), 1e-11);
        }
    }

    public static TheoryData<int> Cases() => [0, 1, 2];

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheyAreThoseOfXGBoost(int index)
    {
        var reference = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "tree-contributions.json")))
            .RootElement.GetProperty("cases")[index];
        int features = reference.GetProperty("features").GetInt32(), classes = reference.GetProperty("classes").GetInt32();
        var trees = reference.GetProperty("trees").EnumerateArray().Select(FromXGBoost).ToArray();
        var shap = new TreeShap(features);
        var rows = reference.GetProperty("rows");
        for (var row = 0; row < rows.GetArrayLength(); row++)
        {
            byte[] bins = [.. rows[row].EnumerateArray().Select(bin => bin.GetByte())];
            for (var genre = 0; genre < classes; genre++)
            {
                var contributions = new double[features];
                double baseline = 0.5, score = 0.5;
                for (var i = genre; i < trees.Length; i += classes)
                {
                    var (tree, covers, values) = trees[i];
                    shap.Add(tree, covers, values, bins, contributions);
                    baseline += TreeShap.Baseline(tree, covers, values);
                    score += values[tree.Leaf(bins)];
                }
                double[] expected = [.. reference.GetProperty("contributions")[row][genre].EnumerateArray().Select(value => value.GetDouble())];
                Assert.Equal(reference.GetProperty("margins")[row][genre].GetDouble(), score, 1e-5);
                for (var feature = 0; feature < features; feature++) Assert.Equal(expected[feature], contributions[feature], 2e-5);
                Assert.Equal(expected[features], baseline, 2e-5);
            }
        }
    }

    [Fact]
    public void ABranchWithoutTrainingRowsTakesPart()
    {
        // Nobody went right at the root; the row does.
        var tree = new Tree([TreeNode.Split(2, 0, 3, false), TreeNode.AsLeaf(0), TreeNode.Split(4, 1, 3, false), TreeNode.AsLeaf(1), TreeNode.AsLeaf(2)]);
        var covers = TreeShap.Covers(tree, [10, 0, 0]);
        var contributions = new double[2];
        new TreeShap(2).Add(tree, covers, [1.0, 2, 4], [5, 5], contributions);
        Assert.Equal(OverAllSubsets(tree, covers, [1, 2, 4], [5, 5]), contributions);
        Assert.Equal(3, contributions.Sum(), 1e-12);
    }

    [Fact]
    public void ALeafAloneAndATreeOfZerosContributeNothing()
    {
        var contributions = new double[2];
        var shap = new TreeShap(2);
        shap.Add(new Tree([TreeNode.AsLeaf(0)]), [7], [0.25], [1, 1], contributions);
        Assert.Equal(0.25, shap.LoadedBaseline);
        shap.Add(new Tree([TreeNode.Split(2, 0, 3, false), TreeNode.AsLeaf(0), TreeNode.AsLeaf(1)]), [7, 3, 4], [0, 0], [1, 1], contributions);
        Assert.Equal(0, shap.LoadedBaseline);
        Assert.Equal([0, 0], contributions);
    }

    [Fact]
    public void ARowIsExplainedWithoutAllocating()
    {
        var random = new RandomSource(2);
        var (tree, leafCovers, leafValues) = RandomTree.Draw(random, 20, 12, 0.8, 0.1);
        var covers = TreeShap.Covers(tree, leafCovers);
        var shap = new TreeShap(20);
        var bins = RandomTree.Row(random, 20);
        var contributions = new double[20];
        shap.Add(tree, covers, leafValues, bins, contributions);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) shap.Add(tree, covers, leafValues, bins, contributions);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>The definition: what the feature changes, averaged over all orders in which the features become known.</summary>
    private static double[] OverAllSubsets(Tree tree, double[] covers, double[] leafValues, byte[] bins)
    {
        var features = bins.Length;
        var values = new double[1 << features];
        for (uint known = 0; known < values.Length; known++) values[known] = Expected(0, known);
        var contributions = new double[features];
        for (uint known = 0; known < values.Length; known++)
        {
            var size = BitOperations.PopCount(known);
            for (var feature = 0; feature < features; feature++)
            {
                if ((known >> feature & 1) != 0) continue;
                contributions[feature] += (values[known | 1u << feature] - values[known]) / (features * Choose(features - 1, size));
            }
        }
        return contributions;

        double Expected(int position, uint known)
        {
            var node = tree.Nodes[position];
            if (node.IsLeaf) return leafValues[node.Leaf];
            int left = position + 1, right = node.Right;
            if ((known >> node.Feature & 1) != 0) return Expected(node.GoesLeft(bins[node.Feature]) ? left : right, known);
            var cover = covers[left] + covers[right];
            var share = cover > 0 ? covers[left] / cover : 0.5;
            return share * Expected(left, known) + (1 - share) * Expected(right, known);
        }
    }

    private static double Choose(int n, int k)
    {
        double ways = 1;
        for (var i = 0; i < k; i++) ways = ways * (n - i) / (i + 1);
        return ways;
    }

    private static (Tree Tree, double[] Covers, double[] Values) FromXGBoost(JsonElement listed)
    {
        var nodes = listed.EnumerateArray().Select(node => node.EnumerateArray().Select(value => value.GetDouble()).ToArray()).ToArray();
        var tree = new TreeNode[nodes.Length];
        var values = new List<double>();
        Place(0);
        return (new Tree(tree), [.. nodes.Select(node => node[3])], [.. values]);

        int Place(int position)
        {
            if (nodes[position][0] < 0)
            {
                tree[position] = TreeNode.AsLeaf(values.Count);
                values.Add(nodes[position][4]);
                return position + 1;
            }
            var right = Place(position + 1);
            tree[position] = TreeNode.Split(right, (int)nodes[position][0], (int)nodes[position][1], nodes[position][2] != 0);
            return Place(right);
        }
    }
}
