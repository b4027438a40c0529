namespace GenreLab.Trees.Explanation;

/// <summary>Trees whose leaf values, added up, are the score of a genre.</summary>
internal interface IExplainedTrees
{
    /// <summary>Number of trees.</summary>
    int TreeCount { get; }

    /// <summary>One of the trees.</summary>
    Tree TreeAt(int tree);

    /// <summary>What a genre's score starts from before any tree.</summary>
    double Start(int label);

    /// <summary>Writes how many training rows ended in each leaf of a tree.</summary>
    /// <param name="tree">Which tree.</param>
    /// <param name="covers">One a leaf, every one to be written.</param>
    void LeafCovers(int tree, Span<double> covers);

    /// <summary>Writes what each leaf of a tree adds to a genre's score (in a forest the genre's share over the number of trees).</summary>
    /// <param name="tree">Which tree.</param>
    /// <param name="label">The genre.</param>
    /// <param name="values">One a leaf, every one to be written.</param>
    /// <returns>Whether the tree speaks of the genre at all; if not, the values are not looked at.</returns>
    bool LeafValues(int tree, int label, Span<double> values);
}
