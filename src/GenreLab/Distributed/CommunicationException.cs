namespace GenreLab.Distributed;

/// <summary>Ranks cannot work together: they do not find each other, or do not do the same.</summary>
public class CommunicationException : GenreLabException
{
    /// <inheritdoc cref="GenreLabException(string)"/>
    public CommunicationException(string message) : base(message) { }
}
