using System.Numerics.Tensors;
using GenreLab.Numerics;

namespace GenreLab.Neural.Recurrent;

/// <summary>How long the sequences of a chunk's rows are.</summary>
internal sealed class SequenceLengths(int rows)
{
    /// <summary>Whether they differ; if not, all steps are the rows' own and <see cref="Steps"/> says nothing.</summary>
    public bool Differ { get; set; }

    /// <summary>Steps of each row's sequence (0 for rows that only fill up a panel); what lies behind them is padding.</summary>
    public int[] Steps { get; } = new int[rows];

    /// <summary>Steps of a panel's longest row, where rows differ.</summary>
    public int Longest(int panel) => TensorPrimitives.Max<int>(Steps.AsSpan(panel * Gemm.PanelWidth, Gemm.PanelWidth));
}
