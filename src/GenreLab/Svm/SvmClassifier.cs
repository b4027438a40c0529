using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Svm;

/// <summary>A trained support vector machine.</summary>
internal sealed unsafe class SvmClassifier : IClassifier
{
    // Kernel values of so many support vectors with 32 rows are 32 KB: they stay in the first-level cache until their coefficients are applied.
    private const int VectorsAtOnce = 256;
    private const double LeastPairProbability = 1e-7;
    private const double LargestDecision = 1e30;

    private readonly SvmState state;
    private readonly int genres;
    private readonly float[] centre;
    private readonly Matrix vectors;

    public SvmClassifier(SvmState state)
    {
        this.state = state;
        genres = state.Genres.Length;
        centre = KernelFunction.Centre(state.Vectors);
        vectors = state.Kernel.Prepare(state.Vectors, centre);
    }

    /// <inheritdoc/>
    public string Kind => "svm";

    /// <inheritdoc/>
    public int FeatureCount => state.Vectors.Columns;

    /// <inheritdoc/>
    public int LabelCount => state.LabelCount;

    /// <summary>Rebuilds a machine from its stored form, trusting nothing.</summary>
    /// <exception cref="ModelFileException">Something is missing, impossible or does not fit.</exception>
    public static SvmClassifier Import(StoredState stored) => new(SvmState.Import(stored));

    /// <inheritdoc/>
    public StoredState Export() => state.Export();

    /// <inheritdoc/>
    public void PredictProbabilities(Matrix x, Matrix destination)
    {
        ClassifierShapes.Require(this, x, destination);
        var pairs = state.Offsets.Length;
        var decisions = new double[pairs * Gemm.PanelWidth];
        var own = new double[pairs];
        var ranking = new GenreRanking(state);
        ForPanels(x, decisions, (first, count) =>
        {
            for (var row = 0; row < count; row++)
            {
                for (var pair = 0; pair < pairs; pair++) own[pair] = decisions[pair * Gemm.PanelWidth + row];
                ranking.Probabilities(own, destination.Row(first + row));
            }
        });
    }

    /// <summary>Writes the decision value of every pair: positive for its first genre.</summary>
    /// <param name="x">Rows × input columns.</param>
    /// <param name="destination">Rows × pairs.</param>
    public void PredictDecisions(Matrix x, double[,] destination)
    {
        var decisions = new double[state.Offsets.Length * Gemm.PanelWidth];
        ForPanels(x, decisions, (first, count) =>
        {
            for (var row = 0; row < count; row++)
                for (var pair = 0; pair < state.Offsets.Length; pair++) destination[first + row, pair] = decisions[pair * Gemm.PanelWidth + row];
        });
    }

    // Decision values of 32 rows after the other: pairs × 32.
    private void ForPanels(Matrix x, double[] decisions, Action<int, int> work)
    {
        var panel = new RowPanels(Gemm.PanelWidth, vectors.Columns);
        var prepared = new float[vectors.Columns];
        var kernel = new AlignedRow(VectorsAtOnce * Gemm.PanelWidth);
        var part = new AlignedRow((genres - 1) * Gemm.PanelWidth);
        var sums = new double[genres * (genres - 1) * Gemm.PanelWidth];
        for (var first = 0; first < x.Rows; first += Gemm.PanelWidth)
        {
            var count = Math.Min(Gemm.PanelWidth, x.Rows - first);
            for (var row = 0; row < count; row++)
            {
                state.Kernel.Prepare(x.Row(first + row), centre, prepared);
                panel.Put(row, prepared);
            }
            Sum(panel, kernel, part, sums);
            Decide(sums, decisions);
            work(first, count);
        }
        GC.KeepAlive(kernel);
        GC.KeepAlive(part);
    }

