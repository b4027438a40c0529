using System.Numerics.Tensors;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Neural.Recurrent;

// The passes. Panels go through the layer one after the other, each with all its steps, so that weights and gates stay in the caches.
internal sealed partial class LstmLayer
{
    private const int Panel = Gemm.PanelWidth;

    public override unsafe void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass)
    {
        fixed (float* learnt = parameters, room = chunk.Workspaces[Index].Panel(0), kept = chunk.Scratch[Index].Panels(chunk.Panels),
            from = chunk.Values[Index].Panels(chunk.Panels), to = chunk.Values[Index + 1].Panels(chunk.Panels))
        {
            var workspace = new LstmWorkspace(shape, pass.Training, room);
            if (pass.Training && (shape.InputDropout > 0 || shape.RecurrentDropout > 0)) DrawMasks(chunk, kept, pass);
            for (var direction = 0; direction < shape.Directions && shape.Dense > 0; direction++)
            {
                var map = Fold(learnt, workspace.Folded, direction);
                // Products read the recurrent weights in front of the folded ones.
                Recurrent(map.Kernel).CopyTo(Recurrent(map.Folded));
                DenseFold.Compose(map, pass.Instructions);
            }
            for (var panel = 0; panel < chunk.Panels; panel++)
                for (var direction = 0; direction < shape.Directions; direction++)
                {
                    var tape = pass.Training ? TapeOf(kept, panel, direction) : new LstmTape(shape, false, workspace.Prediction);
                    var (kernel, bias) = Weights(learnt, workspace.Folded, direction);
                    Ascend(tape, kernel, bias, workspace.Active, chunk, panel, direction, from + panel * Inputs * Panel, to + panel * Outputs * Panel, pass);
                }
        }
    }

    private unsafe void Ascend(LstmTape tape, float* kernel, float* bias, float* active, Chunk chunk, int panel, int direction, float* from, float* to, in Pass pass)
    {
        int units = shape.Units, end = LongestOf(chunk, panel), outputs = shape.Outputs;
        float* To(int step) => to + (step * outputs + direction * units) * Panel;
        Span(tape.Operand(0), units).Clear();
        Span(tape.Cell(0), units).Clear();
        Span(tape.Hidden(0), units).Clear();
        for (var step = 0; step < end; step++)
        {
            var time = direction == 0 ? step : end - 1 - step;
            float* operand = tape.Operand(step), inputs = operand + units * Panel;
            Copy(Span(from + time * shape.Width * Panel, shape.Width), InputMask(tape, pass), inputs);
            // Before the first step there are no outputs to multiply.
            var first = step == 0 ? units : 0;
            PanelProduct.Run(new PanelProduct
            {
                A = kernel + first * shape.Stride,
                ARowStride = 1,
                AColumnStride = shape.Stride,
                B = operand + first * Panel,
                C = tape.Gates(step),
                CRowStride = Panel,
                Rows = shape.Gates,
                Columns = Panel,
                Depth = shape.Operand - first,
                DepthBlocks = 1,
                Bias = bias,
            }, pass.Instructions);
            var cell = new LstmStep
            {
                Units = units,
                Gates = tape.Gates(step),
                Cell = tape.Cell(step),
                Hidden = tape.Hidden(step),
                NextCell = tape.Cell(step + 1),
                NextHidden = tape.Hidden(step + 1),
                Output = shape.Sequences ? To(time) : null,
                Active = Activity(chunk, panel, time, active),
            };
            Simd.Run(pass.Instructions, ref cell);
            var mask = RecurrentMask(tape, pass);
            if (mask != null) Copy(Span(tape.Hidden(step + 1), units), mask, tape.Operand(step + 1));
        }
        if (!shape.Sequences) Span(tape.Hidden(end), units).CopyTo(Span(To(0), units));
        else
            for (var time = end; time < shape.Steps; time++) Span(To(time), units).Clear();
    }

    public override unsafe void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass)
    {
        if (!accumulate) gradient.Clear();
        fixed (float* learnt = parameters, learntGradient = gradient, room = chunk.Workspaces[Index].Panel(0), kept = chunk.Scratch[Index].Panels(chunk.Panels),
            from = chunk.Gradients[Index + 1].Panels(chunk.Panels), to = NeedsInputGradient ? chunk.Gradients[Index].Panels(chunk.Panels) : default)
        {
            var workspace = new LstmWorkspace(shape, true, room);
            if (shape.Dense > 0) new Span<float>(workspace.FoldedGradient, shape.Directions * (shape.Operand + 1) * shape.Stride).Clear();
            for (var panel = 0; panel < chunk.Panels; panel++)
                for (var direction = 0; direction < shape.Directions; direction++)
                {
                    var (kernelGradient, biasGradient) = Weights(learntGradient, workspace.FoldedGradient, direction);
                    Descend(TapeOf(kept, panel, direction), Weights(learnt, workspace.Folded, direction).Kernel, kernelGradient, biasGradient, workspace, chunk, panel, direction,
                        from + panel * Outputs * Panel, to == null ? null : to + panel * Inputs * Panel, pass);
                }
            for (var direction = 0; direction < shape.Directions && shape.Dense > 0; direction++)
            {
                var gradients = Fold(learntGradient, workspace.FoldedGradient, direction);
                TensorPrimitives.Add(Recurrent(gradients.Kernel), Recurrent(gradients.Folded), Recurrent(gradients.Kernel));
                DenseFold.ChainRule(Fold(learnt, workspace.Folded, direction), gradients, pass.Instructions);
            }
        }
    }

    private unsafe void Descend(
        LstmTape tape, float* kernel, float* kernelGradient, float* biasGradient, in LstmWorkspace workspace,
        Chunk chunk, int panel, int direction, float* from, float* to, in Pass pass)
    {
        int units = shape.Units, end = LongestOf(chunk, panel), outputs = shape.Outputs;
        float* From(int step) => from + (step * outputs + direction * units) * Panel;
        Span(workspace.CellGradient, units).Clear();
        if (shape.Sequences) Span(workspace.HiddenGradient, units).Clear();
        else Span(From(0), units).CopyTo(Span(workspace.HiddenGradient, units));
        for (var last = end - 1; last >= 0; last -= LstmWorkspace.GroupSteps)
        {
            var first = Math.Max(0, last - LstmWorkspace.GroupSteps + 1);
            for (var step = last; step >= first; step--)
            {
                var time = direction == 0 ? step : end - 1 - step;
                var active = Activity(chunk, panel, time, workspace.Active);
                var cell = new LstmStepBack
                {
                    Units = units,
                    Gates = tape.Gates(step),
                    Cell = tape.Cell(step),
                    NextHidden = tape.Hidden(step + 1),
                    HiddenGradient = workspace.HiddenGradient,
                    OutputGradient = shape.Sequences ? From(time) : null,
                    CellGradient = workspace.CellGradient,
                    Delta = workspace.Delta,
                    Active = active,
                };
                Simd.Run(pass.Instructions, ref cell);
                Transpose(workspace, step - first);
                if (to != null) ByRows(kernel + units * shape.Stride, shape.Width, workspace, InputMask(tape, pass), to + time * shape.Width * Panel, direction > 0, pass);
                if (step > 0) ByRows(kernel, units, workspace, RecurrentMask(tape, pass), workspace.HiddenGradient, active != null, pass);
            }
            WeightGradient(tape, kernelGradient, biasGradient, workspace, first, last, pass);
        }
        if (to != null && direction == 0) Span(to + end * shape.Width * Panel, (shape.Steps - end) * shape.Width).Clear();
    }

    private unsafe void Transpose(in LstmWorkspace workspace, int block)
    {
        for (var first = 0; first < shape.Stride; first += Panel)
            PanelTranspose.Block(workspace.Delta + first * Panel, Math.Min(Panel, shape.Gates - first),
                workspace.Transposed + (nint)first * LstmWorkspace.GroupSteps * Panel + block * Panel * Panel, Math.Min(Panel, shape.Stride - first));
    }

    // Rows of the weights times the gradient by the gates, through dropout's mask where there is one.
    private unsafe void ByRows(float* weights, int rows, in LstmWorkspace workspace, float* mask, float* to, bool add, in Pass pass)
    {
        PanelProduct.Run(new PanelProduct
        {
            A = weights,
            ARowStride = shape.Stride,
            AColumnStride = 1,
            B = workspace.Delta,
            C = mask == null ? to : workspace.DroppedGradient,
            CRowStride = Panel,
            Rows = rows,
            Columns = Panel,
            Depth = shape.Gates,
            DepthBlocks = 1,
            Accumulate = mask == null && add,
        }, pass.Instructions);
        if (mask == null) return;
        var dropped = Span(workspace.DroppedGradient, rows);
        Copy(dropped, mask, add ? workspace.DroppedGradient : to);
        if (add) TensorPrimitives.Add(Span(to, rows), dropped, Span(to, rows));
    }

    private unsafe void WeightGradient(in LstmTape tape, float* kernelGradient, float* biasGradient, in LstmWorkspace workspace, int first, int last, in Pass pass)
    {
        var steps = last - first + 1;
        // The first step had no outputs before it.
        var firstOutputs = Math.Max(1, first);
        for (var column = 0; column < shape.Stride; column += Panel)
        {
            var columns = Math.Min(Panel, shape.Stride - column);
            var delta = workspace.Transposed + (nint)column * LstmWorkspace.GroupSteps * Panel;
            ColumnSums.Add(new ReadOnlySpan<float>(delta, steps * Panel * Panel), new Span<float>(biasGradient + column, columns), pass.Instructions);
            var product = new PanelProduct
            {
                ARowStride = Panel,
                AColumnStride = 1,
                ABlockStride = shape.Operand * Panel,
                CRowStride = shape.Stride,
                Columns = columns,
                Depth = Panel,
                Accumulate = true,
            };
            PanelProduct.Run(product with
            {
                A = tape.Operand(first) + shape.Units * Panel,
                B = delta,
                C = kernelGradient + shape.Units * shape.Stride + column,
                Rows = shape.Width,
                DepthBlocks = steps,
            }, pass.Instructions);
            if (firstOutputs > last) continue;
            PanelProduct.Run(product with
            {
                A = tape.Operand(firstOutputs),
                B = delta + (firstOutputs - first) * Panel * Panel,
                C = kernelGradient + column,
                Rows = shape.Units,
                DepthBlocks = last - firstOutputs + 1,
            }, pass.Instructions);
        }
    }

    private unsafe LstmTape TapeOf(float* kept, int panel, int direction)
    {
        var length = (nint)new LstmTape(shape, true, null).Length;
        return new LstmTape(shape, true, kept + (panel * shape.Directions + direction) * length);
    }

    // The weights as the products read them: U, then W (or what is folded of it).
    private unsafe LstmWeights Weights(float* learnt, float* folded, int direction) => shape.Dense == 0
        ? new LstmWeights(learnt + shape.KernelAt(direction), learnt + shape.BiasAt(direction))
        : new LstmWeights(FoldedKernel(folded, direction), FoldedKernel(folded, direction) + shape.Operand * shape.Stride);

    private unsafe float* FoldedKernel(float* folded, int direction) => folded + (nint)direction * (shape.Operand + 1) * shape.Stride;

    // The recurrent weights, which stand in front of the inputs'.
    private unsafe Span<float> Recurrent(float* inputWeights) => new(inputWeights - shape.Units * shape.Stride, shape.Units * shape.Stride);

    private unsafe FoldedMap Fold(float* learnt, float* folded, int direction)
    {
        var recurrent = shape.Units * shape.Stride;
        var kernel = FoldedKernel(folded, direction);
        return new FoldedMap
        {
            Width = shape.Width,
            DenseOutputs = shape.Dense,
            DenseStride = shape.DenseStride,
            Stride = shape.Stride,
            Dense = learnt + shape.DenseAt,
            DenseBias = learnt + shape.DenseBiasAt,
            Kernel = learnt + shape.KernelAt(direction) + recurrent,
            Bias = learnt + shape.BiasAt(direction),
            Folded = kernel + recurrent,
            FoldedBias = kernel + shape.Operand * shape.Stride,
        };
    }

    // The layer's masks for this step and chunk, drawn panel after panel.
    private unsafe void DrawMasks(Chunk chunk, float* kept, in Pass pass)
    {
        chunk.Random.Reseed(RandomSource.Mix(pass.Seed, (ulong)chunk.Step, (ulong)chunk.Index, (ulong)Index));
        for (var panel = 0; panel < chunk.Panels; panel++)
            for (var direction = 0; direction < shape.Directions; direction++)
            {
                var tape = TapeOf(kept, panel, direction);
                if (shape.InputDropout > 0) DropoutMask.Draw(Span(tape.InputMask, shape.Width), shape.InputDropout, chunk.Random);
                if (shape.RecurrentDropout > 0) DropoutMask.Draw(Span(tape.RecurrentMask, shape.Units), shape.RecurrentDropout, chunk.Random);
            }
    }

    private unsafe float* InputMask(in LstmTape tape, in Pass pass) => pass.Training && shape.InputDropout > 0 ? tape.InputMask : null;

    private unsafe float* RecurrentMask(in LstmTape tape, in Pass pass) => pass.Training && shape.RecurrentDropout > 0 ? tape.RecurrentMask : null;

    private int LongestOf(Chunk chunk, int panel) => chunk.Lengths[Index].Differ ? chunk.Lengths[Index].Longest(panel) : shape.Steps;

    // Which rows take part at a time, or null when all do.
    private unsafe float* Activity(Chunk chunk, int panel, int time, float* active)
    {
        var lengths = chunk.Lengths[Index];
        if (!lengths.Differ) return null;
        var all = true;
        for (var row = 0; row < Panel; row++)
        {
            var takesPart = time < lengths.Steps[panel * Panel + row];
            active[row] = takesPart ? 1 : 0;
            all &= takesPart;
        }
        return all ? null : active;
    }

    private static unsafe Span<float> Span(float* start, int features) => new(start, features * Panel);

    private static unsafe void Copy(ReadOnlySpan<float> from, float* mask, float* to)
    {
        var destination = new Span<float>(to, from.Length);
        if (mask == null) from.CopyTo(destination);
        else TensorPrimitives.Multiply(from, new ReadOnlySpan<float>(mask, from.Length), destination);
    }

    // U, then W, with the distance shape.Stride between rows; and b.
    private readonly unsafe struct LstmWeights(float* kernel, float* bias)
    {
        public float* Kernel => kernel;

        public float* Bias => bias;

        public void Deconstruct(out float* kernel, out float* bias)
        {
            kernel = Kernel;
            bias = Bias;
        }
    }
}
