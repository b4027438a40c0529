using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenreLab.Models;

/// <summary>
/// All that a training needs to go on to the same bits as if it had never stopped: what it had learnt, where it was, and
/// what it was trained with. Kept as one file of the same build as a model file (docs/MODEL-FORMAT.md).
/// </summary>
public sealed class TrainingCheckpoint
{
    internal TrainingCheckpoint(TrainingIdentity identity, StoredState state)
    {
        Identity = identity;
        State = state;
    }

    /// <summary>What messages call it: the file's name, or <c>The checkpoint</c>.</summary>
    public string Name { get; private init; } = "The checkpoint";

    /// <summary>The kind of model that is being trained, for example <c>mlp</c>.</summary>
    public string Kind => Identity.Kind;

    /// <summary>What the training was begun with.</summary>
    internal TrainingIdentity Identity { get; }

    /// <summary>Where the training was.</summary>
    internal StoredState State { get; }

    /// <summary>Writes the checkpoint to a path, whole or not at all: an older one of that name stays until the new one is complete.</summary>
    /// <exception cref="GenreLabException">The place cannot be written to, or the disk is full.</exception>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes the checkpoint to a seekable stream and leaves it open.</summary>
    public void Write(Stream destination)
    {
        var document = new JsonObject { ["training"] = JsonSerializer.SerializeToNode(Identity, GenreLabJson.Options), ["state"] = State.Settings.DeepClone() };
        StoredFile.Write(destination, StoredFileKind.Checkpoint, document, State.Tensors);
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="ModelFileException">There is no such file, or it is damaged, hostile or of another format version.</exception>
    public static TrainingCheckpoint Load(string path) => From(StoredFile.Load(path, StoredFileKind.Checkpoint), Path.GetFileName(path));

    /// <summary>Reads a checkpoint from a seekable stream.</summary>
    /// <param name="source">The stream; left open.</param>
    /// <param name="name">What messages call the file.</param>
    /// <exception cref="ModelFileException">It is damaged, hostile or of another format version.</exception>
    public static TrainingCheckpoint Read(Stream source, string name) => From(StoredFile.Read(source, name, StoredFileKind.Checkpoint), name);

    private static TrainingCheckpoint From((JsonObject Document, IReadOnlyDictionary<string, Tensor> Tensors) content, string name)
    {
        try
        {
            var identity = content.Document["training"].Deserialize<TrainingIdentity>(GenreLabJson.Options) ?? throw new JsonException();
            return new TrainingCheckpoint(identity, new StoredState(content.Document["state"]!.AsObject(), content.Tensors)) { Name = name };
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new ModelFileException($"{name} is damaged: model.json does not say what was being trained; {StoredFileKind.Checkpoint.Remedy}.", failure);
        }
    }
}
