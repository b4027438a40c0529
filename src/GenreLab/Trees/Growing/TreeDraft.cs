using System.Runtime.CompilerServices;

namespace GenreLab.Trees.Growing;

/// <summary>A tree while it is grown, depth first; used again for the next one.</summary>
internal sealed class TreeDraft(int labelCount)
{
    // Arrays instead of lists: all that adds to them is compiled into the growers, once.
    private TreeNode[] nodes = new TreeNode[1024];
    private double[] risks = new double[1024];

    /// <summary>What the leaves hold.</summary>
    public LeafCountsBuilder Leaves { get; } = new(labelCount);

    /// <summary>Where the next node will stand.</summary>
    public int Next { get; private set; }

    /// <summary>Forgets the tree before.</summary>
    public void Clear()
    {
        Next = 0;
        Leaves.Clear();
    }

    /// <summary>Says that the next node is a child of this one: its left child when it stands right behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ContinueFrom(int parent)
    {
        if (parent >= 0 && Next != parent + 1) nodes[parent] = nodes[parent] with { Right = Next };
    }

    /// <summary>Adds a node with its weight × impurity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TreeNode node, double risk)
    {
        if (Next == nodes.Length) Enlarge();
        nodes[Next] = node;
        risks[Next++] = risk;
    }

    /// <summary>The tree grown.</summary>
    public Tree BuildTree() => new(nodes[..Next]);

    /// <summary>The tree grown, with all that is known of it.</summary>
    public GrownTree Build() => new(BuildTree(), Leaves.Build(), risks[..Next]);

    /// <inheritdoc cref="GrownTree.Gains(int)"/>
    public double[] Gains(int features) => GrownTree.Gains(nodes.AsSpan(0, Next), risks, features);

    private void Enlarge()
    {
        Array.Resize(ref nodes, 2 * Next);
        Array.Resize(ref risks, 2 * Next);
    }
}
