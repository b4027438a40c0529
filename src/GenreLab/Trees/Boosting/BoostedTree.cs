namespace GenreLab.Trees.Boosting;

/// <summary>One round's tree.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Scores">What each leaf adds to the genres' scores: leaves × genres padded to whole vectors, the padding zero.</param>
/// <param name="Covers">Training rows that came to each leaf.</param>
/// <param name="Gains">For each feature what its splits gained.</param>
internal sealed record BoostedTree(Tree Tree, float[] Scores, int[] Covers, double[] Gains);
