using System.ComponentModel;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural.Checkpoints;
using GenreLab.Neural.Layers;
using GenreLab.Neural.Optimizers;
using GenreLab.Neural.Schedules;
using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Neural;

/// <summary>What early stopping and the choice of the best epoch look at.</summary>
public enum Monitor
{
    /// <summary>The validation log-loss, the smaller the better.</summary>
    Loss,
    /// <summary>The validation accuracy, the larger the better.</summary>
    Accuracy,
}

/// <summary>The options that all networks trained by gradient descent share.</summary>
public abstract record NetworkTrainer : IClassifierTrainer
{
    /// <inheritdoc/>
    public abstract string Kind { get; }

    /// <inheritdoc/>
    public abstract PreprocessingOptions DefaultPreprocessing { get; }

    /// <inheritdoc/>
    public bool CanResume => true;

    /// <inheritdoc/>
    public bool CanTransfer => true;

    /// <inheritdoc/>
    public virtual bool LearnsFromText => false;

    /// <inheritdoc/>
    public virtual bool LearnsFromVectors => false;

    /// <summary>Passes over the training rows, 1 to 1,000,000.</summary>
    [Description("passes over the training rows")]
    public virtual int Epochs { get; init; } = 20;

    /// <summary>Rows a gradient step, 1 or more; more than there are means all of them.</summary>
    [Description("rows a gradient step")]
    public virtual int BatchSize { get; init; } = 256;

    /// <summary>How parameters follow their gradient.</summary>
    [Description("sgd, adam or adamW")]
    public virtual Optimizer Optimizer { get; init; } = Optimizer.AdamW;

    /// <summary>Learning rate, above 0; the peak of schedules that change it.</summary>
    [Description("learning rate (the schedule's peak)")]
    public virtual double LearningRate { get; init; } = 2e-3;

    /// <summary>Momentum of <see cref="Optimizer.Sgd"/>, from 0 up to but not including 1.</summary>
    [Description("momentum of sgd")]
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether <see cref="Optimizer.Sgd"/>'s momentum is Nesterov's.</summary>
    [Description("Nesterov's momentum for sgd")]
    public bool Nesterov { get; init; }

    /// <summary>What Adam adds to the root of the second moment, above 0 (PyTorch 1e-8, Keras 1e-7).</summary>
    [Description("Adam's epsilon")]
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>How the learning rate changes.</summary>
    [Description("constant, step, cosine, oneCycle or reduceOnPlateau")]
    public virtual Schedule Schedule { get; init; } = Schedule.Cosine;

    /// <summary>Epochs between two reductions of <see cref="Schedule.Step"/>, 1 or more.</summary>
    [Description("epochs between reductions of the step schedule")]
    public int StepEpochs { get; init; } = 10;

    /// <summary>What a reduction multiplies the learning rate by, between 0 and 1.</summary>
    [Description("factor of a reduction (step, reduceOnPlateau)")]
    public double ScheduleFactor { get; init; } = 0.5;

    /// <summary>Epochs without improvement before <see cref="Schedule.ReduceOnPlateau"/> reduces, 0 or more.</summary>
    [Description("epochs reduceOnPlateau waits")]
    public int SchedulePatience { get; init; } = 3;

    /// <summary>Epochs without improvement on the validation rows before training stops; 0 never stops early.</summary>
    [Description("early stopping: epochs without improvement, 0 = never")]
    public virtual int Patience { get; init; }

    /// <summary>What early stopping and the choice of the best epoch look at.</summary>
    [Description("loss or accuracy: what the best epoch is chosen by")]
    public Monitor Monitor { get; init; } = Monitor.Accuracy;

    /// <summary>Whether the weights of the best epoch on the validation rows are kept rather than the last; without validation rows the last are.</summary>
    [Description("keep the best epoch's weights rather than the last")]
    public bool RestoreBest { get; init; } = true;

    /// <summary>Weight decay, 0 or more; on weights, not on biases or normalisation.</summary>
    [Description("weight decay")]
    public virtual double WeightDecay { get; init; } = 0.03;

    /// <summary>Longest allowed gradient (Euclidean norm over all parameters), 0 for no bound.</summary>
    [Description("gradient-norm clipping, 0 = off")]
    public double ClipNorm { get; init; }

    /// <summary>Share of the target spread over all genres, from 0 up to but not including 1.</summary>
    [Description("label smoothing")]
    public virtual double LabelSmoothing { get; init; }

    /// <summary>Weights given to the genres.</summary>
    [Description("none or balanced")]
    public ClassWeights ClassWeights { get; init; } = ClassWeights.None;

    /// <summary>How weights start.</summary>
    [Description("glorotUniform, heNormal or uniformFanIn")]
    public Initialization Initialization { get; init; } = Initialization.GlorotUniform;

    /// <summary>Networks trained from different starting values, whose probabilities are averaged, 1 to 100 (deep ensembles,
    /// Lakshminarayanan et al., 2017). Time, memory and the model file grow with it.</summary>
    [Description("networks trained from different seeds and averaged")]
    public int Members { get; init; } = 1;

