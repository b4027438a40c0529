using GenreLab.Numerics;

namespace GenreLab.Neural.Recurrent;

/// <summary>
/// What one direction of an LSTM remembers of a panel: everything its way back needs when training, the step before otherwise.
/// Slot s holds what enters step s (outputs before it, then inputs) and the cells before it; the last slot what the last step left.
/// </summary>
internal readonly unsafe struct LstmTape
{
    private const int Panel = Gemm.PanelWidth;
    private readonly LstmShape shape;
    private readonly int slots, gateSlots;
    private readonly float* operands, gates, cells, hidden;

    public LstmTape(LstmShape shape, bool training, float* start)
    {
        this.shape = shape;
        slots = training ? shape.Steps + 1 : 2;
        gateSlots = training ? shape.Steps : 1;
        var separate = training && shape.RecurrentDropout > 0;
        operands = start;
        gates = operands + (nint)slots * shape.Operand * Panel;
        cells = gates + (nint)gateSlots * shape.Gates * Panel;
        hidden = cells + (nint)slots * shape.Units * Panel;
        InputMask = hidden + (separate ? (nint)slots * shape.Units * Panel : 0);
        RecurrentMask = InputMask + (training && shape.InputDropout > 0 ? (nint)shape.Width * Panel : 0);
        var end = RecurrentMask + (separate ? (nint)shape.Units * Panel : 0);
        Length = end - start;
        if (!separate) hidden = null;
    }

    /// <summary>Floats of memory, a multiple of 32.</summary>
    public long Length { get; }

    /// <summary>Dropout's factors for the inputs (width × 32) and the outputs (units × 32).</summary>
    public float* InputMask { get; }

    public float* RecurrentMask { get; }

    public float* Operand(int slot) => operands + (nint)(slot % slots) * shape.Operand * Panel;

    public float* Gates(int step) => gates + (nint)(step % gateSlots) * shape.Gates * Panel;

    public float* Cell(int slot) => cells + (nint)(slot % slots) * shape.Units * Panel;

    /// <summary>Outputs before the slot's step, as they were before dropout.</summary>
    public float* Hidden(int slot) => hidden == null ? Operand(slot) : hidden + (nint)(slot % slots) * shape.Units * Panel;
}

/// <summary>An LSTM's room for intermediate results, used panel after panel.</summary>
internal readonly unsafe struct LstmWorkspace
{
    /// <summary>Steps whose weight gradients are one product: enough depth to make up for passing over the gradient, few enough for the first-level cache.</summary>
    public const int GroupSteps = 4;

    public LstmWorkspace(LstmShape shape, bool training, float* start)
    {
        const int panel = Gemm.PanelWidth;
        var next = start;
        float* Take(long count)
        {
            var taken = next;
            next += (count + panel - 1) / panel * panel;
            return taken;
        }
        long kernel = (long)shape.Operand * shape.Stride;
        Active = Take(panel);
        Prediction = Take(new LstmTape(shape, false, null).Length);
        Folded = Take(shape.Dense > 0 ? shape.Directions * (kernel + shape.Stride) : 0);
        FoldedGradient = Take(training && shape.Dense > 0 ? shape.Directions * (kernel + shape.Stride) : 0);
        Delta = Take(training ? shape.Gates * panel : 0);
        HiddenGradient = Take(training ? shape.Units * panel : 0);
        CellGradient = Take(training ? shape.Units * panel : 0);
        DroppedGradient = Take(training ? shape.Operand * panel : 0);
        Transposed = Take(training ? (long)(shape.Stride + panel - 1) / panel * GroupSteps * panel * panel : 0);
        Length = next - start;
    }

    /// <summary>Floats of memory, a multiple of 32.</summary>
    public long Length { get; }

    /// <summary>Which of the 32 rows take a step.</summary>
    public float* Active { get; }

    /// <summary>A tape for predicting.</summary>
    public float* Prediction { get; }

    /// <summary>The weights and biases with the dense layer folded in, direction after direction; and their gradient.</summary>
    public float* Folded { get; }

    public float* FoldedGradient { get; }

    /// <summary>Gradient by a step's values before the activations.</summary>
    public float* Delta { get; }

    public float* HiddenGradient { get; }

    public float* CellGradient { get; }

    /// <summary>Gradient by what dropout left of outputs and inputs.</summary>
    public float* DroppedGradient { get; }

    /// <summary><see cref="Delta"/> of a group of steps as rows: panels of 32 columns, each steps · 32 × 32.</summary>
    public float* Transposed { get; }
}
