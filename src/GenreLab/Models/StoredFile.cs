using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenreLab.Models;

/// <summary>
/// What model files and checkpoints are made of: a zip of exactly <c>model.json</c> and <c>weights.safetensors</c>. The same
/// content always gives the same bytes; reading executes nothing and refuses what is damaged or hostile.
/// </summary>
internal static class StoredFile
{
    private const string DocumentEntry = "model.json";
    private const string WeightsEntry = "weights.safetensors";
    private const long LargestDocument = 64L << 20;
    private const long LargestWeights = 4L << 30;

    // A zip bomb inflates a thousandfold. Real weights hardly shrink, and small entries may shrink as they like.
    private const long LargestRatio = 200;
    private const long AlwaysAllowed = 16L << 20;

    // The earliest a zip can express: such a file holds no clock's reading.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a file to a seekable stream and leaves it open.</summary>
    public static void Write(Stream destination, StoredFileKind kind, JsonObject content, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var archive = new ZipArchive(destination, ZipArchiveMode.Create, leaveOpen: true);
        using (var entry = Create(archive, DocumentEntry))
        using (var json = new Utf8JsonWriter(entry, Compact))
        {
            var document = new JsonObject { ["format"] = kind.Format, ["formatVersion"] = kind.Version };
            foreach (var (name, value) in content) document[name] = value?.DeepClone();
            document.WriteTo(json);
        }
        using var weights = Create(archive, WeightsEntry);
        SafeTensors.Write(weights, tensors);
    }

    /// <summary>Reads a file by its path.</summary>
    /// <exception cref="ModelFileException">There is no such file, or it is damaged, hostile or of another kind or version.</exception>
    public static (JsonObject Content, IReadOnlyDictionary<string, Tensor> Tensors) Load(string path, StoredFileKind kind)
    {
        if (Directory.Exists(path)) throw new ModelFileException($"{path} is a folder; name the {kind.Noun} in it.");
        if (!File.Exists(path)) throw new ModelFileException($"There is no {kind.Noun} {path}; check the name, or make one with '{kind.Maker}'.");
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, Path.GetFileName(path), kind);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"The {kind.Noun} {path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a file from a seekable stream and leaves it open.</summary>
    /// <exception cref="ModelFileException">It is damaged, hostile or of another kind or version.</exception>
    public static (JsonObject Content, IReadOnlyDictionary<string, Tensor> Tensors) Read(Stream source, string name, StoredFileKind kind)
    {
        try
        {
            using var archive = new ZipArchive(source, ZipArchiveMode.Read, leaveOpen: true);
            RequireExpectedEntries(archive, name, kind);
            foreach (var entry in archive.Entries) RequirePlausibleSize(entry, source.Length, name, kind);
            var document = Inflate(archive, DocumentEntry, stream => ReadDocument(stream, kind));
            RequireVersion(document, name, kind);
            var tensors = Inflate(archive, WeightsEntry, SafeTensors.Read);
            document.Remove("format");
            document.Remove("formatVersion");
            return (document, tensors);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new ModelFileException($"{name} is not a {kind.Noun} or is damaged: {failure.Message.TrimEnd('.')}; {kind.Remedy}.", failure);
        }
    }

    private static Stream Create(ZipArchive archive, string name)
    {
        // Stored, not deflated: weights hardly shrink, and a compressor's output may differ from version to version.
        var entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = NoTime;
        entry.ExternalAttributes = 0;
        return entry.Open();
    }

    private static void RequireExpectedEntries(ZipArchive archive, string name, StoredFileKind kind)
    {
        var names = archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal).ToArray();
        if (!names.SequenceEqual([DocumentEntry, WeightsEntry]))
            throw new ModelFileException($"{name} is not a {kind.Noun}: it must hold exactly {DocumentEntry} and {WeightsEntry}, but holds {Listed(names)}.");
    }

    private static string Listed(string[] names) => names.Length == 0 ? "nothing"
        : string.Join(", ", names.Take(4).Select(Quoted.From)) + (names.Length > 4 ? $" and {names.Length - 4} more" : "");

    private static void RequirePlausibleSize(ZipArchiveEntry entry, long fileLength, string name, StoredFileKind kind)
    {
        if (entry.CompressedLength > fileLength || entry.Length > (entry.FullName == DocumentEntry ? LargestDocument : LargestWeights)
            || entry.Length > Math.Max(AlwaysAllowed, entry.CompressedLength * LargestRatio))
            throw new ModelFileException($"{name} is hostile or damaged: {entry.FullName} claims {entry.Length:N0} bytes from {entry.CompressedLength:N0}, which no {kind.Noun} does.");
    }

    private static T Inflate<T>(ZipArchive archive, string entryName, Func<Stream, T> read)
    {
        var entry = archive.GetEntry(entryName)!;
        using var inflated = entry.Open();
        using var checkedStream = new CheckedStream(inflated, entry.Length, entry.Crc32);
        var content = read(checkedStream);
        checkedStream.RequireEnd();
        return content;
    }

    private static JsonObject ReadDocument(Stream stream, StoredFileKind kind)
    {
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false };
            return JsonNode.Parse(stream, documentOptions: options) as JsonObject
                ?? throw new ModelFileException($"The {kind.Noun} is damaged: {DocumentEntry} is not a JSON object.");
        }
        catch (JsonException failure)
        {
            throw new ModelFileException($"The {kind.Noun} is damaged: {DocumentEntry} is not valid JSON (line {failure.LineNumber + 1}).", failure);
        }
    }

    private static void RequireVersion(JsonObject document, string name, StoredFileKind kind)
    {
        if (document["format"] is not JsonValue format || !format.TryGetValue(out string? word))
            throw new ModelFileException($"{name} is not a {kind.Noun}: {DocumentEntry} must say \"format\": \"{kind.Format}\".");
        if (word == StoredFileKind.Checkpoint.Format && kind != StoredFileKind.Checkpoint)
            throw new ModelFileException($"{name} is a checkpoint of a training, not a model; finish that training with 'genrelab train … --resume {name} --save FILE'.");
        if (word != kind.Format)
            throw new ModelFileException($"{name} is not a {kind.Noun}: {DocumentEntry} must say \"format\": \"{kind.Format}\".");
        if (document["formatVersion"] is not JsonValue number || !number.TryGetValue(out int version))
            throw new ModelFileException($"{name} is damaged: {DocumentEntry} lacks a whole \"formatVersion\".");
        if (version != kind.Version)
            throw new ModelFileException($"{name} has format version {version}, but this program reads version {kind.Version}; use the program that made it, or train anew.");
    }
}
