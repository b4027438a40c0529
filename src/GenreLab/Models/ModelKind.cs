namespace GenreLab.Models;

/// <summary>A kind of model GenreLab can train, save and load.</summary>
/// <param name="Word">What the command line and model files call it, for example <c>mlp</c>.</param>
/// <param name="Description">One line for people.</param>
/// <param name="DefaultTrainer">Its learner with the default options.</param>
/// <param name="Import">Rebuilds a classifier from what its <see cref="IClassifier.Export"/> gave; throws <see cref="ModelFileException"/> when that is incomplete or impossible.</param>
public sealed record ModelKind(string Word, string Description, IClassifierTrainer DefaultTrainer, Func<StoredState, IClassifier> Import)
{
    /// <summary>Whether <c>genrelab run</c> trains it when nobody says which kinds to train.</summary>
    public bool InDefaultRun { get; init; }

    /// <summary>Whether its classifiers explain themselves (<see cref="IExplainableClassifier"/>).</summary>
    public bool Explains { get; init; }
}