    /// <inheritdoc/>
    public virtual void Validate()
    {
        OptionRange.Require(Epochs is >= 1 and <= 1_000_000, "epochs", Epochs, "a whole number from 1 to 1,000,000");
        OptionRange.Require(BatchSize >= 1, "batchSize", BatchSize, "a whole number of 1 or more");
        OptionRange.Require(LearningRate > 0 && double.IsFinite(LearningRate), "learningRate", LearningRate, "a number above 0");
        OptionRange.Require(Momentum is >= 0 and < 1, "momentum", Momentum, "at least 0 and below 1");
        OptionRange.Require(Epsilon > 0 && double.IsFinite(Epsilon), "epsilon", Epsilon, "a number above 0");
        OptionRange.Require(StepEpochs >= 1, "stepEpochs", StepEpochs, "a whole number of 1 or more");
        OptionRange.Require(ScheduleFactor is > 0 and < 1, "scheduleFactor", ScheduleFactor, "between 0 and 1");
        OptionRange.Require(SchedulePatience >= 0, "schedulePatience", SchedulePatience, "0 or more");
        OptionRange.Require(Patience >= 0, "patience", Patience, "0 (never stop early) or more");
        OptionRange.Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), "weightDecay", WeightDecay, "0 or more");
        OptionRange.Require(ClipNorm >= 0 && double.IsFinite(ClipNorm), "clipNorm", ClipNorm, "0 (off) or more");
        OptionRange.Require(LabelSmoothing is >= 0 and < 1, "labelSmoothing", LabelSmoothing, "at least 0 and below 1");
        OptionRange.Require(Members is >= 1 and <= 100, "members", Members, "a whole number from 1 to 100");
        OptionRange.Require(Enum.IsDefined(Optimizer), "optimizer", Optimizer, "sgd, adam or adamW");
        OptionRange.Require(Enum.IsDefined(Schedule), "schedule", Schedule, "constant, step, cosine, oneCycle or reduceOnPlateau");
        OptionRange.Require(Enum.IsDefined(Monitor), "monitor", Monitor, "loss or accuracy");
        OptionRange.Require(Enum.IsDefined(ClassWeights), "classWeights", ClassWeights, "none or balanced");
        OptionRange.Require(Enum.IsDefined(Initialization), "initialization", Initialization, "glorotUniform, heNormal or uniformFanIn");
    }

    /// <inheritdoc/>
    /// <exception cref="TrainingException">Training diverged twice before an epoch was finished.</exception>
    /// <exception cref="OptionException">The options do not fit the model to start from.</exception>
    /// <exception cref="ModelFileException">The checkpoint to resume from is damaged or of another training.</exception>
    public IClassifier Fit(Dataset train, Dataset? validation, TrainingContext context)
    {
        Validate();
        if (train.Rows == 0) throw new DataException("There are no training rows; check the split and the cleaning options.");
        if (validation is { Rows: 0 }) validation = null;
        if (context.From is { } model) train = NetworkTransfer.WithVectors(model, train);
        var layers = BuildLayers(train, context);
        var start = context.From is { } transfer ? new NetworkTransfer(transfer, this, layers, train.LabelNames) : null;
        var network = new Network(layers);
        var finished = new List<NetworkWeights>();
        var checkpoints = context.Checkpoints is { } host ? new NetworkCheckpoints(host, this, network, train, validation, context, finished) : null;
        for (var member = checkpoints?.Member ?? 0; member < Members; member++)
        {
            if (TrainMember(member, network, start, train, validation, context, checkpoints, keepPartial: finished.Count == 0) is { } weights) finished.Add(weights);
            if (context.Cancellation.IsCancellationRequested) return new NetworkClassifier(Kind, network, [.. finished]);
            if (checkpoints is not null) checkpoints.Member = member + 1;
        }
        checkpoints?.Keep(null);
        return new NetworkClassifier(Kind, network, [.. finished]);
    }

    // Null when it came to nothing while others did: a member that was cancelled or diverged would drag the finished ones down.
    private NetworkWeights? TrainMember(
        int member, Network network, NetworkTransfer? start, Dataset train, Dataset? validation, TrainingContext context, NetworkCheckpoints? checkpoints, bool keepPartial)
    {
        var weights = network.CreateWeights();
        var surroundings = ContextOf(member, context);
        network.Initialize(weights, Initialization, surroundings.Seed);
        start?.Begin(network, weights, member);
        using var training = new NetworkTraining(network, weights, this, train, validation, surroundings)
        {
            EpochEnded = (self, epoch) => checkpoints?.EpochEnded(Counted(epoch, member), self),
            Stopped = self => checkpoints?.Keep(self),
        };
        checkpoints?.Restore(training);
        try
        {
            training.Run();
        }
        catch (TrainingException failure) when (!keepPartial)
        {
            context.Warning?.Invoke($"Network {member + 1} of {Members} is left out: {failure.Message}");
            return null;
        }
        return keepPartial || !context.Cancellation.IsCancellationRequested ? weights : null;
    }

    // Each member has a seed of its own; their epochs are counted through.
    private TrainingContext ContextOf(int member, TrainingContext context) => context with
    {
        Seed = member == 0 ? context.Seed : RandomSource.Mix(context.Seed, 3, (ulong)member),
        Progress = context.Progress is not { } progress ? null : epoch => progress(Counted(epoch, member)),
    };

    private EpochRecord Counted(EpochRecord epoch, int member) => epoch with { Epoch = epoch.Epoch + member * Epochs, Epochs = Epochs * Members };

    /// <summary>The layers for the training rows' inputs and genres; the last one's outputs are the logits. Layers that are learnt beforehand learn from
    /// these rows here, with the same result each time.</summary>
    private protected abstract IReadOnlyList<Layer> BuildLayers(Dataset train, TrainingContext context);
}
