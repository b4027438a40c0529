namespace GenreLab.Records;

/// <summary>The records of runs cannot be read or written: locked, damaged, of another version, or in a place that cannot be used.</summary>
public sealed class RecordsException : GenreLabException
{
    /// <inheritdoc cref="GenreLabException(string)"/>
    public RecordsException(string message) : base(message) { }

    /// <inheritdoc cref="GenreLabException(string, Exception)"/>
    public RecordsException(string message, Exception cause) : base(message, cause) { }

    /// <summary>Whether damaged records were put aside, so that new ones can begin.</summary>
    public bool PutAside { get; init; }
}
