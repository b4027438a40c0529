using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenreLab.Models;

/// <summary>
/// A model file taken apart: a zip of exactly <c>model.json</c> and <c>weights.safetensors</c>, described in
/// docs/MODEL-FORMAT.md. The same content always gives the same bytes; reading executes nothing and refuses what is
/// damaged or hostile.
/// </summary>
/// <param name="Document">What <c>model.json</c> says.</param>
/// <param name="Tensors">The learnt numbers by name; every one is finite.</param>
public sealed record ModelFile(JsonObject Document, IReadOnlyDictionary<string, Tensor> Tensors)
{
    /// <summary>The version of the layout this program writes and reads.</summary>
    public const int FormatVersion = 1;

    private const string FormatName = "genrelab-model";
    private const string DocumentEntry = "model.json";
    private const string WeightsEntry = "weights.safetensors";
    private const long LargestDocument = 64L << 20;
    private const long LargestWeights = 4L << 30;

    // A zip bomb inflates a thousandfold. Real weights hardly shrink, and small entries may shrink as they like.
    private const long LargestRatio = 200;
    private const long AlwaysAllowed = 16L << 20;

    // The earliest a zip can express: a model file holds no clock's reading.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the file to a path, whole or not at all.</summary>
    /// <exception cref="ModelFileException">A weight is not a finite number.</exception>
    /// <exception cref="GenreLabException">The place cannot be written to.</exception>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes the file to a seekable stream and leaves it open.</summary>
    /// <exception cref="ModelFileException">A weight is not a finite number.</exception>
    public void Write(Stream destination)
    {
        RequireFinite(Tensors, "The model cannot be saved", "training has diverged: use a smaller learning rate");
        using var archive = new ZipArchive(destination, ZipArchiveMode.Create, leaveOpen: true);
        using (var entry = Create(archive, DocumentEntry))
        using (var json = new Utf8JsonWriter(entry, Compact))
        {
            var document = new JsonObject { ["format"] = FormatName, ["formatVersion"] = FormatVersion };
            foreach (var (name, value) in Document) document[name] = value?.DeepClone();
            document.WriteTo(json);
        }
        using var weights = Create(archive, WeightsEntry);
        SafeTensors.Write(weights, Tensors);
    }

    /// <summary>Reads a model file.</summary>
    /// <exception cref="ModelFileException">There is no such file, or it is damaged, hostile or of another format version.</exception>
    public static ModelFile Load(string path)
    {
        if (Directory.Exists(path)) throw new ModelFileException($"{path} is a folder; name the model file in it.");
        if (!File.Exists(path)) throw new ModelFileException($"There is no model file {path}; check the name, or make one with 'genrelab train'.");
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, Path.GetFileName(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"The model file {path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a model file from a seekable stream.</summary>
    /// <param name="source">The stream; left open.</param>
    /// <param name="name">What messages call the file.</param>
    /// <exception cref="ModelFileException">It is damaged, hostile or of another format version.</exception>
    public static ModelFile Read(Stream source, string name)
    {
        try
        {
            using var archive = new ZipArchive(source, ZipArchiveMode.Read, leaveOpen: true);
            RequireExpectedEntries(archive, name);
            foreach (var entry in archive.Entries) RequirePlausibleSize(entry, source.Length, name);
            var document = Inflate(archive, DocumentEntry, ReadDocument);
            RequireVersion(document, name);
            var tensors = Inflate(archive, WeightsEntry, SafeTensors.Read);
            RequireFinite(tensors, $"{name} is damaged", "get the file again or train anew");
            document.Remove("format");
            document.Remove("formatVersion");
            return new ModelFile(document, tensors);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new ModelFileException($"{name} is not a model file or is damaged: {failure.Message.TrimEnd('.')}; get the file again or train anew.", failure);
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

    private static void RequireExpectedEntries(ZipArchive archive, string name)
    {
        var names = archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal).ToArray();
        if (!names.SequenceEqual([DocumentEntry, WeightsEntry]))
            throw new ModelFileException($"{name} is not a model file: it must hold exactly {DocumentEntry} and {WeightsEntry}, but holds {Listed(names)}.");
    }

    private static string Listed(string[] names) => names.Length == 0 ? "nothing"
        : string.Join(", ", names.Take(4).Select(Quoted.From)) + (names.Length > 4 ? $" and {names.Length - 4} more" : "");

    private static void RequirePlausibleSize(ZipArchiveEntry entry, long fileLength, string name)
    {
        if (entry.CompressedLength > fileLength || entry.Length > (entry.FullName == DocumentEntry ? LargestDocument : LargestWeights)
            || entry.Length > Math.Max(AlwaysAllowed, entry.CompressedLength * LargestRatio))
            throw new ModelFileException($"{name} is hostile or damaged: {entry.FullName} claims {entry.Length:N0} bytes from {entry.CompressedLength:N0}, which no model file does.");
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

    private static JsonObject ReadDocument(Stream stream)
    {
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false };
            return JsonNode.Parse(stream, documentOptions: options) as JsonObject
                ?? throw new ModelFileException($"The model file is damaged: {DocumentEntry} is not a JSON object.");
        }
        catch (JsonException failure)
        {
            throw new ModelFileException($"The model file is damaged: {DocumentEntry} is not valid JSON (line {failure.LineNumber + 1}).", failure);
        }
    }

    private static void RequireVersion(JsonObject document, string name)
    {
        if (document["format"] is not JsonValue format || !format.TryGetValue(out string? word) || word != FormatName)
            throw new ModelFileException($"{name} is not a model file: {DocumentEntry} must say \"format\": \"{FormatName}\".");
        if (document["formatVersion"] is not JsonValue number || !number.TryGetValue(out int version))
            throw new ModelFileException($"{name} is damaged: {DocumentEntry} lacks a whole \"formatVersion\".");
        if (version != FormatVersion)
            throw new ModelFileException($"{name} has format version {version}, but this program reads version {FormatVersion}; use the program that made it, or train anew.");
    }

    private static void RequireFinite(IReadOnlyDictionary<string, Tensor> tensors, string complaint, string remedy)
    {
        foreach (var (name, tensor) in tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var finite = tensor.ElementType switch
            {
                "F64" => AllFinite(tensor.Read<double>()),
                "F32" => AllFinite(tensor.Read<float>()),
                "F16" => AllFinite(tensor.Read<Half>()),
                _ => true,
            };
            if (!finite) throw new ModelFileException($"{complaint}: tensor {Quoted.From(name)} holds a value that is not a finite number; {remedy}.");
        }
    }

    private static bool AllFinite<T>(ReadOnlySpan<T> values) where T : System.Numerics.INumberBase<T>
    {
        foreach (var value in values)
            if (!T.IsFinite(value)) return false;
        return true;
    }
}
