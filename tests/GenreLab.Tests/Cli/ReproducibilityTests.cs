using System.Security.Cryptography;

namespace GenreLab.Tests.Cli;

/// <summary>Same seed, same bytes in the model file: for any number of threads, and on machines with narrower vectors.</summary>
public sealed class ReproducibilityTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-same-").FullName;

    [Theory]
    [InlineData("softmax", "epochs=3")]
    [InlineData("mlp", "epochs=2", "hidden=48,32", "batchNorm=true", "activation=gelu", "clipNorm=1")]
    [InlineData("mlp", "epochs=2", "hidden=300,300", "batchSize=64")]
    [InlineData("lstm", "epochs=2", "dense=20", "units=9,7", "bidirectional=true", "recurrentDropout=0.2", "pooling=mean", "layerNorm=true")]
    public void TheModelFileIsTheSame(string kind, params string[] options)
    {
        Assert.Equal(0, ChildProcess.Run(folder, ["synth", "--rows", "2500", "--out", "tracks.csv", "--quiet"]).Code);
        string Train(int threads, params (string, string)[] environment)
        {
            var file = $"{threads}-{environment.Length}-{environment.FirstOrDefault().Item1}.genre";
            var result = ChildProcess.Run(
                folder, ["train", "tracks.csv", "--model", kind, .. options.SelectMany(option => new[] { "--set", option }), "--threads", $"{threads}", "--save", file, "--skip-importance", "--quiet"], environment);
            Assert.True(result.Code == 0, result.Error);
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file))));
        }
        var reference = Train(1);
        Assert.Equal(reference, Train(2));
        Assert.Equal(reference, Train(3));
        Assert.Equal(reference, Train(2, ("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX512F", "0")));
        Assert.Equal(reference, Train(1, ("DOTNET_EnableAVX", "0")));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
