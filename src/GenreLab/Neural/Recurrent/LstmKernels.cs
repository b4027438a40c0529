using GenreLab.Numerics;

namespace GenreLab.Neural.Recurrent;

/// <summary>
/// One step of an LSTM's cell for 32 rows, after the product with the weights: i = σ(·), f = σ(·), g = tanh(·), o = σ(·),
/// c = f c' + i g, h = o tanh(c) (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000). All pointers are to
/// panels, units × 32.
/// </summary>
internal unsafe struct LstmStep : IVectorKernel
{
    /// <summary>Values before the activations, i, f, g and o one after the other; they become the gates.</summary>
    public float* Gates;

    /// <summary>The cells before the step.</summary>
    public float* Cell;

    /// <summary>The outputs before the step; read only where <see cref="Active"/> says that rows wait.</summary>
    public float* Hidden;

    /// <summary>Where the cells after the step go.</summary>
    public float* NextCell;

    /// <summary>Where the outputs after the step go.</summary>
    public float* NextHidden;

    /// <summary>Where the outputs go once more, zero for rows that wait; null for nowhere.</summary>
    public float* Output;

    /// <summary>For each of the 32 rows 1 if it takes the step or 0 if it waits; null when all take it.</summary>
    public float* Active;

    /// <summary>Units of the layer.</summary>
    public int Units;

    /// <inheritdoc/>
    public readonly void Run<TOperations, TVector>()
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct
    {
        nint gate = (nint)Units * Gemm.PanelWidth;
        for (nint at = 0; at < gate; at += TOperations.Width)
        {
            var input = RationalMath<TOperations, TVector>.Sigmoid(TOperations.Load(in *Gates, at));
            var forget = RationalMath<TOperations, TVector>.Sigmoid(TOperations.Load(in *Gates, at + gate));
            var candidate = RationalMath<TOperations, TVector>.Tanh(TOperations.Load(in *Gates, at + 2 * gate));
            var output = RationalMath<TOperations, TVector>.Sigmoid(TOperations.Load(in *Gates, at + 3 * gate));
            var before = TOperations.Load(in *Cell, at);
            var cell = TOperations.MultiplyAdd(forget, before, TOperations.Multiply(input, candidate));
            var hidden = TOperations.Multiply(output, RationalMath<TOperations, TVector>.Tanh(cell));
            TOperations.Store(input, ref *Gates, at);
            TOperations.Store(forget, ref *Gates, at + gate);
            TOperations.Store(candidate, ref *Gates, at + 2 * gate);
            TOperations.Store(output, ref *Gates, at + 3 * gate);
            if (Active == null)
            {
                if (Output != null) TOperations.Store(hidden, ref *Output, at);
            }
            else
            {
                var active = TOperations.Load(in *Active, at % Gemm.PanelWidth);
                if (Output != null) TOperations.Store(TOperations.WherePositive(active, hidden), ref *Output, at);
                cell = TOperations.WhereLess(default, active, cell, before);
                hidden = TOperations.WhereLess(default, active, hidden, TOperations.Load(in *Hidden, at));
            }
            TOperations.Store(cell, ref *NextCell, at);
            TOperations.Store(hidden, ref *NextHidden, at);
        }
    }
}

/// <summary>The way back through <see cref="LstmStep"/>: from the gradients by h and c to those by the values before the activations.</summary>
internal unsafe struct LstmStepBack : IVectorKernel
{
    // o could be zero, and then so is h: their quotient tanh(c) must not become 0 ÷ 0.
    private const float SmallestOutputGate = 1e-30f;

    /// <summary>The gates as the step left them.</summary>
    public float* Gates;

    /// <summary>The cells before the step.</summary>
    public float* Cell;

    /// <summary>The outputs after the step.</summary>
    public float* NextHidden;

    /// <summary>Gradient by the outputs after the step, from the steps that follow. With <see cref="Active"/> it becomes what the rows that
    /// wait hand back unchanged, zero for the others.</summary>
    public float* HiddenGradient;

    /// <summary>Gradient by this step's outputs from the layer above, or null.</summary>
    public float* OutputGradient;

    /// <summary>Gradient by the cells after the step; becomes that by the cells before it.</summary>
    public float* CellGradient;

    /// <summary>Where the gradients by the values before the activations go, in the gates' order.</summary>
    public float* Delta;

    /// <summary>For each of the 32 rows 1 if it took the step or 0 if it waited; null when all took it.</summary>
    public float* Active;

    /// <summary>Units of the layer.</summary>
    public int Units;

    /// <inheritdoc/>
    public readonly void Run<TOperations, TVector>()
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct
    {
        nint gate = (nint)Units * Gemm.PanelWidth;
        var one = TOperations.Broadcast(1f);
        for (nint at = 0; at < gate; at += TOperations.Width)
        {
            var input = TOperations.Load(in *Gates, at);
            var forget = TOperations.Load(in *Gates, at + gate);
            var candidate = TOperations.Load(in *Gates, at + 2 * gate);
            var output = TOperations.Load(in *Gates, at + 3 * gate);
            var hidden = TOperations.Load(in *NextHidden, at);
            var hiddenGradient = TOperations.Load(in *HiddenGradient, at);
            var active = Active == null ? one : TOperations.Load(in *Active, at % Gemm.PanelWidth);
            if (Active != null)
            {
                TOperations.Store(TOperations.WhereLess(default, active, default, hiddenGradient), ref *HiddenGradient, at);
                hiddenGradient = TOperations.WherePositive(active, hiddenGradient);
            }
            if (OutputGradient != null)
            {
                var more = TOperations.Load(in *OutputGradient, at);
                hiddenGradient = TOperations.Add(hiddenGradient, Active == null ? more : TOperations.WherePositive(active, more));
            }
            var cellGradient = TOperations.Load(in *CellGradient, at);
            // ∂h/∂c = o (1 − tanh²c) = o − h tanh(c), where tanh(c) = h ÷ o.
            var tanh = TOperations.Divide(hidden, TOperations.Maximum(output, TOperations.Broadcast(SmallestOutputGate)));
            var slope = TOperations.Subtract(output, TOperations.Multiply(hidden, tanh));
            var total = TOperations.MultiplyAdd(hiddenGradient, slope, cellGradient);
            var byOutput = TOperations.Multiply(TOperations.Multiply(hiddenGradient, hidden), TOperations.Subtract(one, output));
            var byCandidate = TOperations.Multiply(TOperations.Multiply(total, input), TOperations.Subtract(one, TOperations.Multiply(candidate, candidate)));
            var byInput = TOperations.Multiply(TOperations.Multiply(TOperations.Multiply(total, candidate), input), TOperations.Subtract(one, input));
            var passed = TOperations.Multiply(total, forget);
            var byForget = TOperations.Multiply(TOperations.Multiply(passed, TOperations.Load(in *Cell, at)), TOperations.Subtract(one, forget));
            if (Active != null)
            {
                byOutput = TOperations.WherePositive(active, byOutput);
                byCandidate = TOperations.WherePositive(active, byCandidate);
                byInput = TOperations.WherePositive(active, byInput);
                byForget = TOperations.WherePositive(active, byForget);
                passed = TOperations.WhereLess(default, active, passed, cellGradient);
            }
            TOperations.Store(byInput, ref *Delta, at);
            TOperations.Store(byForget, ref *Delta, at + gate);
            TOperations.Store(byCandidate, ref *Delta, at + 2 * gate);
            TOperations.Store(byOutput, ref *Delta, at + 3 * gate);
            TOperations.Store(passed, ref *CellGradient, at);
        }
    }
}
