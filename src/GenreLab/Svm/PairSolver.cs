using GenreLab.Numerics;

namespace GenreLab.Svm;

/// <summary>
/// Sequential minimal optimisation of one pair of genres: two rows a step, chosen by second-order information (Fan, Chen and Lin, 2005), with rows
/// put aside that will probably stay at their bound (shrinking: Joachims, 1998; Chang and Lin, 2011, section 5.1) and LIBSVM's stopping condition.
/// Whatever the cache holds, the steps are the same bits.
/// </summary>
internal sealed unsafe class PairSolver
{
    // LIBSVM's numbers: steps between attempts to put rows aside, and how much wider than the tolerance all rows are looked at once more.
    private const int StepsBetweenShrinks = 1000;
    private const double WideTolerance = 10;

    // The kernel rows known are forgotten when rows are put aside, so it must pay.
    private const int LeastShareAside = 8;
    private const int StepsBetweenLooks = 256;

    private readonly PairProblem problem;
    private readonly SolverOptions options;
    private readonly KernelCache cache;
    private readonly double[] alpha, values;
    private readonly bool[] heldOut;
    private readonly List<(int[] Rows, double[] Alpha)> aside = [];

    // The rows at work, by place.
    private int[] active = [];
    private RowPanels panels = new(0, 0);
    private readonly AlignedRow activeValues, up, low, lowValues, self;
    private double smallest, largest, shift;
    private int first;

    private PairSolver(PairProblem problem, SolverOptions options, KernelCache cache, double[] alpha, double[] values, bool[] heldOut)
    {
        (this.problem, this.options, this.cache, this.alpha, this.values, this.heldOut) = (problem, options, cache, alpha, values, heldOut);
        var length = (problem.Count + Gemm.PanelWidth - 1) / Gemm.PanelWidth * Gemm.PanelWidth;
        (activeValues, up, low, lowValues, self) = (new(2 * length), new(length), new(length), new(length), new(length));
    }

    /// <summary>Solves the pair from nothing.</summary>
    public static PairSolution Solve(PairProblem problem, SolverOptions options, KernelCache cache)
    {
        var values = new double[problem.Count];
        for (var row = 0; row < values.Length; row++) values[row] = -problem.Sign(row);
        return new PairSolver(problem, options, cache, new double[problem.Count], values, new bool[problem.Count]).Run();
    }

    /// <summary>Solves the pair without the rows held out, starting from the solution with them (Wen et al., 2017). Their decision values
    /// are those of a model that never saw them.</summary>
    public static PairSolution SolveWithout(bool[] heldOut, PairSolution all, PairProblem problem, SolverOptions options, KernelCache cache)
    {
        var solver = new PairSolver(problem, options, cache, (double[])all.Alpha.Clone(), (double[])all.Values.Clone(), heldOut);
        solver.TakeOut();
        solver.AddChanges([.. Enumerable.Range(0, problem.Count)], all.Alpha);
        return solver.Run();
    }

    private PairSolution Run()
    {
        Activate([.. Enumerable.Range(0, problem.Count)]);
        var mostSteps = Math.Max(10_000_000L, 100L * problem.Count);
        var untilShrink = Math.Min(problem.Count, StepsBetweenShrinks);
        var lookedAgain = false;
        long steps = 0;
        while (steps < mostSteps)
        {
            if (steps % StepsBetweenLooks == 0 && options.Cancellation.IsCancellationRequested) break;
            if (largest - smallest < options.Tolerance)
            {
                if (active.Length == problem.Count) break;
                ActivateAll();
                untilShrink = 1;
                continue;
            }
            if (options.Shrinking && --untilShrink == 0)
            {
                untilShrink = Math.Min(problem.Count, StepsBetweenShrinks);
                if (!lookedAgain && largest - smallest <= WideTolerance * options.Tolerance)
                {
                    lookedAgain = true;
                    if (active.Length < problem.Count) ActivateAll();
                }
                Shrink();
            }
            if (!Step()) break;
            steps++;
        }
        if (active.Length < problem.Count) ActivateAll();
        StoreValues();
        return new PairSolution(alpha, values, Offset(), Objective(), steps);
    }

