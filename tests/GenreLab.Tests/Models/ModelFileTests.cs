using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Tests.Models;

public sealed class ModelFileTests : IDisposable
{
    private const string Document = """{"format":"genrelab-model","formatVersion":1,"labels":["a","b"]}""";

    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-model-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static ModelFile Sample(float weight = 1.5f) => new(
        new JsonObject { ["labels"] = new JsonArray("rock", "señorita's \"blues\"") },
        new Dictionary<string, Tensor> { ["w"] = Tensor.From<float>([1, weight], 2), ["n"] = Tensor.From<int>([7]) });

    private static byte[] Bytes(ModelFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    private static byte[] Weights()
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, new Dictionary<string, Tensor> { ["w"] = Tensor.From<float>([1, 2]) });
        return stream.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                entry.Write(content);
            }
        return stream.ToArray();
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static ModelFileException Refused(byte[] file) =>
        Assert.Throws<ModelFileException>(() => ModelFile.Read(new MemoryStream(file), "x.genre"));

    [Fact]
    public void ContentComesBack()
    {
        var back = ModelFile.Read(new MemoryStream(Bytes(Sample())), "x.genre");
        Assert.Equal(Sample().Document.ToJsonString(), back.Document.ToJsonString());
        Assert.Equal([1, 1.5f], back.Tensors["w"].Read<float>().ToArray());
        Assert.Equal([7], back.Tensors["n"].Read<int>().ToArray());
    }

    [Fact]
    public async Task SameContentGivesTheSameBytesAtAnyTime()
    {
        var first = Bytes(Sample());
        await Task.Delay(2100, TestContext.Current.CancellationToken); // a zip's clock ticks every two seconds
        Assert.Equal(first, Bytes(Sample()));
    }

    [Fact]
    public void SavedFileEqualsWrittenBytesAndLeavesNothingBeside()
    {
        var path = Path.Combine(folder, "m.genre");
        Sample(2).Save(path);
        Sample().Save(path);
        Assert.Equal(Bytes(Sample()), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void WeightsThatAreNotFiniteAreNeverWritten(float weight)
    {
        var path = Path.Combine(folder, "m.genre");
        Sample().Save(path);
        var before = File.ReadAllBytes(path);
        var failure = Assert.Throws<ModelFileException>(() => Sample(weight).Save(path));
        Assert.Contains("tensor 'w' holds a value that is not a finite number; training has diverged", failure.Message);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void AFolderThatDoesNotExistIsRefused()
    {
        var path = Path.Combine(folder, "nowhere", "m.genre");
        Assert.Contains($"{path} cannot be written because there is no folder", Assert.Throws<GenreLabException>(() => Sample().Save(path)).Message);
        Assert.Contains("is a folder", Assert.Throws<GenreLabException>(() => Sample().Save(folder)).Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void MissingFilesAndFoldersAreRefused()
    {
        Assert.Contains("There is no model file", Assert.Throws<ModelFileException>(() => ModelFile.Load(Path.Combine(folder, "none.genre"))).Message);
        Assert.Contains("is a folder", Assert.Throws<ModelFileException>(() => ModelFile.Load(folder)).Message);
    }

    [Fact]
    public void CompressedFilesMadeElsewhereAreRead() =>
        Assert.Equal([1, 2f], ModelFile.Read(new MemoryStream(Zip(("weights.safetensors", Weights()), ("model.json", Utf8(Document)))), "x").Tensors["w"].Read<float>().ToArray());

    [Fact]
    public void TruncatedFilesAreRefused()
    {
        var file = Bytes(Sample());
        for (var length = 0; length < file.Length; length += 7) Refused(file[..length]);
        Refused(file[..^1]);
    }

    [Fact]
    public void ChangedWeightsAreNoticed()
    {
        var file = Bytes(Sample());
        var place = file.AsSpan().IndexOf(BitConverter.GetBytes(1.5f));
        file[place] ^= 1;
        Assert.Contains("checksum", Refused(file).Message);
    }

    [Fact]
    public void ForeignEntriesAreRefused()
    {
        Assert.Contains("but holds nothing", Refused(Zip()).Message);
        Assert.Contains("but holds 'model.json'", Refused(Zip(("model.json", Utf8(Document)))).Message);
        Assert.Contains("'../evil'", Refused(Zip(("model.json", Utf8(Document)), ("weights.safetensors", Weights()), ("../evil", []))).Message);
        Assert.Contains("'/model.json'", Refused(Zip(("/model.json", Utf8(Document)), ("weights.safetensors", Weights()))).Message);
        Assert.Contains("'model.json', 'model.json'", Refused(Zip(("model.json", Utf8(Document)), ("model.json", Utf8(Document)), ("weights.safetensors", Weights()))).Message);
    }

    [Fact]
    public void ZipBombsAreRefusedBeforeTheyInflate()
    {
        var bomb = Zip(("model.json", Utf8(Document)), ("weights.safetensors", new byte[80 << 20]));
        Assert.True(bomb.Length < 200_000);
        Assert.Contains("weights.safetensors claims 83,886,080 bytes", Refused(bomb).Message);
        Assert.Contains("model.json claims", Refused(Zip(("model.json", new byte[80 << 20]), ("weights.safetensors", Weights()))).Message);
    }

    [Fact]
    public void DeclaredSizesAreNotBelieved()
    {
        var file = Zip(("model.json", Utf8(Document)), ("weights.safetensors", new byte[80 << 20]));
        // The central directory's uncompressed size of the second entry, made small.
        var directory = file.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(file.AsSpan(directory + 24), 100);
        Refused(file);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("""{"format":"genrelab-model","formatVersion":1,"formatVersion":1}""", "not valid JSON")]
    [InlineData("{}", "must say \"format\"")]
    [InlineData("""{"format":7,"formatVersion":1}""", "must say \"format\"")]
    [InlineData("""{"format":"genrelab-model"}""", "lacks a whole \"formatVersion\"")]
    [InlineData("""{"format":"genrelab-model","formatVersion":"1"}""", "lacks a whole \"formatVersion\"")]
    [InlineData("""{"format":"genrelab-model","formatVersion":2}""", "has format version 2, but this program reads version 1")]
    public void WrongDocumentsAreRefused(string document, string message) =>
        Assert.Contains(message, Refused(Zip(("model.json", Utf8(document)), ("weights.safetensors", Weights()))).Message);

    [Fact]
    public void DeepJsonIsRefused() =>
        Assert.Contains("not valid JSON", Refused(Zip(("model.json", Utf8(new string('[', 100_000))), ("weights.safetensors", Weights()))).Message);

    [Fact]
    public void WeightsThatAreNotFiniteAreRefused()
    {
        var values = new List<byte>();
        foreach (var value in (double[])[1, double.NaN]) values.AddRange(BitConverter.GetBytes(value));
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, new Dictionary<string, Tensor> { ["w"] = new("F64", [2], values.ToArray()) });
        Assert.Contains("tensor 'w' holds a value that is not a finite number", Refused(Zip(("model.json", Utf8(Document)), ("weights.safetensors", stream.ToArray()))).Message);
    }

    [Fact]
    public void NotAZipIsRefused() => Assert.Contains("x.genre is not a model file or is damaged", Refused(Utf8("PK but not really a zip file")).Message);

    /// <summary>Whatever is done to a file, reading it gives a model file or one clear refusal, nothing else.</summary>
    [Fact]
    public void RandomDamageNeverEscapes()
    {
        var random = new RandomSource(11);
        var files = new[] { Bytes(Sample()), Zip(("model.json", Utf8(Document)), ("weights.safetensors", Weights())) };
        for (var trial = 0; trial < 4000; trial++)
        {
            var file = (byte[])files[trial % 2].Clone();
            for (var change = random.NextInt32(4); change >= 0; change--)
                file[random.NextInt32(file.Length)] = (byte)random.NextInt32(256);
            try
            {
                ModelFile.Read(new MemoryStream(file, 0, file.Length - (random.NextInt32(4) == 0 ? random.NextInt32(file.Length) : 0)), "x");
            }
            catch (ModelFileException failure)
            {
                Assert.DoesNotContain('\n', failure.Message);
            }
        }
    }
}
