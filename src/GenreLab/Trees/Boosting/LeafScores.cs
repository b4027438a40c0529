namespace GenreLab.Trees.Boosting;

/// <summary>
/// What each leaf of a tree adds to the genres' scores: a Newton step, drawn towards that of the node above it, which is drawn
/// towards the one above it in turn (hierarchical shrinkage: Agarwal et al., ICML 2022, as a prior mean). A leaf has few rows of
/// each of a hundred genres; the nodes above have more to say on rare ones than zero has.
/// </summary>
internal static class LeafScores
{
    /// <summary>Computes the leaves' scores.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="gradients">For each leaf the sums of p − y over its rows, one a genre, padded.</param>
    /// <param name="curvatures">Likewise the sums of p(1 − p).</param>
    /// <param name="stride">Genres, padded.</param>
    /// <param name="l2">Curvature with which the node above counts.</param>
    /// <param name="learningRate">What the steps are multiplied by.</param>
    public static float[] Of(Tree tree, float[] gradients, float[] curvatures, int stride, float l2, float learningRate)
    {
        var nodes = tree.Nodes;
        var steps = new float[nodes.Length * stride];
        var weights = new float[nodes.Length * stride];
        // From the back, so that both children are summed before their parent.
        for (var node = nodes.Length - 1; node >= 0; node--)
        {
            var step = steps.AsSpan(node * stride, stride);
            var weight = weights.AsSpan(node * stride, stride);
            if (nodes[node].IsLeaf)
            {
                gradients.AsSpan(nodes[node].Leaf * stride, stride).CopyTo(step);
                curvatures.AsSpan(nodes[node].Leaf * stride, stride).CopyTo(weight);
                continue;
            }
            int left = (node + 1) * stride, right = nodes[node].Right * stride;
            for (var genre = 0; genre < stride; genre++)
            {
                step[genre] = steps[left + genre] + steps[right + genre];
                weight[genre] = weights[left + genre] + weights[right + genre];
            }
        }

        var scores = new float[tree.LeafCount * stride];
        Shrink(steps.AsSpan(0, stride), weights.AsSpan(0, stride), new float[stride], l2);
        for (var node = 0; node < nodes.Length; node++)
        {
            var step = steps.AsSpan(node * stride, stride);
            if (nodes[node].IsLeaf)
            {
                for (var genre = 0; genre < stride; genre++) scores[nodes[node].Leaf * stride + genre] = learningRate * step[genre];
                continue;
            }
            int left = (node + 1) * stride, right = nodes[node].Right * stride;
            Shrink(steps.AsSpan(left, stride), weights.AsSpan(left, stride), step, l2);
            Shrink(steps.AsSpan(right, stride), weights.AsSpan(right, stride), step, l2);
        }
        return scores;
    }

    /// <summary>Turns a node's gradient sums into its step.</summary>
    private static void Shrink(Span<float> gradients, ReadOnlySpan<float> curvatures, ReadOnlySpan<float> above, float l2)
    {
        for (var genre = 0; genre < gradients.Length; genre++)
        {
            var weight = curvatures[genre] + l2;
            // Padding, and a genre nobody doubts any more when there is no shrinkage, have no weight and no step.
            gradients[genre] = weight > 1e-12f ? (l2 * above[genre] - gradients[genre]) / weight : 0;
        }
    }
}
