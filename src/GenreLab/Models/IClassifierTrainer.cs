using GenreLab.Data;
using GenreLab.Preprocessing;

namespace GenreLab.Models;

/// <summary>
/// A learner's hyper-parameters; an immutable record that turns to JSON and back, so the command line, experiment
/// files, searches and model files speak of it in the same words. Its public settable properties are the options.
/// </summary>
public interface IClassifierTrainer
{
    /// <summary>The word the command line and the model file use for it, for example <c>mlp</c>.</summary>
    string Kind { get; }

    /// <summary>The preprocessing this learner likes when the user does not choose one.</summary>
    PreprocessingOptions DefaultPreprocessing { get; }

    /// <summary>Whether it learns what a missing value says; a learner that does not gets the training rows' median in its place.</summary>
    bool LearnsFromMissing => false;

    /// <summary>Whether it reads texts (<see cref="Dataset.Texts"/>); a learner that does not is never given any.</summary>
    bool LearnsFromText => false;

    /// <summary>Whether word vectors that are given (<see cref="TextOptions.Vectors"/>) serve it; a learner that they do not serve refuses them.</summary>
    bool LearnsFromVectors => false;

    /// <summary>What one step of its learning curve is called: <c>epoch</c>, or <c>iteration</c> over all rows, or <c>round</c> of boosting, or <c>tree</c> of a forest.</summary>
    string LearningStep => "epoch";

    /// <summary>Whether a training that was interrupted can go on later (<see cref="TrainingContext.Checkpoints"/>).</summary>
    bool CanResume => false;

    /// <summary>Whether a training can start from a model of its kind (<see cref="TrainingContext.From"/>).</summary>
    bool CanTransfer => false;

    /// <summary>Refuses impossible options before any data are touched.</summary>
    /// <exception cref="OptionException">An option is outside its range; the message names the range.</exception>
    void Validate();

    /// <summary>Learns from <paramref name="train"/>; <paramref name="validation"/> only decides when to stop and which state is best.</summary>
    IClassifier Fit(Dataset train, Dataset? validation, TrainingContext context);
}
