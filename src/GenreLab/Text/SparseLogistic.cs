using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;
using Tensor = GenreLab.Models.Tensor;

namespace GenreLab.Text;

/// <summary>Multinomial logistic regression on sparse rows: the softmax of one weighted sum of the columns a label. Immutable and thread-safe.</summary>
public sealed class SparseLogistic
{
    private const int MostColumns = 1 << 26, MostLabels = 65_535, BlockRows = 256, MostNumbers = 1 << 30, Padding = 8;
    private const string Owner = "logistic regression on terms";

    private readonly float[] weights, intercepts;

    /// <summary>Takes ownership of the arrays.</summary>
    internal SparseLogistic(float[] weights, float[] intercepts, int iterations, bool converged)
    {
        this.weights = weights;
        this.intercepts = intercepts;
        Columns = weights.Length / intercepts.Length;
        Iterations = iterations;
        Converged = converged;
    }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Number of labels.</summary>
    public int Labels => intercepts.Length;

    /// <summary>Iterations it was trained for.</summary>
    public int Iterations { get; }

    /// <summary>Whether there was nothing more to gain.</summary>
    public bool Converged { get; }

    /// <summary>Each label's score of an empty row; they sum to zero over the labels that had training rows.</summary>
    public ReadOnlySpan<float> Intercepts => intercepts;

    /// <summary>What one unit of a column adds to each label's score.</summary>
    public ReadOnlySpan<float> Weights(int column) => weights.AsSpan(column * Labels, Labels);

    /// <summary>
    /// Trains until there is nothing more to gain. What is minimised is C times the sum of the rows' log-losses, plus half the sum of the squared weights, as
    /// scikit-learn's <c>LogisticRegression</c> does; intercepts are free. Labels without training rows get a small probability.
    /// </summary>
    /// <param name="x">The training rows.</param>
    /// <param name="labels">Their labels, 0 to <paramref name="labelCount"/> − 1.</param>
    /// <param name="labelCount">Number of labels.</param>
    /// <param name="options">How.</param>
    /// <param name="context">Threads, cancellation and progress; threads do not change the result.</param>
    /// <param name="validation">Rows that only the progress is told of; null for none.</param>
    /// <param name="validationLabels">Their labels.</param>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    /// <exception cref="DataException">There are no rows, or all have one label.</exception>
    /// <exception cref="TrainingException">The weights left the range of numbers.</exception>
    public static SparseLogistic Fit(
        SparseMatrix x, ReadOnlySpan<int> labels, int labelCount, SparseLogisticOptions options, TrainingContext context,
        SparseMatrix? validation = null, int[]? validationLabels = null)
    {
        options.Validate();
        if (labels.Length != x.Rows) throw new ArgumentException($"There are {labels.Length} labels for {x.Rows} rows.", nameof(labels));
        if (validation is not null && (validation.Columns != x.Columns || validation.Rows != validationLabels?.Length))
            throw new ArgumentException($"The {validation.Rows} × {validation.Columns} validation rows do not fit {x.Columns} columns or their labels.", nameof(validation));
        if (x.Rows == 0) throw new DataException("There are no training rows; check the split and the cleaning options.");
        if (!labels.ContainsAnyExcept(labels[0])) throw new DataException($"All {x.Rows:N0} training rows are of one genre, so there is nothing to tell apart; give rows of at least two genres.");
        if ((x.Columns + 1L) * (labelCount + Padding) > MostNumbers)
            throw new DataException($"{x.Columns:N0} terms times {labelCount:N0} genres are too many weights; raise minimumDocuments or set maximumTerms.");
        if ((long)x.Rows * (labelCount + Padding) > MostNumbers) throw new DataException($"{x.Rows:N0} rows times {labelCount:N0} genres are too many; train on fewer rows.");
        using var training = new SparseLogisticTraining(x, labels, labelCount, options, context, validation, validationLabels ?? []);
        return training.Run();
    }

    /// <summary>Predicts the labels' probabilities.</summary>
    /// <param name="x">Rows × <see cref="Columns"/>.</param>
    /// <param name="destination">Gets rows × <see cref="Labels"/>; every row sums to 1.</param>
    /// <param name="threads">Threads to use, 1 or more; they do not change the result.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void PredictProbabilities(SparseMatrix x, Matrix destination, int threads = 1)
    {
        if (x.Columns != Columns || destination.Rows != x.Rows || destination.Columns != Labels)
            throw new ArgumentException($"{x.Rows} × {x.Columns} rows and {destination.Rows} × {destination.Columns} probabilities do not fit {Columns} columns and {Labels} labels.", nameof(destination));
        Parallel.For(0, (x.Rows + BlockRows - 1) / BlockRows, new ParallelOptions { MaxDegreeOfParallelism = threads }, block =>
        {
            var last = Math.Min(x.Rows, (block + 1) * BlockRows);
            for (var row = block * BlockRows; row < last; row++) Predict(x.RowIndices(row), x.RowValues(row), destination.Row(row));
        });
    }

    /// <summary>The columns that speak most for a label, the largest weight first.</summary>
    public IReadOnlyList<int> Strongest(int label, int count) =>
        [.. Enumerable.Range(0, Columns).OrderByDescending(column => weights[column * Labels + label]).Take(count)];

    /// <summary>Takes it apart for storage.</summary>
    public StoredState Export() => new(
        new JsonObject { ["columns"] = Columns, ["labels"] = Labels, ["iterations"] = Iterations, ["converged"] = Converged },
        new Dictionary<string, Tensor>
        {
            ["weight"] = Tensor.From<float>(weights, Columns, Labels),
            ["intercept"] = Tensor.From<float>(intercepts),
        });

    /// <summary>Puts it together again, trusting nothing.</summary>
    /// <exception cref="ModelFileException">The settings or tensors are incomplete, impossible or do not fit each other.</exception>
    public static SparseLogistic Import(StoredState state)
    {
        int columns = StoredText.Number(state, "columns", MostColumns, Owner), labels = StoredText.Number(state, "labels", MostLabels, Owner);
        return new SparseLogistic(
            StoredTensors.Read(state.Tensors, "weight", columns, labels).ToArray(), StoredTensors.Read(state.Tensors, "intercept", labels).ToArray(),
            state.Settings["iterations"] is JsonValue iterations && iterations.TryGetValue(out int count) ? Math.Max(0, count) : 0,
            state.Settings["converged"] is not JsonValue converged || !converged.TryGetValue(out bool done) || done);
    }

    private void Predict(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, Span<float> scores)
    {
        intercepts.CopyTo(scores);
        for (var i = 0; i < indices.Length; i++) TensorPrimitives.MultiplyAdd(Weights(indices[i]), values[i], scores, scores);
        var most = scores[0];
        foreach (var score in scores) most = Math.Max(most, score);
        double sum = 0;
        foreach (ref var score in scores) sum += score = MathF.Exp(score - most);
        foreach (ref var score in scores) score = (float)(score / sum);
    }
}
