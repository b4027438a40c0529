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
    /// <param name="logSums">For each of the 32 rows, the logarithm of the sum of e^logit; or empty if not wanted.</param>
    /// <param name="instructions">Vector width.</param>
    public static void Softmax(Span<float> panel, Span<float> logSums, InstructionSet instructions)
    {
        var kernel = new Kernel { Panel = panel, LogSums = logSums };
        Simd.Run(instructions, ref kernel);
    }

    /// <summary>
    /// Loss and gradient of a chunk. The gradient by the logits replaces nothing: it is written to
    /// <see cref="Chunk.Gradients"/>; the chunk's last values become probabilities.
    /// </summary>
    /// <param name="chunk">A chunk that has passed all layers.</param>
    /// <param name="labels">The labels of the chunk's rows.</param>
    /// <param name="weights">Weight of each label, or empty for one.</param>
    /// <param name="smoothing">Share of the target spread evenly over all labels (Szegedy et al., 2016).</param>
    /// <param name="scale">What a row's gradient is multiplied by: one over the batch's rows.</param>
    /// <param name="gradientWanted">False when only the loss is asked for.</param>
    /// <param name="instructions">Vector width.</param>
    /// <returns>Sum of the rows' losses (weighted, with smoothing) and number of rows predicted rightly.</returns>
    public static (double Loss, int Correct) Apply(
        Chunk chunk, ReadOnlySpan<int> labels, ReadOnlySpan<float> weights, float smoothing, float scale, bool gradientWanted, InstructionSet instructions)
    {
        var output = chunk.Values[^1];
        var labelCount = output.Features;
        Span<float> logSums = stackalloc float[Gemm.PanelWidth];
        double loss = 0;
        var correct = 0;
        for (var panel = 0; panel < chunk.Panels; panel++)
        {
            var first = panel * Gemm.PanelWidth;
            var rows = Math.Min(Gemm.PanelWidth, chunk.Rows - first);
            var logits = output.Panel(panel);
            // Losses that need logits come before the softmax overwrites them.
            for (var row = 0; row < rows; row++)
            {
                var label = labels[first + row];
                var weight = weights.IsEmpty ? 1f : weights[label];
                double target = logits[label * Gemm.PanelWidth + row];
                if (smoothing > 0)
                {
                    double sum = 0;
                    for (var other = 0; other < labelCount; other++) sum += logits[other * Gemm.PanelWidth + row];
                    target = (1 - smoothing) * target + smoothing * sum / labelCount;
                }
                loss -= weight * target;
            }
            Softmax(logits, logSums, instructions);
            var gradient = gradientWanted ? chunk.Gradients[^1].Panel(panel) : default;
            if (gradientWanted)
            {
                var scaled = new Scale { From = logits, To = gradient, Factor = scale, Offset = -scale * smoothing / labelCount };
                Simd.Run(instructions, ref scaled);
            }
            for (var row = 0; row < rows; row++)
            {
                var label = labels[first + row];
                var weight = weights.IsEmpty ? 1f : weights[label];
                loss += weight * logSums[row];
                if (IsLargest(logits, row, label, labelCount)) correct++;
                if (!gradientWanted) continue;
                gradient[label * Gemm.PanelWidth + row] -= scale * (1 - smoothing);
                if (weight != 1)
                    for (var other = 0; other < labelCount; other++) gradient[other * Gemm.PanelWidth + row] *= weight;
            }
            if (gradientWanted && rows < Gemm.PanelWidth)
                for (var label = 0; label < labelCount; label++) gradient.Slice(label * Gemm.PanelWidth + rows, Gemm.PanelWidth - rows).Clear();
        }
        return (loss, correct);
    }

    // Ties go to the lowest label, as everywhere.
    private static bool IsLargest(ReadOnlySpan<float> panel, int row, int label, int labelCount)
    {
        var value = panel[label * Gemm.PanelWidth + row];
        for (var other = 0; other < labelCount; other++)
        {
            var rival = panel[other * Gemm.PanelWidth + row];
            if (rival > value || (rival == value && other < label)) return false;
        }
        return true;
    }

    private ref struct Kernel : IVectorKernel
    {
        public Span<float> Panel, LogSums;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var values = ref MemoryMarshal.GetReference(Panel);
            Span<float> largestAndSum = stackalloc float[2 * Gemm.PanelWidth];
            ref var largest = ref MemoryMarshal.GetReference(largestAndSum);
            for (nint row = 0; row < Gemm.PanelWidth; row += TOperations.Width)
            {
                var maximum = TOperations.Load(in values, row);
                for (var i = row + Gemm.PanelWidth; i < Panel.Length; i += Gemm.PanelWidth) maximum = TOperations.Maximum(maximum, TOperations.Load(in values, i));
                TVector sum = default;
                for (var i = row; i < Panel.Length; i += Gemm.PanelWidth)
                {
                    var power = VectorMath<TOperations, TVector>.Exp(TOperations.Subtract(TOperations.Load(in values, i), maximum));
                    sum = TOperations.Add(sum, power);
                    TOperations.Store(power, ref values, i);
                }
                var inverse = TOperations.Divide(TOperations.Broadcast(1f), sum);
                for (var i = row; i < Panel.Length; i += Gemm.PanelWidth)
                    TOperations.Store(TOperations.Multiply(TOperations.Load(in values, i), inverse), ref values, i);
                TOperations.Store(maximum, ref largest, row);
                TOperations.Store(sum, ref largest, row + Gemm.PanelWidth);
            }
            for (var row = 0; row < LogSums.Length; row++) LogSums[row] = largestAndSum[row] + MathF.Log(largestAndSum[row + Gemm.PanelWidth]);
        }
    }

    private ref struct Scale : IVectorKernel
    {
        public ReadOnlySpan<float> From;
        public Span<float> To;
        public float Factor, Offset;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var from = ref MemoryMarshal.GetReference(From);
            ref var to = ref MemoryMarshal.GetReference(To);
            TVector factor = TOperations.Broadcast(Factor), offset = TOperations.Broadcast(Offset);
            for (nint i = 0; i < To.Length; i += TOperations.Width)
                TOperations.Store(TOperations.MultiplyAdd(TOperations.Load(in from, i), factor, offset), ref to, i);
        }
    }
}
