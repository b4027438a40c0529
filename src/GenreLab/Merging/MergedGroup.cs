namespace GenreLab.Merging;

/// <summary>Genres that become one.</summary>
/// <param name="Name">What they are called together: two or three by all their names, more by the first two and how many others.</param>
/// <param name="Genres">Their names, the one that shares most probability with the others first.</param>
public sealed record MergedGroup(string Name, IReadOnlyList<string> Genres);
