using System.Numerics.Tensors;
using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Text;

/// <summary>
/// One training run: limited-memory BFGS from the labels' shares, with the diagonal of the Hessian there as the first guess. Parameters are columns ×
/// labels, each row padded to a multiple of eight, then the intercepts. A gradient is made in two passes, first row by row (scores and what the probabilities miss), then column by column (through the
/// transposed matrix), so that threads never add to the same number.
/// </summary>
internal sealed class SparseLogisticTraining : IObjective, IDisposable
{
    private const int Pairs = 5, BlockRows = 256, BlockColumns = 256;

    private readonly SparseMatrix x, transposed;
    private readonly int[] labels;
    private readonly int labelCount, stride;
    private readonly SparseLogisticOptions options;
    private readonly TrainingContext context;
    private readonly ThreadTeam team;
    private readonly double ridge;
    // Labels with training rows; the others stay as they start.
    private readonly bool[] present;
    // Where it starts, and for each parameter the first guess of the inverse of its curvature there; 0 for what is not learnt.
    private readonly double[] start, scale;
    // Rows × labels, padded likewise: by how much a probability is too high, divided by the number of rows.
    private readonly double[] errors;
    // For each block of rows its loss, its rows predicted rightly, and its errors' sum.
    private readonly double[] blockLosses, blockErrors;
    private readonly int[] blockHits;
    private readonly SparseMatrix? validation;
    private readonly int[] validationLabels;

    public SparseLogisticTraining(
        SparseMatrix x, ReadOnlySpan<int> labels, int labelCount, SparseLogisticOptions options, TrainingContext context, SparseMatrix? validation, int[] validationLabels)
    {
        (this.validation, this.validationLabels) = (validation, validationLabels);
        this.x = x;
        this.labels = labels.ToArray();
        this.labelCount = labelCount;
        this.options = options;
        this.context = context;
        stride = (labelCount + 7) & ~7;
        transposed = x.Transpose();
        ridge = 1 / (options.C * x.Rows);
        var counts = new int[labelCount];
        foreach (var label in labels) counts[label]++;
        present = Array.ConvertAll(counts, count => count > 0);
        errors = new double[x.Rows * stride];
        var blocks = (x.Rows + BlockRows - 1) / BlockRows;
        blockLosses = new double[blocks];
        blockHits = new int[blocks];
        blockErrors = new double[blocks * stride];
        start = new double[(x.Columns + 1) * stride];
        scale = new double[start.Length];
        Start(counts);
        team = new ThreadTeam(context.Threads);
    }

    /// <summary>Learns until there is nothing more to gain, the iterations are over or somebody cancels.</summary>
    public SparseLogistic Run()
    {
        var minimizer = new QuasiNewtonMinimizer(this, start, scale)
        {
            Pairs = Pairs,
            MaxIterations = options.MaxIterations,
            Tolerance = options.Tolerance,
            Validate = validation is null ? null : Score,
        };
        var (iterations, converged) = minimizer.Run(context);
        return Classifier(minimizer.Point, iterations, converged);
    }

    public void Dispose() => team.Dispose();

    // At zero weights all rows have the labels' shares as probabilities, and the Hessian's diagonal is known. A label without rows is given half a row's share.
    private void Start(int[] counts)
    {
        var shares = Array.ConvertAll(counts, count => Math.Max(0.5, count) / x.Rows);
        for (var label = 0; label < labelCount; label++)
        {
            start[x.Columns * stride + label] = Math.Log(shares[label]);
            if (present[label]) scale[x.Columns * stride + label] = 1 / (shares[label] * (1 - shares[label]));
        }
        for (var column = 0; column < x.Columns; column++)
        {
            double squares = 0;
            foreach (var value in transposed.RowValues(column)) squares += (double)value * value;
            for (var label = 0; label < labelCount; label++)
                if (present[label]) scale[column * stride + label] = 1 / (squares / x.Rows * shares[label] * (1 - shares[label]) + ridge);
        }
    }

    ObjectiveValue IObjective.Evaluate(double[] at, double[] gradientThere)
    {
        team.Run(blockLosses.Length, (block, _) => EvaluateRows(block, at));
        var columnBlocks = (x.Columns + BlockColumns - 1) / BlockColumns;
        team.Run(columnBlocks, (block, _) => EvaluateColumns(block, at, gradientThere));
        double loss = 0;
        var hits = 0;
        var intercepts = gradientThere.AsSpan(x.Columns * stride);
        intercepts.Clear();
        for (var block = 0; block < blockLosses.Length; block++)
        {
            loss += blockLosses[block];
            hits += blockHits[block];
            TensorPrimitives.Add(intercepts, blockErrors.AsSpan(block * stride, stride), intercepts);
        }
        for (var label = 0; label < labelCount; label++)
            if (!present[label]) intercepts[label] = 0;
        var weights = at.AsSpan(0, x.Columns * stride);
        return new ObjectiveValue(loss / x.Rows, (double)hits / x.Rows, loss / x.Rows + ridge / 2 * QuasiNewtonMemory.Dot(weights, weights), 0);
    }