    // One step; false when no row can be found to lower, for then rounding hides what is left to gain.
    private bool Step()
    {
        var raised = KernelRow(first);
        var second = new WorkingSet.SecondRow
        {
            LowValues = lowValues.Singles,
            Raised = raised,
            Self = self.Singles,
            Value = (float)(smallest - shift),
            SelfOfRaised = self.Singles[first],
            Count = panels.PaddedRows,
        };
        Simd.Run(options.Instructions, ref second);
        if (second.Row < 0) return false;
        var lowered = KernelRow(second.Row);

        int i = active[first], j = active[second.Row];
        var curvature = (double)self.Singles[first] + self.Singles[second.Row] - 2.0 * raised[second.Row];
        var step = (activeValues.Doubles[second.Row] - smallest) / Math.Max(curvature, 1e-12);
        // How far each may go; at the end it is put exactly on its bound.
        double roomOfI = i < problem.FirstCount ? problem.FirstBound - alpha[i] : alpha[i], roomOfJ = j < problem.FirstCount ? alpha[j] : problem.SecondBound - alpha[j];
        step = Math.Min(step, Math.Min(roomOfI, roomOfJ));
        alpha[i] = step < roomOfI ? alpha[i] + problem.Sign(i) * step : i < problem.FirstCount ? problem.FirstBound : 0;
        alpha[j] = step < roomOfJ ? alpha[j] - problem.Sign(j) * step : j < problem.FirstCount ? 0 : problem.SecondBound;
        SetLimits(first);
        SetLimits(second.Row);
        Select(step, raised, lowered);
        return true;
    }

    private float* KernelRow(int place)
    {
        if (cache.TryGet(place, out var values)) return values;
        fixed (float* row = problem.Prepared.Row(problem.Rows[active[place]]))
            options.Kernel.Evaluate(row, 0, 1, panels, values, options.Instructions);
        return values;
    }

    private void Select(double step, float* raised, float* lowered)
    {
        if (double.IsFinite(smallest)) shift = smallest;
        var pass = new WorkingSet.FirstRow
        {
            Values = activeValues.Doubles,
            Raised = raised,
            Lowered = lowered,
            Step = step,
            Up = up.Singles,
            Low = low.Singles,
            LowValues = lowValues.Singles,
            Shift = shift,
            Count = panels.PaddedRows,
        };
        Simd.RunDoubles(options.Instructions, ref pass);
        (smallest, first, largest) = (pass.Smallest, pass.Row, pass.Largest);
    }

    private void SetLimits(int place)
    {
        var row = active[place];
        up.Singles[place] = !heldOut[row] && problem.MayRise(row, alpha[row]) ? 0 : float.PositiveInfinity;
        low.Singles[place] = !heldOut[row] && problem.MayFall(row, alpha[row]) ? 0 : float.NegativeInfinity;
    }

    private void Activate(int[] rows)
    {
        active = rows;
        panels = RowPanels.Of(problem.Prepared, Array.ConvertAll(rows, row => problem.Rows[row]));
        for (var place = 0; place < rows.Length; place++)
        {
            activeValues.Doubles[place] = values[rows[place]];
            SetLimits(place);
        }
        for (var place = rows.Length; place < panels.PaddedRows; place++)
            (activeValues.Doubles[place], up.Singles[place], low.Singles[place]) = (0, float.PositiveInfinity, float.NegativeInfinity);
        options.Kernel.EvaluateSelf(panels, self.Singles, options.Instructions);
        cache.Reset(rows.Length, panels.PaddedRows);
        Select(0, null, null);
    }

    private void StoreValues()
    {
        for (var place = 0; place < active.Length; place++) values[active[place]] = activeValues.Doubles[place];
    }

