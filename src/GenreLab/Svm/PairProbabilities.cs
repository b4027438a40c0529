namespace GenreLab.Svm;

/// <summary>How a support vector machine's decisions about pairs of genres become probabilities of all genres.</summary>
public enum PairProbabilities
{
    /// <summary>Calibrated: a sigmoid a pair, fitted on decision values of rows held out in turn (Platt scaling), and the pairs coupled.
    /// The predicted genre is the most probable one.</summary>
    Platt,
    /// <summary>The softmax of the genres' votes: each pair votes for one of its two genres. The predicted genre is the one with most votes, as
    /// LIBSVM and scikit-learn predict; the probabilities are not calibrated. Training takes a fraction of the time.</summary>
    Votes,
}
