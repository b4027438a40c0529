namespace GenreLab.Models;

/// <summary>The model that another one's training started from, as provenance remembers it.</summary>
public sealed record StartingModel
{
    /// <summary>Its file's name, without a folder.</summary>
    public string File { get; init; } = "";

    /// <summary>SHA-256 of the file that GenreLab makes of it, in hexadecimal digits.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Its kind, for example <c>mlp</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Its genres; outputs of those that the new table has too were taken over.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>Which of its layers were not trained on (see <see cref="Freeze.Parse"/>).</summary>
    public string Freeze { get; init; } = "";

    /// <summary>The name of the table it was trained on; empty when unknown.</summary>
    public string Data { get; init; } = "";
}
