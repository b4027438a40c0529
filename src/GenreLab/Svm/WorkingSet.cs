using System.Runtime.CompilerServices;
using GenreLab.Numerics;

namespace GenreLab.Svm;

/// <summary>
/// The two passes over all rows that a step of sequential minimal optimisation makes. With f = Σ α·y·K − y a row, a step raises y·α of one row
/// (which must be able to rise: "up") and lowers it of another (which must be able to fall: "low"); where no f of a low row is above that of an up row
/// the solution is found (Keerthi et al., 2001).
/// </summary>
internal static unsafe class WorkingSet
{
    /// <summary>Follows a step and finds the row to raise next: the first with the smallest f.</summary>
    public struct FirstRow : IDoubleVectorKernel
    {
        /// <summary>f of each row.</summary>
        public double* Values;

        /// <summary>Kernel rows of the last step's rows; unused when <see cref="Step"/> is zero.</summary>
        public float* Raised, Lowered;

        /// <summary>By how much y·α of the two rows changed.</summary>
        public double Step;

        /// <summary>For each row 0 where it may rise, else +∞; 0 where it may fall, else −∞.</summary>
        public float* Up, Low;

        /// <summary>Gets f − <see cref="Shift"/> of rows that may fall, −∞ for the others: floats are fine near the shift.</summary>
        public float* LowValues;

        /// <summary>About what the smallest f was.</summary>
        public double Shift;

        /// <summary>Number of rows, a multiple of 32.</summary>
        public int Count;

        /// <summary>Smallest f of a row that may rise; +∞ when none may.</summary>
        public double Smallest;

        /// <summary>The first row that has it.</summary>
        public int Row;

        /// <summary>Largest f of a row that may fall; −∞ when none may.</summary>
        public double Largest;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TOperations, TVector>()
            where TOperations : struct, IDoubleVectorOperations<TVector>
            where TVector : struct
        {
            TVector step = TOperations.Broadcast(Step), back = TOperations.Broadcast(-Step), shift = TOperations.Broadcast(Shift);
            TVector smallest = TOperations.Broadcast(double.PositiveInfinity), largest = TOperations.Broadcast(double.NegativeInfinity);
            TVector best = default, number = TOperations.Broadcast(0), next = TOperations.Broadcast(1);
            var moves = Step != 0;
            for (nint i = 0; i < Count; i += TOperations.Width)
            {
                var value = TOperations.Load(Values + i);
                if (moves)
                {
                    value = TOperations.MultiplyAdd(step, TOperations.LoadSingles(Raised + i), value);
                    value = TOperations.MultiplyAdd(back, TOperations.LoadSingles(Lowered + i), value);
                    TOperations.Store(value, Values + i);
                }
                var up = TOperations.Add(value, TOperations.LoadSingles(Up + i));
                best = TOperations.WhereLess(up, smallest, number, best);
                smallest = TOperations.Minimum(up, smallest);
                number = TOperations.Add(number, next);
                var low = TOperations.Add(value, TOperations.LoadSingles(Low + i));
                largest = TOperations.Maximum(low, largest);
                TOperations.StoreSingles(TOperations.Subtract(low, shift), LowValues + i);
            }

            var width = TOperations.Width;
            double* lanes = stackalloc double[3 * width];
            TOperations.Store(smallest, lanes);
            TOperations.Store(best, lanes + width);
            TOperations.Store(largest, lanes + 2 * width);
            (Smallest, Row, Largest) = (double.PositiveInfinity, -1, double.NegativeInfinity);
            for (var lane = 0; lane < width; lane++)
            {
                var row = (int)lanes[width + lane] * width + lane;
                if (lanes[lane] < Smallest || (lanes[lane] == Smallest && row < Row)) (Smallest, Row) = (lanes[lane], row);
                Largest = Math.Max(Largest, lanes[2 * width + lane]);
            }
        }
    }

    /// <summary>Finds the row to lower: of those with a larger f than the row to raise the first with which a step gains most
    /// (second-order information: Fan, Chen and Lin, 2005).</summary>
    public struct SecondRow : IVectorKernel
    {
        // What LIBSVM takes for the curvature where a kernel that is not positive definite gives none.
        private const float LeastCurvature = 1e-12f;

        /// <summary>f of rows that may fall, as <see cref="FirstRow.LowValues"/>.</summary>
        public float* LowValues;

        /// <summary>Kernel of each row with the row to raise, and with itself.</summary>
        public float* Raised, Self;

        /// <summary>f of the row to raise, shifted likewise, and its kernel with itself.</summary>
        public float Value, SelfOfRaised;

        /// <summary>Number of rows, a multiple of 32.</summary>
        public int Count;

        /// <summary>The row found, or −1.</summary>
        public int Row;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            TVector value = TOperations.Broadcast(Value), self = TOperations.Broadcast(SelfOfRaised), minusTwo = TOperations.Broadcast(-2);
            TVector leastCurvature = TOperations.Broadcast(LeastCurvature), gain = default;
            TVector best = default, number = TOperations.Broadcast(0), next = TOperations.Broadcast(1);
            for (nint i = 0; i < Count; i += TOperations.Width)
            {
                var difference = TOperations.Maximum(TOperations.Subtract(TOperations.Load(in *LowValues, i), value), default);
                var curvature = TOperations.MultiplyAdd(minusTwo, TOperations.Load(in *Raised, i), TOperations.Add(self, TOperations.Load(in *Self, i)));
                curvature = TOperations.Maximum(curvature, leastCurvature);
                var gained = TOperations.Divide(TOperations.Multiply(difference, difference), curvature);
                best = TOperations.WhereLess(gain, gained, number, best);
                gain = TOperations.Maximum(gain, gained);
                number = TOperations.Add(number, next);
            }

            var width = TOperations.Width;
            float* lanes = stackalloc float[2 * width];
            TOperations.Store(gain, ref *lanes, 0);
            TOperations.Store(best, ref *lanes, width);
            Row = -1;
            float most = 0;
            for (var lane = 0; lane < width; lane++)
            {
                var row = (int)lanes[width + lane] * width + lane;
                if (lanes[lane] > most || (lanes[lane] == most && Row >= 0 && row < Row)) (most, Row) = (lanes[lane], row);
            }
        }
    }

    /// <summary>Adds a multiple of a row of floats to a row of doubles.</summary>
    public struct AddScaled : IDoubleVectorKernel
    {
        /// <summary>What is added to.</summary>
        public double* Sums;

        /// <summary>What is added.</summary>
        public float* Values;

        /// <summary>How often.</summary>
        public double Factor;

        /// <summary>Number of values, a multiple of 32.</summary>
        public int Count;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IDoubleVectorOperations<TVector>
            where TVector : struct
        {
            var factor = TOperations.Broadcast(Factor);
            for (nint i = 0; i < Count; i += TOperations.Width)
                TOperations.Store(TOperations.MultiplyAdd(factor, TOperations.LoadSingles(Values + i), TOperations.Load(Sums + i)), Sums + i);
        }
    }
}
