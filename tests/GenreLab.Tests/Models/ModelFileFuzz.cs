using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Tests.Models;

/// <summary>Whatever is done to a model file, loading gives a model that works or one clear refusal, never anything else.</summary>
public abstract class ModelFileFuzz : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-fuzz-").FullName;
    private readonly GenreTable tracks;
    private readonly byte[] model;
    private readonly byte[] document, weights;

    protected ModelFileFuzz(IClassifierTrainer trainer)
    {
        tracks = GenreTable.Load(SmallTable.Write(folder));
        var trained = GenreModel.Train(tracks, Splitter.Split(tracks), trainer);
        using var stream = new MemoryStream();
        trained.Save(stream);
        model = stream.ToArray();
        using var archive = new ZipArchive(new MemoryStream(model));
        document = Content(archive, "model.json");
        weights = Content(archive, "weights.safetensors");
    }

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void BytesOfTheFileAreChanged()
    {
        for (ulong seed = 0; seed < 1500; seed++) LoadsOrRefuses(Mutated(model, RandomSource.For(seed, 1)), seed);
    }

    [Fact]
    public void BytesOfTheWeightsAreChangedAndPackedWell()
    {
        // The header is where it hurts: most changes go there.
        for (ulong seed = 0; seed < 1500; seed++)
        {
            var random = RandomSource.For(seed, 2);
            LoadsOrRefuses(Zip(document, Mutated(weights, random, random.NextInt32(3) == 0 ? weights.Length : Math.Min(weights.Length, 1200))), seed);
        }
    }

    [Fact]
    public void ValuesOfTheDocumentAreReplaced()
    {
        for (ulong seed = 0; seed < 1500; seed++)
        {
            var random = RandomSource.For(seed, 3);
            var changed = JsonNode.Parse(document)!;
            for (var change = random.NextInt32(3); change >= 0; change--) ReplaceOne(changed, random);
            LoadsOrRefuses(Zip(Encoding.UTF8.GetBytes(changed.ToJsonString()), weights), seed);
        }
    }

    private void LoadsOrRefuses(byte[] bytes, ulong seed)
    {
        try
        {
            var loaded = GenreModel.Load(new MemoryStream(bytes), "fuzzed.genre");
            var probabilities = loaded.PredictProbabilities(tracks, new[] { 0, 1, 2 });
            Assert.Equal(loaded.LabelNames.Count, probabilities.Columns);
        }
        catch (GenreLabException refusal)
        {
            Assert.False(string.IsNullOrWhiteSpace(refusal.Message));
        }
        catch (Exception other) when (other is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"Case {seed}: {other}");
        }
    }

    private static byte[] Mutated(byte[] original, RandomSource random, int reach = int.MaxValue)
    {
        var bytes = original.ToList();
        for (var change = random.NextInt32(4); change >= 0; change--)
        {
            var place = random.NextInt32(Math.Min(reach, bytes.Count));
            switch (random.NextInt32(5))
            {
                case 0:
                    bytes[place] = (byte)random.NextInt32(256);
                    break;
                case 1:
                    bytes[place] ^= (byte)(1 << random.NextInt32(8));
                    break;
                case 2:
                    bytes.RemoveRange(place, Math.Min(bytes.Count - place - 1, random.NextInt32(8)));
                    break;
                case 3:
                    bytes.InsertRange(place, Enumerable.Range(0, random.NextInt32(8)).Select(_ => (byte)random.NextInt32(256)));
                    break;
                default:
                    if (random.NextInt32(4) == 0) bytes.RemoveRange(place, bytes.Count - place - 1);
                    break;
            }
        }
        return [.. bytes];
    }

    // Walks down at random and replaces what it comes to.
    private static void ReplaceOne(JsonNode node, RandomSource random)
    {
        while (true)
        {
            var children = node switch
            {
                JsonObject members => members.Select(member => (Key: (object)member.Key, Value: member.Value)).ToArray(),
                JsonArray items => items.Select((item, index) => (Key: (object)index, Value: item)).ToArray(),
                _ => [],
            };
            if (children.Length == 0) return;
            var (key, child) = children[random.NextInt32(children.Length)];
            if (child is JsonObject or JsonArray && random.NextInt32(4) > 0)
            {
                node = child;
                continue;
            }
            JsonNode? other = random.NextInt32(9) switch
            {
                0 => null,
                1 => -1,
                2 => 1e300,
                3 => int.MaxValue,
                4 => "rock",
                5 => true,
                6 => new JsonArray(),
                7 => new JsonObject { ["x"] = 1 },
                _ => random.NextInt32(100),
            };
            if (node is JsonObject parent) parent[(string)key] = other;
            else ((JsonArray)node)[(int)key] = other;
            return;
        }
    }

    private static byte[] Content(ZipArchive archive, string name)
    {
        using var stream = archive.GetEntry(name)!.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Zip(byte[] document, byte[] weights)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in ((string, byte[])[])[("model.json", document), ("weights.safetensors", weights)])
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }
}
