namespace GenreLab.Trees.Growing;

/// <summary>A tree while it is grown, depth first; used again for the next one.</summary>
internal sealed class TreeDraft(int labelCount)
{
    private readonly List<TreeNode> nodes = [];
    private readonly List<double> risks = [];

    /// <summary>What the leaves hold.</summary>
    public LeafCountsBuilder Leaves { get; } = new(labelCount);

    /// <summary>Where the next node will stand.</summary>
    public int Next => nodes.Count;

    /// <summary>Forgets the tree before.</summary>
    public void Clear()
    {
        nodes.Clear();
        risks.Clear();
        Leaves.Clear();
    }

    /// <summary>Says that the next node is a child of this one: its left child when it stands right behind it.</summary>
    public void ContinueFrom(int parent)
    {
        if (parent >= 0 && Next != parent + 1) nodes[parent] = nodes[parent] with { Right = Next };
    }

    /// <summary>Adds a node with its weight × impurity.</summary>
    public void Add(TreeNode node, double risk)
    {
        nodes.Add(node);
        risks.Add(risk);
    }

    /// <summary>The grown tree.</summary>
    public GrownTree Build() => new(new Tree([.. nodes]), Leaves.Build(), [.. risks]);
}
