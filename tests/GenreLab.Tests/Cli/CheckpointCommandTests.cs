using System.Diagnostics;
using GenreLab.Models;

namespace GenreLab.Tests.Cli;

/// <summary>Trainings that are killed, stopped or refused on the command line.</summary>
public sealed class CheckpointCommandTests(CommandLine command) : IClassFixture<CommandLine>
{
    private string[] Softmax(params string[] more) => ["train", command.Tracks, "--model", "softmax", .. more];

    private static CommandResult Succeed(params string[] arguments)
    {
        var result = CommandLine.Run(arguments);
        Assert.True(result.Code == 0, result.Error);
        return result;
    }

    private string Refused(int code, params string[] arguments)
    {
        var before = Directory.GetFileSystemEntries(command.Folder).Order().ToArray();
        var result = CommandLine.Run([.. arguments, "--json", "--quiet"]);
        Assert.True(code == result.Code, $"exit code {result.Code}: {result.Error}");
        var line = Assert.Single(result.Error.TrimEnd().Split(Environment.NewLine));
        Assert.DoesNotContain("bug", line);
        Assert.Equal(before, Directory.GetFileSystemEntries(command.Folder).Order());
        return line;
    }

    [Fact]
    public void KilledAtAnyMomentItGoesOnToTheSameModelFile()
    {
        Assert.Equal(0, ChildProcess.Run(command.Folder, ["synth", "--rows", "2500", "--out", "killed.csv", "--quiet"]).Code);
        string[] Train(string save, int threads, params string[] more) =>
            ["train", "killed.csv", "--set", "hidden=48,32", "--set", "batchNorm=true", "--set", "epochs=40", "--skip-importance", "--quiet", "--threads", $"{threads}", "--save", save, .. more];
        var whole = ChildProcess.Run(command.Folder, Train("whole.genre", 1));
        Assert.True(whole.Code == 0, whole.Error);

        var checkpoint = command.File("killed.checkpoint");
        var random = new Random(7);
        var kills = 0;
        while (true)
        {
            var resume = File.Exists(checkpoint) ? new[] { "--resume", "killed.checkpoint" } : ["--checkpoint", "killed.checkpoint"];
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "GenreLab.Cli.dll"), .. Train("resumed.genre", 1 + kills % 2, [.. resume, "--checkpoint-epochs", "1"])])
            {
                WorkingDirectory = command.Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            var before = File.Exists(checkpoint) ? File.GetLastWriteTimeUtc(checkpoint) : default;
            using var process = Process.Start(start)!;
            if (kills < 6)
            {
                // It is under way once it has written a checkpoint; then any moment will do, and every other time the middle of a write.
                while (!process.HasExited && (!File.Exists(checkpoint) || File.GetLastWriteTimeUtc(checkpoint) == before)) Thread.Sleep(1);
                if (kills % 2 == 0) Thread.Sleep(random.Next(60));
                else while (!process.HasExited && !File.Exists(checkpoint + ".partial")) Thread.Yield();
                if (!process.HasExited)
                {
                    process.Kill();
                    kills++;
                    process.WaitForExit();
                    continue;
                }
            }
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, error);
            break;
        }
        Assert.True(kills >= 2);
        Assert.Equal(File.ReadAllBytes(command.File("whole.genre")), File.ReadAllBytes(command.File("resumed.genre")));
    }

    [Fact]
    public void ATimeLimitKeepsTheBestSoFarAndResumingGoesOn()
    {
        string model = command.File("timed.genre"), checkpoint = command.File("timed.checkpoint");
        string[] line = Softmax("--set", "epochs=1000000", "--max-minutes", "0.005", "--save", model);
        var result = Succeed([.. line, "--checkpoint", checkpoint]);
        Assert.Matches($"warning: Training of softmax was stopped after 0.005 min, after epoch [0-9]+; the model is the best so far. Go on with --resume {checkpoint}.", result.Error);
        Assert.Contains("most important", result.Output);
        Assert.Equal("softmax", GenreModel.Load(model).Classifier.Kind);
        var json = Succeed([.. line, "--resume", checkpoint, "--json"]).Json;
        Assert.True(json["cancelled"]!.GetValue<bool>());
        Assert.Equal((checkpoint, checkpoint), (json["checkpoint"]!.GetValue<string>(), json["resumed"]!.GetValue<string>()));
        var epochs = json["epochs"]!.AsArray().Select(epoch => epoch!["epoch"]!.GetValue<int>()).ToArray();
        Assert.Equal(Enumerable.Range(1, epochs.Length), epochs);
        Assert.Contains("is a checkpoint of a training, not a model; finish that training with", Refused(1, "inspect", checkpoint));
    }

    [Fact]
    public void ATimeLimitIsForEachModelOfARun()
    {
        var folder = command.File("timed");
        var json = Succeed("run", command.Tracks, "--models", "softmax,mlp", "--set", "epochs=1000000", "--set", "mlp.hidden=8", "--max-minutes", "0.005", "--out", folder, "--json").Json;
        Assert.Equal(2, json["leaderboard"]!.AsArray().Count);
        foreach (var kind in (string[])["softmax", "mlp"])
            Assert.Contains(json["warnings"]!.AsArray(), warning => warning!.GetValue<string>().StartsWith($"Training of {kind} was stopped after 0.005 min, after epoch", StringComparison.Ordinal));
        Assert.All(json["leaderboard"]!.AsArray(), model => Assert.NotEmpty(model!["importance"]!["permutation"]!.AsArray()));
    }

    [Fact]
    public void ACancelledTrainingIsResumedToTheSameModelFile()
    {
        string whole = command.File("uncancelled.genre"), part = command.File("part.genre"), checkpoint = command.File("cancelled.checkpoint");
        string[] line = ["train", command.Tracks, "--model", "mlp", "--set", "hidden=8", "--set", "epochs=300", "--skip-importance"];
        Succeed([.. line, "--save", whole]);
        Succeed([.. line, "--save", part, "--checkpoint", checkpoint, "--max-minutes", "0.001"]);
        Succeed([.. line, "--save", part, "--resume", checkpoint]);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(part));
        // Once more from the finished training: nothing is left to do.
        File.Delete(part);
        Succeed([.. line, "--save", part, "--resume", checkpoint]);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(part));
    }

    [Fact]
    public void WhatCannotBeResumedIsRefusedBeforeAnyWork()
    {
        string checkpoint = command.File("good.checkpoint"), cut = command.File("cut.checkpoint");
        Succeed(Softmax("--set", "epochs=2", "--checkpoint", checkpoint));
        File.WriteAllBytes(cut, File.ReadAllBytes(checkpoint)[..1000]);

        Assert.Contains("good.checkpoint is of another training, with epochs 2 (now 3); resume it as it was begun", Refused(1, Softmax("--set", "epochs=3", "--resume", checkpoint)));
        Assert.Contains("with seed 1 (now 2)", Refused(1, Softmax("--set", "epochs=2", "--seed", "2", "--resume", checkpoint)));
        Assert.Contains("with other features or preprocessing", Refused(1, Softmax("--set", "epochs=2", "--scale", "quantile", "--resume", checkpoint)));
        Assert.Contains("with model kind softmax (now mlp)", Refused(1, "train", command.Tracks, "--resume", checkpoint));
        Assert.Contains("is not a checkpoint or is damaged", Refused(1, Softmax("--resume", cut)));
        Assert.Contains("There is no checkpoint", Refused(1, Softmax("--resume", command.File("nowhere.checkpoint"))));
        Assert.Contains("is not a checkpoint: model.json must say", Refused(1, Softmax("--resume", command.Model)));
        Assert.Contains("is there already; go on from it with --resume", Refused(1, Softmax("--checkpoint", checkpoint)));
        Assert.Contains("is there already", Refused(1, Softmax("--resume", checkpoint, "--checkpoint", cut)));
        Assert.Contains("no folder", Refused(1, Softmax("--checkpoint", command.File("nowhere/x.checkpoint"))));
        Assert.Contains("cannot both be", Refused(2, Softmax("--checkpoint", command.File("x"), "--save", command.File("x"))));
        Assert.Contains("name its file with --checkpoint", Refused(2, Softmax("--checkpoint-epochs", "3")));
        Assert.Contains("'0' is not a value for --checkpoint-epochs", Refused(2, Softmax("--checkpoint", "x", "--checkpoint-epochs", "0")));
        Assert.Contains("'0' is not a value for --max-minutes; write a number from 0.001 to 60000", Refused(2, Softmax("--max-minutes", "0")));
        Assert.Contains(
            "Training of random-forest cannot be interrupted and resumed, so it takes no checkpoints; kinds that can be are softmax, mlp",
            Refused(2, "train", command.Tracks, "--model", "random-forest", "--checkpoint", command.File("forest.checkpoint")));
    }

    [Fact]
    public void AFullDiskCostsTheCheckpointNotTheModel()
    {
        var disk = Directory.CreateDirectory(command.File("disk")).FullName;
        if (Execute("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk) != 0) Assert.Skip("A small disk to fill cannot be mounted here.");
        try
        {
            var model = command.File("full.genre");
            var result = Succeed(Softmax("--set", "epochs=5", "--checkpoint", Path.Combine(disk, "x.checkpoint"), "--checkpoint-epochs", "1", "--save", model, "--bins", "256", "--json"));
            Assert.Single(result.Error.Split(Environment.NewLine), line => line.StartsWith("warning: The checkpoint could not be kept; training goes on without it.", StringComparison.Ordinal));
            Assert.Contains("No space left", result.Json["warnings"]![0]!.GetValue<string>());
            Assert.Equal(5, result.Json["epochs"]!.AsArray().Count);
            Assert.Equal("softmax", GenreModel.Load(model).Classifier.Kind);
            Assert.Empty(Directory.GetFileSystemEntries(disk));
        }
        finally
        {
            Execute("umount", disk);
        }
    }

    [Fact]
    public void DivergenceIsSaidInOutputAndJson()
    {
        var result = Succeed(Softmax("--set", "optimizer=sgd", "--set", "learningRate=1e39", "--set", "momentum=0", "--set", "weightDecay=0", "--set", "schedule=oneCycle", "--json"));
        var warning = result.Json["warnings"]![0]!.GetValue<string>();
        Assert.StartsWith("Training of softmax diverged in epoch", warning);
        Assert.Contains($"warning: {warning}", result.Error);
    }

    private static int Execute(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
