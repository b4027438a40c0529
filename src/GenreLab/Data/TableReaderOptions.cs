namespace GenreLab.Data;

/// <summary>How a file is read.</summary>
public sealed record TableReaderOptions
{
    /// <summary>The character between two fields (an ASCII character); null to find it among comma, semicolon, tab and pipe.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Threads to read with, 1 or more. It never changes the result.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
