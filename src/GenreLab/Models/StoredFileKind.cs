namespace GenreLab.Models;

/// <summary>A kind of <see cref="StoredFile"/>.</summary>
/// <param name="Format">What its document calls it.</param>
/// <param name="Version">The version of the layout this program writes and reads.</param>
/// <param name="Noun">What messages call it.</param>
/// <param name="Maker">The command that makes one.</param>
/// <param name="Remedy">What to do about a damaged one.</param>
internal sealed record StoredFileKind(string Format, int Version, string Noun, string Maker, string Remedy)
{
    public static StoredFileKind Model { get; } = new("genrelab-model", ModelFile.FormatVersion, "model file", "genrelab train", "get the file again or train anew");

    public static StoredFileKind Checkpoint { get; } = new("genrelab-checkpoint", 1, "checkpoint", "genrelab train --checkpoint", "resume from another checkpoint or train anew");
}
