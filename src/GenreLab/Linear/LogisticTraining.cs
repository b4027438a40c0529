using System.Diagnostics;
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
internal sealed class LogisticTraining : IDisposable
{
    private const int Pairs = 20, MostAttempts = 30;

    // The share of what the slope promises that a step must keep.
    private const double Sufficient = 1e-4;

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
    // For each parameter the first guess of the inverse of its curvature; 0 for what is not learnt.
    private readonly double[] scale;
    private readonly double lasso, ridge;

    private readonly double[] direction;
    private double[] point, gradient, nextPoint, nextGradient;

    public LogisticTraining(LogisticRegressionTrainer options, Dataset train, Dataset? validation, TrainingContext context)
    {
        this.options = options;
        this.context = context;
        inputs = train.Features.Columns;
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
        loss = new LogisticLoss(network, weights, team, context.Instructions);

        point = new double[network.ParameterCount];
        gradient = new double[point.Length];
        direction = new double[point.Length];
        nextPoint = new double[point.Length];
        nextGradient = new double[point.Length];
        scale = new double[point.Length];
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
        var memory = new QuasiNewtonMemory(point.Length, Pairs);
        var current = Evaluate(point, gradient);
        var lastGain = double.PositiveInfinity;
        var iterations = 0;
        var converged = false;
        while (!converged && iterations < options.MaxIterations && !context.Cancellation.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            var descent = FindDirection(memory);
            // Half the descent is what the step would gain were the guessed curvature right.
            converged = -descent / 2 <= options.Tolerance && lastGain <= options.Tolerance;
            if (converged) break;
            if (!(descent < 0) || Search(current, descent) is not { } found)
            {
                // Nothing to gain along the direction: forget what it was guessed from, or be content.
                converged = memory.IsEmpty;
                memory.Clear();
                continue;
            }
            memory.Add(point, nextPoint, gradient, nextGradient);
            lastGain = found.Gain;
            (point, nextPoint) = (nextPoint, point);
            (gradient, nextGradient) = (nextGradient, gradient);
            current = found.Values;
            iterations++;
            var measured = validation is null ? ((double Loss, double Accuracy)?)null : loss.Evaluate(validation, point, default);
            context.Progress?.Invoke(new EpochRecord(iterations, options.MaxIterations, current.Loss, current.Accuracy,
                measured?.Loss, measured?.Accuracy, found.Length, Stopwatch.GetElapsedTime(started).TotalSeconds));
        }
        return Classifier(iterations, converged);
    }

    public void Dispose() => team.Dispose();

    // At zero weights all rows have the genres' shares as probabilities, and the Hessian's diagonal is known.
    private void Start(double[] shares)
    {
        double mean = 0;
        foreach (var share in shares) mean += Math.Log(share) / labels;
        for (var label = 0; label < labels; label++)
        {
            point[inputs * stride + label] = Math.Log(shares[label]) - mean;
            if (!present[label]) continue;
            var curvature = shares[label] * (1 - shares[label]);
            scale[inputs * stride + label] = 1 / curvature;
            for (var input = 0; input < inputs; input++)
                if (axes is not null || standardization.Varies(input)) scale[input * stride + label] = 1 / (curvature * (axes?.Variances[input] ?? 1) + ridge);
        }
    }

    private Measured Evaluate(double[] at, double[] gradientThere)
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
        return new Measured(meanLoss, accuracy, meanLoss + ridge / 2 * squares, lasso * sizes);
    }

    // Finds where to go; returns how steeply the objective falls that way (with a lasso: at least).
    private double FindDirection(QuasiNewtonMemory memory)
    {
        if (lasso == 0) memory.Direction(gradient, scale, direction);
        else memory.ProximalDirection(gradient, scale, point, lasso, inputs * stride, direction);
        Center(direction);
        var descent = QuasiNewtonMemory.Dot(gradient, direction);
        if (lasso == 0) return descent;
        double longer = 0;
        for (var i = 0; i < inputs * stride; i++) longer += Math.Abs(point[i] + direction[i]) - Math.Abs(point[i]);
        return descent + lasso * longer;
    }

    // Adding the same to all genres changes no probability: such moves are left out, of weights too where a ridge alone would tell them apart.
    private void Center(Span<double> values)
    {
        for (var start = lasso == 0 ? 0 : inputs * stride; start < values.Length; start += stride)
        {
            var row = values.Slice(start, labels);
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

    // Backtracks by interpolation until the objective has fallen enough (Armijo); the loss is convex, so no more is asked.
    private (Measured Values, double Length, double Gain)? Search(in Measured from, double descent)
    {
        var length = 1.0;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            for (var i = 0; i < point.Length; i++) nextPoint[i] = point[i] + length * direction[i];
            var values = Evaluate(nextPoint, nextGradient);
            var gain = Gain(from, values);
            if (gain >= -Sufficient * length * descent) return (values, length, gain);
            var minimum = descent * length / 2 / (gain + descent * length);
            length *= double.IsFinite(minimum) ? Math.Clamp(minimum, 0.1, 0.5) : 0.1;
        }
        return null;
    }

    // What the step to the next point has won. Small gains follow from the gradients at both ends, whose errors are
    // multiplied by the step, rather than from the difference of two losses (Hager and Zhang, 2005, section 4).
    private double Gain(in Measured from, in Measured to)
    {
        var gain = from.Objective - to.Objective;
        if (!(Math.Abs(gain) < LeastChange * from.Objective)) return gain;
        double smooth = 0;
        for (var i = 0; i < point.Length; i++) smooth += (gradient[i] + nextGradient[i]) / 2 * (point[i] - nextPoint[i]);
        return smooth + (from.Lasso - to.Lasso);
    }

    // Back from the principal axes to the inputs.
    private LogisticClassifier Classifier(int iterations, bool converged)
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

    /// <summary>What a point is worth: mean loss, share of rows predicted rightly, the loss with the ridge, and the lasso.</summary>
    private readonly record struct Measured(double Loss, double Accuracy, double Smooth, double Lasso)
    {
        public double Objective => Smooth + Lasso;
    }
}
