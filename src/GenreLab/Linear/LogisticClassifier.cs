using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Linear;

/// <summary>The softmax of one weighted sum of the standardised inputs a genre.</summary>
internal sealed class LogisticClassifier : IExplainableClassifier, ILinearClassifier
{
    private readonly Standardization standardization;
    private readonly float[] weights, intercepts;
    private readonly NetworkClassifier layer;

    /// <summary>Takes ownership of the arrays.</summary>
    /// <param name="standardization">What is done to the inputs first.</param>
    /// <param name="weights">Inputs × genres, row-major: what a standard deviation of the input adds to a genre's score.</param>
    /// <param name="intercepts">The genres' scores at the inputs' means.</param>
    /// <param name="iterations">Iterations it was trained for.</param>
    /// <param name="converged">Whether there was nothing more to gain.</param>
    public LogisticClassifier(Standardization standardization, float[] weights, float[] intercepts, int iterations, bool converged)
    {
        this.standardization = standardization;
        this.weights = weights;
        this.intercepts = intercepts;
        Iterations = iterations;
        Converged = converged;
        var network = new Network([new DenseLayer(FeatureCount, LabelCount, Activation.None)]);
        var values = network.CreateWeights();
        network.Layers[0].Import("", new Dictionary<string, Tensor>
        {
            ["weight"] = Tensor.From<float>(weights, FeatureCount, LabelCount),
            ["bias"] = Tensor.From<float>(intercepts),
        }, values.Parameters, values.State);
        layer = new NetworkClassifier(Kind, network, values);
    }

    /// <inheritdoc/>
    public string Kind => "logistic-regression";

    /// <inheritdoc/>
    public int FeatureCount => standardization.Means.Length;

    /// <inheritdoc/>
    public int LabelCount => intercepts.Length;

    /// <summary>Iterations it was trained for.</summary>
    public int Iterations { get; }

    /// <summary>Whether there was nothing more to gain.</summary>
    public bool Converged { get; }

    /// <inheritdoc/>
    public void PredictProbabilities(Matrix x, Matrix destination)
    {
        ClassifierShapes.Require(this, x, destination);
        var block = new Matrix(Math.Min(Chunk.MaximumRows, x.Rows), FeatureCount);
        for (var first = 0; first < x.Rows; first += Chunk.MaximumRows)
        {
            var rows = block.SliceRows(0, Math.Min(Chunk.MaximumRows, x.Rows - first));
            standardization.Apply(x, first, rows);
            layer.PredictProbabilities(rows, destination.SliceRows(first, rows.Rows));
        }
    }

    /// <inheritdoc/>
    public ExplainedScore ExplainedScore => ExplainedScore.Logit;

    /// <summary>A score is a sum, so each term is its input's Shapley value against the training rows' means.</summary>
    /// <inheritdoc/>
    public void Explain(Matrix x, ReadOnlySpan<int> labels, Matrix contributions, Span<float> baselines)
    {
        ClassifierShapes.RequireInputs(this, x);
        if (labels.Length != x.Rows || baselines.Length != x.Rows || contributions.Rows != x.Rows || contributions.Columns != FeatureCount)
            throw new ArgumentException($"{x.Rows} rows need as many genres and baselines and contributions of {x.Rows} × {FeatureCount}.", nameof(contributions));
        standardization.Apply(x, 0, contributions);
        for (var row = 0; row < x.Rows; row++)
        {
            var terms = contributions.Row(row);
            for (var input = 0; input < terms.Length; input++) terms[input] *= weights[input * LabelCount + labels[row]];
            baselines[row] = intercepts[labels[row]];
        }
    }

    /// <inheritdoc/>
    public LinearCoefficients Coefficients(IReadOnlyList<string> inputNames, IReadOnlyList<string> labelNames)
    {
        var perUnit = new double[LabelCount][];
        var perDeviation = new double[LabelCount][];
        var atZero = new double[LabelCount];
        for (var label = 0; label < LabelCount; label++)
        {
            perDeviation[label] = [.. Enumerable.Range(0, FeatureCount).Select(input => (double)weights[input * LabelCount + label])];
            perUnit[label] = [.. perDeviation[label].Select((weight, input) => standardization.Varies(input) ? weight / standardization.Deviations[input] : 0)];
            atZero[label] = intercepts[label] - perUnit[label].Zip(standardization.Means, (weight, mean) => weight * mean).Sum();
        }
        return new LinearCoefficients
        {
            Inputs = inputNames,
            Genres = labelNames,
            PerUnit = perUnit,
            PerDeviation = perDeviation,
            Intercepts = atZero,
            Means = standardization.Means,
            Deviations = standardization.Deviations,
            Iterations = Iterations,
            Converged = Converged,
        };
    }

    /// <inheritdoc/>
    public StoredState Export() => new(
        new JsonObject { ["inputs"] = FeatureCount, ["genres"] = LabelCount, ["iterations"] = Iterations, ["converged"] = Converged },
        new Dictionary<string, Tensor>
        {
            ["mean"] = Tensor.From<double>(standardization.Means),
            ["deviation"] = Tensor.From<double>(standardization.Deviations),
            ["weight"] = Tensor.From<float>(weights, FeatureCount, LabelCount),
            ["intercept"] = Tensor.From<float>(intercepts),
        });

    /// <summary>Rebuilds a classifier from its stored form, trusting nothing.</summary>
    /// <exception cref="ModelFileException">The settings or tensors are incomplete, impossible or do not fit each other.</exception>
    public static LogisticClassifier Import(StoredState state)
    {
        if (!TryNumber(state.Settings["inputs"], out int inputs) || inputs is < 1 or > 1_000_000) throw Damaged("the number of 'inputs' (1 to 1,000,000)");
        if (!TryNumber(state.Settings["genres"], out int genres) || genres is < 1 or > 65_535) throw Damaged("the number of 'genres' (1 to 65,535)");
        var weights = StoredTensors.Read(state.Tensors, "weight", inputs, genres).ToArray();
        var intercepts = StoredTensors.Read(state.Tensors, "intercept", genres).ToArray();
        double[] means = ReadDoubles(state.Tensors, "mean", inputs), deviations = ReadDoubles(state.Tensors, "deviation", inputs);
        if (deviations.Any(deviation => deviation < 0)) throw Damaged("deviations of 0 or more");
        return new LogisticClassifier(new Standardization(means, deviations), weights, intercepts,
            TryNumber(state.Settings["iterations"], out int iterations) ? Math.Max(0, iterations) : 0, !TryNumber(state.Settings["converged"], out bool converged) || converged);
    }

    private static double[] ReadDoubles(IReadOnlyDictionary<string, Tensor> tensors, string name, int length)
    {
        if (!tensors.TryGetValue(name, out var tensor) || tensor.Shape.Count != 1 || tensor.Shape[0] != length) throw Damaged($"the tensor '{name}' of {length} numbers");
        var values = tensor.Read<double>().ToArray();
        return Array.TrueForAll(values, double.IsFinite) ? values : throw Damaged($"finite numbers in the tensor '{name}'");
    }

    private static bool TryNumber<T>(JsonNode? node, out T number) where T : struct
    {
        number = default;
        return node is JsonValue value && value.TryGetValue(out number);
    }

    private static ModelFileException Damaged(string lacking) => new($"The logistic regression in the model file lacks {lacking}; the model file is damaged.");
}
