using GenreLab.Models;
using GenreLab.Trees.Binning;

namespace GenreLab.Trees;

/// <summary>
/// Bins and trees as tensors (docs/MODEL-FORMAT.md). A node takes two bytes and a bit: its feature, or a sign that it is a leaf, the last bin
/// that goes left, and whether missing values do; where its right child stands follows from the order of the nodes.
/// </summary>
internal static class TreeTensors
{
    private const int MostFeatures = ushort.MaxValue - 1;

    /// <summary>Adds <c>bins.*</c> and <c>nodes.*</c>.</summary>
    public static void Export(FeatureBinning binning, IReadOnlyList<Tree> trees, Dictionary<string, Tensor> tensors)
    {
        var features = binning.Features.ToArray();
        tensors["bins.sizes"] = Tensor.From<int>(Array.ConvertAll(features, bins => bins.Parameters.Length));
        tensors["bins.values"] = Tensor.From<float>(features.SelectMany(bins => bins.Parameters).ToArray());
        tensors["bins.category"] = Tensor.From<byte>(Array.ConvertAll(features, bins => bins.IsCategory ? (byte)1 : (byte)0));

        var count = trees.Sum(tree => tree.Nodes.Length);
        var leaf = LeafWord(features.Length);
        var feature = new ushort[count];
        var bin = new byte[count];
        var missingLeft = new byte[(count + 7) / 8];
        var position = 0;
        foreach (var tree in trees)
        {
            foreach (var node in tree.Nodes)
            {
                feature[position] = node.IsLeaf ? leaf : node.Feature;
                bin[position] = node.IsLeaf ? (byte)0 : (byte)node.LastLeftBin;
                missingLeft[position >> 3] |= (byte)(node.Shift << (position & 7));
                position++;
            }
        }
        tensors["nodes.counts"] = Tensor.From<int>(trees.Select(tree => tree.Nodes.Length).ToArray());
        tensors["nodes.feature"] = Narrowed(feature, features.Length < byte.MaxValue);
        tensors["nodes.bin"] = Tensor.From<byte>(bin);
        tensors["nodes.missing_left"] = Tensor.From<byte>(missingLeft);
    }

    /// <summary>Reads them back, trusting nothing.</summary>
    /// <exception cref="ModelFileException">A tensor is missing, or they do not fit each other.</exception>
    public static (FeatureBinning Binning, Tree[] Trees) Import(IReadOnlyDictionary<string, Tensor> tensors)
    {
        var binning = ImportBins(tensors);
        var counts = Read<int>(tensors, "nodes.counts");
        var feature = ReadNarrowed(tensors, "nodes.feature");
        var bin = Read<byte>(tensors, "nodes.bin");
        var missingLeft = Read<byte>(tensors, "nodes.missing_left");
        if (counts.Length == 0 || bin.Length != feature.Length || missingLeft.Length != (feature.Length + 7) / 8) throw Damaged("has trees whose parts are of different lengths");

        var leaf = LeafWord(binning.Features.Length);
        var trees = new Tree[counts.Length];
        var first = 0;
        var waiting = new Stack<int>();
        for (var i = 0; i < trees.Length; i++)
        {
            if (counts[i] < 1 || counts[i] > feature.Length - first) throw Damaged("has a tree with an impossible number of nodes");
            var nodes = new TreeNode[counts[i]];
            var leaves = 0;
            for (var node = 0; node < nodes.Length; node++)
            {
                var at = first + node;
                if (feature[at] == leaf)
                {
                    nodes[node] = TreeNode.AsLeaf(leaves++);
                    // Where a left branch ends, the right child of the innermost split still without one begins.
                    if (waiting.TryPop(out var split)) nodes[split] = nodes[split] with { Right = node + 1 };
                    else if (node != nodes.Length - 1) throw Damaged("has a tree with nodes that nothing leads to");
                }
                else if (feature[at] >= binning.Features.Length || bin[at] >= FeatureBins.Missing)
                {
                    throw Damaged("has a tree that looks at a feature or bin there is not");
                }
                else
                {
                    nodes[node] = TreeNode.Split(0, feature[at], bin[at], (missingLeft[at >> 3] >> (at & 7) & 1) != 0);
                    waiting.Push(node);
                }
            }
            if (waiting.Count > 0 || leaves == 0 || nodes.Length != 2 * leaves - 1) throw Damaged("has a tree with a branch that leads nowhere");
            trees[i] = new Tree(nodes);
            first += nodes.Length;
        }
        if (first != feature.Length) throw Damaged("has more nodes than its trees");
        return (binning, trees);
    }

    /// <summary>The elements of a tensor.</summary>
    /// <exception cref="ModelFileException">It is missing or of another type.</exception>
    public static ReadOnlySpan<T> Read<T>(IReadOnlyDictionary<string, Tensor> tensors, string name) where T : unmanaged =>
        (tensors.TryGetValue(name, out var tensor) ? tensor : throw Damaged($"lacks the numbers '{name}'")).Read<T>();

    /// <summary>Whole numbers below 65,536 in one byte each where they fit, else in two.</summary>
    public static Tensor Narrowed(ReadOnlySpan<ushort> values, bool fitBytes)
    {
        if (!fitBytes) return Tensor.From(values);
        var bytes = new byte[values.Length];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)values[i];
        return Tensor.From<byte>(bytes);
    }

    /// <summary>What <see cref="Narrowed"/> stored.</summary>
    /// <exception cref="ModelFileException">It is missing or of another type.</exception>
    public static ushort[] ReadNarrowed(IReadOnlyDictionary<string, Tensor> tensors, string name)
    {
        if (tensors.TryGetValue(name, out var tensor) && tensor.ElementType == "U16") return tensor.Read<ushort>().ToArray();
        var bytes = Read<byte>(tensors, name);
        var values = new ushort[bytes.Length];
        for (var i = 0; i < values.Length; i++) values[i] = bytes[i];
        return values;
    }

    /// <summary>The exception for trees that cannot be.</summary>
    public static ModelFileException Damaged(string what) => new($"The model file {what}; the file is damaged or was made by another version.");

    private static ushort LeafWord(int features) => features < byte.MaxValue ? byte.MaxValue : ushort.MaxValue;

    private static FeatureBinning ImportBins(IReadOnlyDictionary<string, Tensor> tensors)
    {
        var sizes = Read<int>(tensors, "bins.sizes");
        var values = Read<float>(tensors, "bins.values");
        var category = Read<byte>(tensors, "bins.category");
        if (sizes.Length is 0 or > MostFeatures || category.Length != sizes.Length) throw Damaged("has bins of an impossible number of features");
        var features = new FeatureBins[sizes.Length];
        for (var feature = 0; feature < features.Length; feature++)
        {
            var isCategory = category[feature] != 0;
            if (sizes[feature] < 0 || sizes[feature] > (isCategory ? FeatureBins.Most : FeatureBins.Most - 1) || sizes[feature] > values.Length)
                throw Damaged("has an impossible number of bins");
            var own = values[..sizes[feature]].ToArray();
            values = values[sizes[feature]..];
            if (!Array.TrueForAll(own, float.IsFinite)) throw Damaged("has bins that are not finite");
            if (isCategory ? own.Distinct().Count() != own.Length : own.Zip(own.Skip(1)).Any(pair => pair.First >= pair.Second)) throw Damaged("has bins that are not in order");
            features[feature] = isCategory ? FeatureBins.Category(own) : FeatureBins.Ordered(own);
        }
        return values.IsEmpty ? new FeatureBinning(features) : throw Damaged("has more bins than features");
    }
}
