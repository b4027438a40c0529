namespace GenreLab.Text;

/// <summary>A word that a site left in texts.</summary>
/// <param name="Word">The word.</param>
/// <param name="Genre">The index of the genre that has it most.</param>
/// <param name="Share">Share of that genre's texts that have it.</param>
/// <param name="Elsewhere">Share of the other genres' texts that have it.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record SourceWord(string Word, int Genre, double Share, double Elsewhere, TextPlace Place);

/// <summary>Where in a text.</summary>
internal enum TextPlace
{
    Start,
    End,
    Anywhere,
}
