namespace GenreLab.Neural.Recurrent;

/// <summary>What becomes of the outputs of a sequence's steps.</summary>
public enum Pooling
{
    /// <summary>The last step's remain; of a network that reads in both directions, what each direction ends with.</summary>
    Last,
    /// <summary>Their mean over the steps.</summary>
    Mean,
    /// <summary>The largest of each over the steps.</summary>
    Max,
}
