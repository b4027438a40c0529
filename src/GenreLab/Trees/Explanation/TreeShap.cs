using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GenreLab.Trees.Explanation;

/// <summary>
/// Exact Shapley values of a tree's features for a row, path-dependent: a feature that is not known sends the row down both
/// children in proportion to the training rows that went there (Lundberg et al., Nature Machine Intelligence 2, 2020). The
/// contributions add up to the row's leaf value less the tree's mean.
/// <para>
/// For a leaf each feature on its path has two numbers: o, whether the row passes all the feature's splits (1 or 0), and z, the
/// share of training rows that do. By the multilinear extension (Owen, Management Science 18, 1972) a feature's contribution is
/// its leaf's value times ∫ (o − z) Π (z′ (1 − t) + o′ t) dt over t from 0 to 1, the product taken over the other features. The
/// integrand is a polynomial, so a Gauss–Legendre rule integrates it exactly, and as all factors and weights are positive nothing
/// cancels. Carried down the tree point by point, products are shared by all leaves below, and a leaf's path is never unwound:
/// the time is proportional to nodes × points (the bound of Linear TreeShap, Yu et al., NeurIPS 2022), with eight points a vector
/// and eight points enough for sixteen features a path.
/// </para>
/// <para>
/// Two things shorten the way. Once the row has failed one of a feature's splits, o stays 0 and the feature's other splits below only
/// scale the product. Where that holds for all features a branch still looks at, the branch is its mean.
/// </para>
/// Holds buffers: one object a thread.
/// </summary>
internal sealed class TreeShap
{
    /// <summary>What the path so far has made of a feature.</summary>
    private struct FeatureState
    {
        /// <summary>One over the feature's factor, point by point.</summary>
        public Vector512<double> Inverse;

        /// <summary>(o − z) over the feature's factor.</summary>
        public Vector512<double> Effect;

        /// <summary>z.</summary>
        public double Unknown;

        /// <summary>Whether o is 1.</summary>
        public bool Passes;

        /// <summary>The row's bin of it.</summary>
        public byte Bin;
    }

    private const int FeaturesAnEight = 16;

    private readonly ValuedTree tree;
    private readonly FeatureState[] states;
    private readonly Vector512<double>[] sums;
    private readonly List<QuadratureRule[]> rules = [];
    private ValuedNode[] nodes = [];
    private Vector512<double> points;
    private Vector512<double> remainders;
    private Vector512<double> failed;

    /// <summary>Makes room.</summary>
    /// <param name="features">Number of features.</param>
    public TreeShap(int features)
    {
        tree = new ValuedTree(features);
        states = new FeatureState[features];
        sums = new Vector512<double>[features];
    }

    /// <summary>The loaded tree's mean leaf value by training rows: what it says when no feature is known.</summary>
    public double LoadedBaseline => tree.Mean;

    /// <summary>How many training rows came by each node, in the order of the tree's nodes.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="leafCovers">How many ended in each leaf.</param>
    public static double[] Covers(Tree tree, ReadOnlySpan<double> leafCovers)
    {
        var covers = new double[tree.Nodes.Length];
        Covers(tree, leafCovers, covers);
        return covers;
    }

    /// <inheritdoc cref="Covers(Tree, ReadOnlySpan{double})"/>
    public static void Covers(Tree tree, ReadOnlySpan<double> leafCovers, Span<double> covers)
    {
        var nodes = tree.Nodes;
        for (var i = nodes.Length - 1; i >= 0; i--)
            covers[i] = nodes[i].IsLeaf ? leafCovers[nodes[i].Leaf] : covers[i + 1] + covers[nodes[i].Right];
    }

    /// <summary>A tree's mean leaf value by training rows: what it says when no feature is known.</summary>
    public static double Baseline(Tree tree, ReadOnlySpan<double> covers, ReadOnlySpan<double> leafValues)
    {
        double sum = 0, cover = 0;
        for (var i = 0; i < tree.Nodes.Length; i++)
        {
            if (!tree.Nodes[i].IsLeaf) continue;
            sum += covers[i] * leafValues[tree.Nodes[i].Leaf];
            cover += covers[i];
        }
        return sum / cover;
    }

