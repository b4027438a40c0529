namespace GenreLab.Distributed;

/// <summary>Another rank failed, so this one ends too. It has nothing to say: the rank that failed tells the reason.</summary>
public sealed class RankFailedException : CommunicationException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="rank">The rank that failed.</param>
    /// <param name="message">One clear sentence.</param>
    public RankFailedException(int rank, string message) : base(message) => Rank = rank;

    /// <summary>The rank that failed.</summary>
    public int Rank { get; }
}
