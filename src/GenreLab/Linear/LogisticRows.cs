using GenreLab.Data;
using GenreLab.Neural;
using GenreLab.Numerics;

namespace GenreLab.Linear;

/// <summary>Rows made ready for many passes: standardised inputs, on principal axes if there are any, in chunks of panels (<see cref="Chunk"/>).</summary>
internal sealed class LogisticRows
{
    private readonly PanelBuffer[] chunks;
    private readonly int[] labels;

    /// <summary>Copies the rows of a data set.</summary>
    public LogisticRows(Dataset data, Standardization standardization, PrincipalAxes? axes, ThreadTeam team, InstructionSet instructions)
    {
        var x = data.Features;
        labels = data.Labels;
        chunks = new PanelBuffer[(data.Rows + Chunk.MaximumRows - 1) / Chunk.MaximumRows];
        Matrix[] Blocks() => [.. Enumerable.Range(0, team.Threads).Select(_ => new Matrix(Chunk.MaximumRows, x.Columns))];
        Matrix[] standardised = Blocks(), rotated = axes is null ? [] : Blocks();
        team.Run(chunks.Length, (index, thread) =>
        {
            var first = index * Chunk.MaximumRows;
            var rows = Math.Min(Chunk.MaximumRows, data.Rows - first);
            var block = standardised[thread].SliceRows(0, rows);
            standardization.Apply(x, first, block);
            if (axes is not null)
            {
                var turned = rotated[thread].SliceRows(0, rows);
                Gemm.Multiply(block, axes.Axes, turned, 1, instructions);
                block = turned;
            }
            var buffer = chunks[index] = new PanelBuffer(x.Columns, (rows + Gemm.PanelWidth - 1) / Gemm.PanelWidth);
            ChunkInput.Fill(buffer, block);
        });
    }

    /// <summary>Number of rows.</summary>
    public int Count => labels.Length;

    /// <summary>Number of chunks of up to <see cref="Chunk.MaximumRows"/> rows.</summary>
    public int ChunkCount => chunks.Length;

    /// <summary>Lets a chunk work on the rows of that number; returns their labels.</summary>
    public ReadOnlySpan<int> Put(int index, Chunk chunk)
    {
        var first = index * Chunk.MaximumRows;
        chunk.Index = index;
        chunk.Rows = Math.Min(Chunk.MaximumRows, Count - first);
        chunk.Values[0] = chunks[index];
        return labels.AsSpan(first, chunk.Rows);
    }
}
