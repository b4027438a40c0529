using System.Runtime.InteropServices;
using GenreLab.Numerics;

namespace GenreLab.Neural;

/// <summary>
/// Softmax over the last layer's outputs, the cross-entropy loss and its gradient. Runs across the 32 rows of a panel
/// at a time; the largest logit is subtracted first, so that no logit is too large.
/// </summary>
internal static class SoftmaxCrossEntropy
{
    /// <summary>Turns logits into probabilities in place.</summary>
    /// <param name="panel">Labels × 32 logits.</param>
    /// <param name="instructions">Vector width.</param>
    public static void Softmax(Span<float> panel, InstructionSet instructions)
    {
        Span<float> perRow = stackalloc float[3 * Gemm.PanelWidth];
        var kernel = new Kernel
        {
            Panel = panel,
            Largest = perRow[..Gemm.PanelWidth],
            PowerSums = perRow.Slice(Gemm.PanelWidth, Gemm.PanelWidth),
            LogitSums = perRow[(2 * Gemm.PanelWidth)..],
        };
        Simd.Run(instructions, ref kernel);
    }

    /// <summary>Loss and gradient of a chunk whose rows have one label each.</summary>
    /// <inheritdoc cref="Apply(Chunk, ReadOnlySpan{int}, ReadOnlySpan{int}, ReadOnlySpan{float}, float, float, bool, InstructionSet)"/>
    public static (double Loss, int Correct) Apply(
        Chunk chunk, ReadOnlySpan<int> labels, ReadOnlySpan<float> weights, float smoothing, float scale, bool gradientWanted, InstructionSet instructions)
    {
        Span<int> ends = stackalloc int[Chunk.MaximumRows + 1];
        for (var row = 0; row <= chunk.Rows; row++) ends[row] = row;
        return Apply(chunk, labels, ends[..(chunk.Rows + 1)], weights, smoothing, scale, gradientWanted, instructions);
    }

    /// <summary>
    /// Loss and gradient of a chunk whose rows stand for several rows each, of the same inputs and their own labels: sums over all of them.
    /// The gradient by the logits is written to <see cref="Chunk.Gradients"/>; the chunk's last values, the logits, become probabilities.
    /// </summary>
    /// <param name="chunk">A chunk that has passed all layers.</param>
    /// <param name="labels">Labels, row after row.</param>
    /// <param name="places">Where each row's labels begin, and where the last one's end, counted from the first of them: the chunk's rows + 1.</param>
    /// <param name="weights">Weight of each label, or empty for one.</param>
    /// <param name="smoothing">Share of the target spread evenly over all labels (Szegedy et al., 2016).</param>
    /// <param name="scale">What a row's gradient is multiplied by: one over the batch's rows.</param>
    /// <param name="gradientWanted">False when only the loss is asked for.</param>
    /// <param name="instructions">Vector width.</param>
    /// <returns>Sum of the rows' losses (weighted, with smoothing) and number of rows predicted rightly.</returns>
    public static (double Loss, int Correct) Apply(
        Chunk chunk, ReadOnlySpan<int> labels, ReadOnlySpan<int> places, ReadOnlySpan<float> weights, float smoothing, float scale, bool gradientWanted, InstructionSet instructions)
    {
        var output = chunk.Values[^1];
        var labelCount = output.Features;
        Span<float> perRow = stackalloc float[5 * Gemm.PanelWidth];
        Span<float> largest = perRow[..Gemm.PanelWidth], powerSums = perRow.Slice(Gemm.PanelWidth, Gemm.PanelWidth), logitSums = perRow.Slice(2 * Gemm.PanelWidth, Gemm.PanelWidth);
        Span<float> factors = perRow.Slice(3 * Gemm.PanelWidth, Gemm.PanelWidth), offsets = perRow[(4 * Gemm.PanelWidth)..];
        double loss = 0;
        var correct = 0;
        for (var panel = 0; panel < chunk.Panels; panel++)
        {
            var first = panel * Gemm.PanelWidth;
            var rows = Math.Min(Gemm.PanelWidth, chunk.Rows - first);
            var logits = output.Panel(panel);
            // The targets' logits are read before the softmax overwrites them.
            for (var row = 0; row < rows; row++)
            {
                float total = 0;
                foreach (var label in LabelsOf(first + row, labels, places))
                {
                    var weight = weights.IsEmpty ? 1f : weights[label];
                    loss -= weight * (1.0 - smoothing) * logits[label * Gemm.PanelWidth + row];
                    total += weight;
                }
                factors[row] = scale * total;
                offsets[row] = -scale * total * smoothing / labelCount;
            }
            // Rows that only fill up the panel have no gradient.
            factors[rows..].Clear();
            offsets[rows..].Clear();
            var kernel = new Kernel { Panel = logits, Largest = largest, PowerSums = powerSums, LogitSums = logitSums };
            Simd.Run(instructions, ref kernel);
            var gradient = gradientWanted ? chunk.Gradients[^1].Panel(panel) : default;
            if (gradientWanted)
            {
                var scaled = new Scale { From = logits, To = gradient, Factors = factors, Offsets = offsets };
                Simd.Run(instructions, ref scaled);
            }
            for (var row = 0; row < rows; row++)
                foreach (var label in LabelsOf(first + row, labels, places))
                {
                    var weight = weights.IsEmpty ? 1f : weights[label];
                    loss += weight * (largest[row] + Math.Log(powerSums[row]) - smoothing * logitSums[row] / labelCount);
                    if (IsLargest(logits, row, label, 1f / powerSums[row])) correct++;
                    if (gradientWanted) gradient[label * Gemm.PanelWidth + row] -= scale * weight * (1 - smoothing);
                }
        }
        return (loss, correct);
    }

