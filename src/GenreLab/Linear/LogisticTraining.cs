using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Linear;

/// <summary>
/// One training run: limited-memory BFGS from the genres' shares, with the diagonal of the Hessian there as the first guess, on
/// principal axes; with a lasso part its proximal form (Scheinberg and Tang, 2016) on the inputs themselves.
/// Parameters lie as <see cref="DenseLayer"/> lays them out: inputs × genres, each row padded, then the intercepts.
/// </summary>
internal sealed class LogisticTraining : IObjective, IDisposable
{
    private const int Pairs = 20;

    // Changes below this share of the loss drown in single precision.
    private const double LeastChange = 1e-6;

    private readonly LogisticRegressionTrainer options;
    private readonly TrainingContext context;
    private readonly ThreadTeam team;
    private readonly Standardization standardization;
    private readonly PrincipalAxes? axes;
    private readonly LogisticRows train;
    private readonly LogisticRows? validation;
    private readonly LogisticLoss loss;
    private readonly int inputs, labels, stride;
    // Genres with training rows; the others stay as they start.
    private readonly bool[] present;
    private readonly double lasso, ridge;
    // Where it starts, and for each parameter the first guess of the inverse of its curvature there; 0 for what is not learnt.
    private readonly double[] start, scale;

    public LogisticTraining(LogisticRegressionTrainer options, Dataset train, Dataset? validation, TrainingContext context)
    {
        this.options = options;
        this.context = context;
        inputs = train.Inputs.Columns;
        labels = train.LabelNames.Count;
        stride = Matrix.PaddedLength(labels);
        lasso = options.Regularization * options.ElasticNet;
        ridge = options.Regularization * (1 - options.ElasticNet);
        team = new ThreadTeam(context.Threads);
        standardization = Standardization.Of(train.Features, team);
        axes = lasso > 0 ? null : PrincipalAxes.Of(train.Features, standardization, team);
        this.train = new LogisticRows(train, standardization, axes, team, context.Instructions);
        this.validation = validation is null ? null : new LogisticRows(validation, standardization, axes, team, context.Instructions);

        var counts = new int[labels];
        foreach (var label in train.Labels) counts[label]++;
        present = Array.ConvertAll(counts, count => count > 0);
        var presentCount = present.Count(one => one);
        var weights = options.ClassWeights == ClassWeights.None ? [] : Array.ConvertAll(counts, count => count == 0 ? 0f : (float)((double)train.Rows / ((double)presentCount * count)));
        var network = new Network([new DenseLayer(inputs, labels, Activation.None)]);
        loss = new LogisticLoss(network, weights, team, context.Instructions, context.Ranks);

        start = new double[network.ParameterCount];
        scale = new double[start.Length];
        // A genre without training rows is given half a row's share.
        var shares = Array.ConvertAll(counts, count => Math.Max(0.5, count) / train.Rows);
        if (weights.Length > 0)
            for (var label = 0; label < labels; label++)
                if (present[label]) shares[label] = 1.0 / presentCount;
        Start(shares);
    }

    /// <summary>Learns until there is nothing more to gain, the iterations are over or somebody cancels.</summary>
    public LogisticClassifier Run()
    {
        var minimizer = new QuasiNewtonMinimizer(this, start, scale)
        {
            Pairs = Pairs,
            MaxIterations = options.MaxIterations,
            Tolerance = options.Tolerance,
            Lasso = lasso,
            LassoLength = inputs * stride,
            LeastChange = LeastChange,
            Validate = validation is null ? null : at => loss.Evaluate(validation, at, default),
        };
        var (iterations, converged) = minimizer.Run(context);
        return Classifier(minimizer.Point, iterations, converged);
    }

    public void Dispose() => team.Dispose();

    // At zero weights all rows have the genres' shares as probabilities, and the Hessian's diagonal is known.
    private void Start(double[] shares)
    {
        double mean = 0;
        foreach (var share in shares) mean += Math.Log(share) / labels;
        for (var label = 0; label < labels; label++)
        {
            start[inputs * stride + label] = Math.Log(shares[label]) - mean;
            if (!present[label]) continue;
            var curvature = shares[label] * (1 - shares[label]);
            scale[inputs * stride + label] = 1 / curvature;
            for (var input = 0; input < inputs; input++)
                if (axes is not null || standardization.Varies(input)) scale[input * stride + label] = 1 / (curvature * (axes?.Variances[input] ?? 1) + ridge);
        }
    }

    ObjectiveValue IObjective.Evaluate(double[] at, double[] gradientThere)
    {
        var (meanLoss, accuracy) = loss.Evaluate(train, at, gradientThere);
        double squares = 0, sizes = 0;
        for (var i = 0; i < inputs * stride; i++)
        {
            squares += at[i] * at[i];
            sizes += Math.Abs(at[i]);
            gradientThere[i] += ridge * at[i];
        }
        for (var i = 0; i < gradientThere.Length; i++)
            if (scale[i] == 0) gradientThere[i] = 0;
        return new ObjectiveValue(meanLoss, accuracy, meanLoss + ridge / 2 * squares, lasso * sizes);
    }

    // Adding the same to all genres changes no probability: such moves are left out, of weights too where a ridge alone would tell them apart.
    void IObjective.Center(Span<double> values)
    {
        for (var first = lasso == 0 ? 0 : inputs * stride; first < values.Length; first += stride)
        {
            var row = values.Slice(first, labels);
            double sum = 0;
            var count = 0;
            for (var label = 0; label < labels; label++)
            {
                if (!present[label]) continue;
                sum += row[label];
                count++;
            }
            for (var label = 0; label < labels; label++)
                if (present[label]) row[label] -= sum / count;
        }
    }

    // Back from the principal axes to the inputs.
    private LogisticClassifier Classifier(double[] point, int iterations, bool converged)
    {
        var weights = new float[inputs * labels];
        for (var label = 0; label < labels; label++)
        {
            for (var input = 0; input < inputs; input++)
            {
                double sum = axes is null ? point[input * stride + label] : 0;
                for (var axis = 0; axes is not null && axis < inputs; axis++) sum += (double)axes.Axes[input, axis] * point[axis * stride + label];
                weights[input * labels + label] = standardization.Varies(input) ? (float)sum : 0;
            }
        }
        var intercepts = Array.ConvertAll(point[(inputs * stride)..(inputs * stride + labels)], value => (float)value);
        if (!Array.TrueForAll(weights, float.IsFinite) || !Array.TrueForAll(intercepts, float.IsFinite))
            throw new TrainingException("Training of logistic-regression left the range of numbers; raise regularization.");
        return new LogisticClassifier(standardization, weights, intercepts, iterations, converged);
    }
}