    // Puts rows aside that can only move the way they would not gain from.
    private void Shrink()
    {
        var stays = new bool[active.Length];
        var leaving = 0;
        for (var place = 0; place < active.Length; place++)
        {
            bool mayRise = up.Singles[place] == 0, mayFall = low.Singles[place] == 0;
            stays[place] = (mayRise && mayFall) || (mayRise && activeValues.Doubles[place] <= largest) || (mayFall && activeValues.Doubles[place] >= smallest);
            if (!stays[place]) leaving++;
        }
        if (leaving == 0 || leaving < active.Length / LeastShareAside) return;
        StoreValues();
        aside.Add(([.. active.Where((_, place) => !stays[place])], (double[])alpha.Clone()));
        Activate([.. active.Where((_, place) => stays[place])]);
    }

    // Rows put aside have the f of then; only what changed since has to be added.
    private void ActivateAll()
    {
        StoreValues();
        foreach (var (rows, before) in aside) AddChanges(rows, before);
        aside.Clear();
        Activate([.. Enumerable.Range(0, problem.Count)]);
    }

    private void AddChanges(int[] rows, double[] before)
    {
        var others = RowPanels.Of(problem.Prepared, Array.ConvertAll(rows, row => problem.Rows[row]));
        AlignedRow kernel = new(others.PaddedRows), sums = new(2 * others.PaddedRows);
        for (var changed = 0; changed < problem.Count; changed++)
        {
            if (alpha[changed] == before[changed]) continue;
            fixed (float* row = problem.Prepared.Row(problem.Rows[changed]))
                options.Kernel.Evaluate(row, 0, 1, others, kernel.Singles, options.Instructions);
            var pass = new WorkingSet.AddScaled { Sums = sums.Doubles, Values = kernel.Singles, Factor = problem.Sign(changed) * (alpha[changed] - before[changed]), Count = others.PaddedRows };
            Simd.RunDoubles(options.Instructions, ref pass);
        }
        for (var i = 0; i < rows.Length; i++) values[rows[i]] += sums.Doubles[i];
        GC.KeepAlive(kernel);
        GC.KeepAlive(sums);
    }

    // Sets α of the rows held out to zero and makes up for it, so that Σ y·α stays zero, with the rows that gain most or lose least.
    private void TakeOut()
    {
        double missing = 0;
        for (var row = 0; row < problem.Count; row++)
        {
            if (!heldOut[row]) continue;
            missing += problem.Sign(row) * alpha[row];
            alpha[row] = 0;
        }
        var rises = missing > 0;
        var order = Enumerable.Range(0, problem.Count).Where(row => !heldOut[row]).ToArray();
        Array.Sort(Array.ConvertAll(order, row => rises ? values[row] : -values[row]), order);
        missing = Math.Abs(missing);
        foreach (var row in order)
        {
            if (missing <= 0) break;
            var towardsBound = rises == row < problem.FirstCount;
            var room = Math.Min(missing, towardsBound ? problem.Bound(row) - alpha[row] : alpha[row]);
            alpha[row] += towardsBound ? room : -room;
            missing -= room;
        }
    }

    // The mean f of the rows between their bounds; without any, the middle of what is allowed.
    private double Offset()
    {
        double sum = 0;
        var free = 0;
        for (var place = 0; place < active.Length; place++)
        {
            if (up.Singles[place] != 0 || low.Singles[place] != 0) continue;
            sum += activeValues.Doubles[place];
            free++;
        }
        if (free > 0) return sum / free;
        return double.IsFinite(smallest) && double.IsFinite(largest) ? (smallest + largest) / 2 : 0;
    }

    private double Objective()
    {
        double sum = 0;
        for (var row = 0; row < problem.Count; row++) sum += alpha[row] * (problem.Sign(row) * values[row] - 1);
        return sum / 2;
    }
}