    // The penalty alone keeps the genres' weights apart.
    void IObjective.Center(Span<double> direction)
    {
    }

    private (double Loss, double Accuracy) Score(double[] at)
    {
        var rows = validation!.Rows;
        var losses = new double[(rows + BlockRows - 1) / BlockRows];
        var hits = new int[losses.Length];
        team.Run(losses.Length, (block, _) =>
        {
            var first = block * BlockRows;
            var count = Math.Min(BlockRows, rows - first);
            var blockScores = new double[count * stride];
            for (var row = 0; row < count; row++) at.AsSpan(x.Columns * stride).CopyTo(blockScores.AsSpan(row * stride));
            SparseProduct.Add(validation, first, count, at, blockScores, stride, context.Instructions);
            for (var row = 0; row < count; row++)
            {
                var scores = blockScores.AsSpan(row * stride, labelCount);
                var (loss, _, hit) = Exponentials(scores, validationLabels[first + row]);
                losses[block] += loss;
                if (hit) hits[block]++;
            }
        });
        return (losses.Sum() / rows, (double)hits.Sum() / rows);
    }

    private void EvaluateRows(int block, double[] at)
    {
        var sum = blockErrors.AsSpan(block * stride, stride);
        sum.Clear();
        double loss = 0;
        var hits = 0;
        var first = block * BlockRows;
        var count = Math.Min(BlockRows, x.Rows - first);
        var blockScores = errors.AsSpan(first * stride, count * stride);
        for (var row = 0; row < count; row++) at.AsSpan(x.Columns * stride).CopyTo(blockScores[(row * stride)..]);
        SparseProduct.Add(x, first, count, at, blockScores, stride, context.Instructions);
        for (var row = 0; row < count; row++)
        {
            var scores = blockScores.Slice(row * stride, labelCount);
            var label = labels[first + row];
            var (rowLoss, total, hit) = Exponentials(scores, label);
            loss += rowLoss;
            if (hit) hits++;
            TensorPrimitives.Multiply(scores, 1 / (total * x.Rows), scores);
            scores[label] -= 1.0 / x.Rows;
            TensorPrimitives.Add(sum[..labelCount], scores, sum);
        }
        blockLosses[block] = loss;
        blockHits[block] = hits;
    }

    // Scores become their exponentials, the largest one 1; returns the label's log-loss, the exponentials' sum, and whether the label has the largest.
    private static (double Loss, double Total, bool Hit) Exponentials(Span<double> scores, int label)
    {
        var best = TensorPrimitives.IndexOfMax(scores);
        var most = scores[best];
        var own = scores[label] - most;
        double total = 0;
        foreach (ref var score in scores) total += score = Math.Exp(score - most);
        return (Math.Log(total) - own, total, best == label);
    }

    private void EvaluateColumns(int block, double[] at, double[] gradientThere)
    {
        var first = block * BlockColumns;
        var count = Math.Min(BlockColumns, x.Columns - first);
        var slopes = gradientThere.AsSpan(first * stride, count * stride);
        TensorPrimitives.Multiply(at.AsSpan(first * stride, count * stride), ridge, slopes);
        SparseProduct.Add(transposed, first, count, errors, slopes, stride, context.Instructions);
        for (var label = 0; label < labelCount; label++)
            for (var column = 0; column < count && !present[label]; column++) slopes[column * stride + label] = 0;
    }

    // Adding the same to all intercepts changes nothing: they are told at a mean of zero.
    private SparseLogistic Classifier(double[] point, int iterations, bool converged)
    {
        var weights = new float[x.Columns * labelCount];
        for (var column = 0; column < x.Columns; column++)
            for (var label = 0; label < labelCount; label++) weights[column * labelCount + label] = (float)point[column * stride + label];
        var intercepts = point.AsSpan(x.Columns * stride, labelCount).ToArray();
        var mean = intercepts.Where((_, label) => present[label]).Average();
        if (!Array.TrueForAll(weights, float.IsFinite) || !Array.TrueForAll(intercepts, double.IsFinite))
            throw new TrainingException("Logistic regression on terms left the range of numbers; lower c.");
        return new SparseLogistic(weights, Array.ConvertAll(intercepts, value => (float)(value - mean)), iterations, converged);
    }
}