    private static ReadOnlySpan<int> LabelsOf(int row, ReadOnlySpan<int> labels, ReadOnlySpan<int> places) =>
        labels[(places[row] - places[0])..(places[row + 1] - places[0])];

    // The largest probability is e⁰ over the sum of powers. Ties go to the lowest label, as everywhere.
    private static bool IsLargest(ReadOnlySpan<float> panel, int row, int label, float largest)
    {
        if (panel[label * Gemm.PanelWidth + row] < largest) return false;
        for (var other = 0; other < label; other++)
            if (panel[other * Gemm.PanelWidth + row] >= largest) return false;
        return true;
    }

    private ref struct Kernel : IVectorKernel
    {
        // Labels × 32; then for each of the 32 rows the largest logit, the sum of e^(logit − largest), the sum of logits.
        public Span<float> Panel, Largest, PowerSums, LogitSums;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var values = ref MemoryMarshal.GetReference(Panel);
            for (nint row = 0; row < Gemm.PanelWidth; row += TOperations.Width)
            {
                TVector largest = TOperations.Load(in values, row), logits = largest;
                for (var i = row + Gemm.PanelWidth; i < Panel.Length; i += Gemm.PanelWidth)
                {
                    var logit = TOperations.Load(in values, i);
                    largest = TOperations.Maximum(largest, logit);
                    logits = TOperations.Add(logits, logit);
                }
                TVector powers = default;
                for (var i = row; i < Panel.Length; i += Gemm.PanelWidth)
                {
                    var power = VectorMath<TOperations, TVector>.Exp(TOperations.Subtract(TOperations.Load(in values, i), largest));
                    powers = TOperations.Add(powers, power);
                    TOperations.Store(power, ref values, i);
                }
                var inverse = TOperations.Divide(TOperations.Broadcast(1f), powers);
                for (var i = row; i < Panel.Length; i += Gemm.PanelWidth)
                    TOperations.Store(TOperations.Multiply(TOperations.Load(in values, i), inverse), ref values, i);
                TOperations.Store(largest, ref MemoryMarshal.GetReference(Largest), row);
                TOperations.Store(powers, ref MemoryMarshal.GetReference(PowerSums), row);
                TOperations.Store(logits, ref MemoryMarshal.GetReference(LogitSums), row);
            }
        }
    }

    private ref struct Scale : IVectorKernel
    {
        public ReadOnlySpan<float> From;
        public Span<float> To;
        // For each of the 32 rows.
        public ReadOnlySpan<float> Factors, Offsets;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var from = ref MemoryMarshal.GetReference(From);
            ref var to = ref MemoryMarshal.GetReference(To);
            ref var factors = ref MemoryMarshal.GetReference(Factors);
            ref var offsets = ref MemoryMarshal.GetReference(Offsets);
            for (nint i = 0; i < To.Length; i += TOperations.Width)
            {
                var row = i % Gemm.PanelWidth;
                TOperations.Store(TOperations.MultiplyAdd(TOperations.Load(in from, i), TOperations.Load(in factors, row), TOperations.Load(in offsets, row)), ref to, i);
            }
        }
    }
}