    /// <summary>Explains one row of one tree; for many rows load the tree once.</summary>
    /// <inheritdoc cref="Load" path="/param"/>
    /// <inheritdoc cref="Add(ReadOnlySpan{byte}, Span{double})" path="/param"/>
    public void Add(Tree tree, ReadOnlySpan<double> covers, ReadOnlySpan<double> leafValues, ReadOnlySpan<byte> bins, Span<double> contributions)
    {
        Load(tree, covers, leafValues);
        Add(bins, contributions);
    }

    /// <summary>Takes in the tree that is to be explained.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="covers">How many training rows came by, one number a node, in the order of the tree's nodes.</param>
    /// <param name="leafValues">One value a leaf: what is explained.</param>
    public void Load(Tree tree, ReadOnlySpan<double> covers, ReadOnlySpan<double> leafValues)
    {
        this.tree.Load(tree, covers, leafValues);
        nodes = this.tree.Nodes;
    }

    /// <summary>Explains a row of the loaded tree.</summary>
    /// <param name="bins">The row, one bin a feature.</param>
    /// <param name="contributions">One a feature: what it contributed to the row's leaf value is added.</param>
    public void Add(ReadOnlySpan<byte> bins, Span<double> contributions)
    {
        if (tree.PathFeatures == 0) return;
        foreach (var rule in Rule((tree.PathFeatures + FeaturesAnEight - 1) / FeaturesAnEight))
        {
            points = rule.Points;
            remainders = Vector512<double>.One - rule.Points;
            failed = Vector512<double>.One / remainders;
            foreach (var feature in tree.UsedFeatures)
            {
                states[feature] = new FeatureState { Inverse = Vector512<double>.One, Unknown = 1, Passes = true, Bin = bins[feature] };
                sums[feature] = Vector512<double>.Zero;
            }
            Visit(0, Vector512<double>.One, ulong.MaxValue);
            foreach (var feature in tree.UsedFeatures)
            {
                // Summed one by one, so that the order is the same for every vector width.
                var weighted = sums[feature] * rule.Weights;
                for (var i = 0; i < Vector512<double>.Count; i++) contributions[feature] += weighted[i];
            }
        }
    }

    private QuadratureRule[] Rule(int eights)
    {
        while (rules.Count < eights) rules.Add(QuadratureRule.OfEights(rules.Count + 1));
        return rules[eights - 1];
    }

    /// <summary>Goes through a branch and returns the sum over its leaves of value times product, point by point.</summary>
    /// <param name="position">A split.</param>
    /// <param name="product">The product of all features' factors on the way here.</param>
    /// <param name="passing">Bits of the features of which the row has passed all splits.</param>
    private Vector512<double> Visit(int position, Vector512<double> product, ulong passing)
    {
        ref readonly var node = ref nodes[position];
        var feature = node.Split.Feature;
        ref var state = ref states[feature];
        if (!state.Passes)
            return Below(node.Left, product * node.LeftShare, passing) + Below(node.Right, product * node.RightShare, passing);

        var before = state;
        var goesLeft = node.Split.GoesLeft(state.Bin);
        var passed = before.Unknown * (goesLeft ? node.LeftShare : node.RightShare);
        var missed = before.Unknown * (goesLeft ? node.RightShare : node.LeftShare);
        product *= before.Inverse;

        var factor = passed * remainders + points;
        state.Unknown = passed;
        state.Inverse = Vector512<double>.One / factor;
        state.Effect = (1 - passed) * state.Inverse;
        var effect = state.Effect;
        var total = Below(goesLeft ? node.Left : node.Right, product * factor, passing);
        var gain = total * effect;

        state.Passes = false;
        var other = Below(goesLeft ? node.Right : node.Left, product * (missed * remainders), ValuedTree.SharesBit(feature) ? passing : passing & ~ValuedTree.Bit(feature));
        total += other;
        gain -= other * failed;

        state = before;
        // What splits of the feature farther up count for these leaves is taken back: here they have become one with this split.
        sums[feature] += gain - total * before.Effect;
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> Below(int position, Vector512<double> product, ulong passing)
    {
        if (position == ValuedTree.None) return Vector512<double>.Zero;
        ref readonly var node = ref nodes[position];
        return (node.Features & passing) == 0 ? product * node.Mean : Visit(position, product, passing);
    }
}