    // For each genre and each other one the sum over the genre's support vectors: genres × other genres × 32. Sums of up to 256 products are
    // taken in single precision, those of these in double.
    private void Sum(RowPanels panel, AlignedRow kernel, AlignedRow part, double[] sums)
    {
        Array.Clear(sums);
        var others = genres - 1;
        fixed (float* all = vectors.Values, coefficients = state.Coefficients.Values)
        {
            var vector = 0;
            for (var genre = 0; genre < genres; genre++)
            {
                var own = sums.AsSpan(genre * others * Gemm.PanelWidth, others * Gemm.PanelWidth);
                for (var end = vector + state.SupportCounts[genre]; vector < end;)
                {
                    var count = Math.Min(VectorsAtOnce, end - vector);
                    state.Kernel.Evaluate(all + (nint)vector * vectors.Stride, vectors.Stride, count, panel, kernel.Singles, Simd.Widest);
                    PanelProduct.Run(new PanelProduct
                    {
                        A = coefficients + vector,
                        ARowStride = state.Coefficients.Stride,
                        AColumnStride = 1,
                        B = kernel.Singles,
                        C = part.Singles,
                        CRowStride = Gemm.PanelWidth,
                        Rows = others,
                        Columns = Gemm.PanelWidth,
                        Depth = count,
                        DepthBlocks = 1,
                    }, Simd.Widest);
                    for (var i = 0; i < own.Length; i++) own[i] += part.Singles[i];
                    vector += count;
                }
            }
        }
    }

    private void Decide(double[] sums, double[] decisions)
    {
        var others = genres - 1;
        var pair = 0;
        for (var first = 0; first < genres; first++)
        {
            for (var second = first + 1; second < genres; second++, pair++)
            {
                ReadOnlySpan<double> ofFirst = sums.AsSpan((first * others + second - 1) * Gemm.PanelWidth, Gemm.PanelWidth), ofSecond = sums.AsSpan((second * others + first) * Gemm.PanelWidth, Gemm.PanelWidth);
                for (var row = 0; row < Gemm.PanelWidth; row++)
                {
                    var decision = ofFirst[row] + ofSecond[row] - state.Offsets[pair];
                    decisions[pair * Gemm.PanelWidth + row] = double.IsNaN(decision) ? 0 : Math.Clamp(decision, -LargestDecision, LargestDecision);
                }
            }
        }
    }

    // From decision values of pairs to probabilities of genres; owns the room it needs.
    private sealed class GenreRanking(SvmState state)
    {
        private readonly int genres = state.Genres.Length;
        private readonly double[] pairs = new double[state.Genres.Length * state.Genres.Length], quadratic = new double[state.Genres.Length * state.Genres.Length];
        private readonly double[] products = new double[state.Genres.Length], scores = new double[state.Genres.Length];

        public void Probabilities(ReadOnlySpan<double> decisions, Span<float> destination)
        {
            if (state.Scalings is null) Vote(decisions);
            else Couple(decisions, state.Scalings);
            destination.Clear();
            for (var genre = 0; genre < genres; genre++) destination[state.Genres[genre]] = (float)scores[genre];
        }

        private void Couple(ReadOnlySpan<double> decisions, PlattScaling[] scalings)
        {
            var pair = 0;
            for (var first = 0; first < genres; first++)
            {
                for (var second = first + 1; second < genres; second++, pair++)
                {
                    var probability = Math.Clamp(scalings[pair].Probability(decisions[pair]), LeastPairProbability, 1 - LeastPairProbability);
                    pairs[first * genres + second] = probability;
                    pairs[second * genres + first] = 1 - probability;
                }
            }
            if (genres == 2) (scores[0], scores[1]) = (pairs[1], pairs[2]);
            else PairwiseCoupling.Couple(pairs, quadratic, products, scores);
        }

        // Votes, and confidences squeezed into (−1/3, 1/3) so that they only decide between equal votes: scikit-learn's _ovr_decision_function.
        private void Vote(ReadOnlySpan<double> decisions)
        {
            Array.Clear(scores);
            var confidences = products;
            Array.Clear(confidences);
            var pair = 0;
            for (var first = 0; first < genres; first++)
            {
                for (var second = first + 1; second < genres; second++, pair++)
                {
                    scores[decisions[pair] > 0 ? first : second]++;
                    confidences[first] += decisions[pair];
                    confidences[second] -= decisions[pair];
                }
            }
            double largest = 0, sum = 0;
            for (var genre = 0; genre < genres; genre++)
            {
                if (state.BreakTies) scores[genre] += confidences[genre] / (3 * (Math.Abs(confidences[genre]) + 1));
                largest = Math.Max(largest, scores[genre]);
            }
            foreach (ref var score in scores.AsSpan())
            {
                score = Math.Exp(score - largest);
                sum += score;
            }
            foreach (ref var score in scores.AsSpan()) score /= sum;
        }
    }
}
