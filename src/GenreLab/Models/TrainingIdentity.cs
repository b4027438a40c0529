using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Numerics;

namespace GenreLab.Models;

/// <summary>What makes a training the training it is: two of equal identity give the same bits.</summary>
/// <param name="ToolVersion">The version of GenreLab.</param>
/// <param name="Trainer">The trainer's kind and options.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Inputs">Fingerprint of the inputs' names.</param>
/// <param name="Genres">Fingerprint of the genres' names.</param>
/// <param name="TrainingRows">Fingerprint of the training rows' inputs and genres, in order.</param>
/// <param name="ValidationRows">Fingerprint of the validation rows, or of none.</param>
/// <param name="From">Hash of the model it starts from and what is frozen of it; null for a training from scratch.</param>
internal sealed record TrainingIdentity(
    string ToolVersion, JsonObject Trainer, ulong Seed, string Inputs, string Genres, string TrainingRows, string ValidationRows, string? From = null)
{
    private const int BlockRows = 512;

    /// <summary>The kind of model.</summary>
    public string Kind => Trainer["kind"]?.GetValue<string>() ?? "";

    public static TrainingIdentity Of(IClassifierTrainer trainer, ulong seed, Dataset train, Dataset? validation, Transfer? from = null) => new(
        ModelTraining.ToolVersion, TrainerOptions.ToJson(trainer), seed, HashOf(train.FeatureNames), HashOf(train.LabelNames), HashOf(train), validation is null ? "none" : HashOf(validation), from is null ? null : $"{from.Hash}, freeze {from.Freeze}");

    /// <summary>What another training was begun with that differs from this one, as parts of a sentence; empty for the same training.</summary>
    public IReadOnlyList<string> Differences(TrainingIdentity now)
    {
        if (Kind != now.Kind) return [$"model kind {Kind} (now {now.Kind})"];
        var differences = new List<string>();
        foreach (var option in Trainer.Select(pair => pair.Key).Union(now.Trainer.Select(pair => pair.Key)))
        {
            if (!JsonNode.DeepEquals(Trainer[option], now.Trainer[option]))
                differences.Add($"{option} {Text(Trainer[option])} (now {Text(now.Trainer[option])})");
        }
        if (Seed != now.Seed) differences.Add($"seed {Seed} (now {now.Seed})");
        if (Genres != now.Genres) differences.Add("other genres");
        if (Inputs != now.Inputs) differences.Add("other features or preprocessing");
        else if (TrainingRows != now.TrainingRows) differences.Add("other training rows");
        else if (ValidationRows != now.ValidationRows) differences.Add("other validation rows");
        if (From != now.From) differences.Add(From is null ? "no starting model" : now.From is null ? "a starting model (now none)" : "another starting model or other frozen layers");
        if (ToolVersion != now.ToolVersion) differences.Add($"GenreLab {ToolVersion} (now {now.ToolVersion})");
        return differences;
    }

    private static string Text(JsonNode? value) => value?.ToJsonString(GenreLabJson.Options).Trim('"', '[', ']') ?? "none";

    private static string HashOf(IReadOnlyList<string> names)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in names)
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            Append(hash, bytes.Length);
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string HashOf(Dataset data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, data.Rows);
        Matrix? room = null;
        for (var first = 0; first < data.Rows; first += BlockRows)
        {
            var block = data.Inputs.Take(first, Math.Min(BlockRows, data.Rows - first), ref room);
            for (var row = 0; row < block.Rows; row++) hash.AppendData(MemoryMarshal.AsBytes(block.Row(row)));
        }
        hash.AppendData(MemoryMarshal.AsBytes<int>(data.Labels));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
