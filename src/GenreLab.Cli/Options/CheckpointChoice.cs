using System.CommandLine;
using GenreLab.Distributed;
using GenreLab.Models;

namespace GenreLab.Cli.Options;

/// <summary>Options of how a training that is interrupted can go on later.</summary>
internal sealed class CheckpointChoice
{
    private readonly Option<string?> checkpoint = new("--checkpoint") { Description = "A file to keep the training in, so that --resume can go on after an interruption (networks only).", HelpName = "file" };
    private readonly Option<int?> epochs = new Option<int?>("--checkpoint-epochs") { Description = "Write the checkpoint every so many epochs.", HelpName = "epochs" }.Within(1);
    private readonly Option<double?> minutes = new Option<double?>("--checkpoint-minutes") { Description = "Write the checkpoint every so many minutes [1].", HelpName = "minutes" }.Within(0, 1e6);
    private readonly Option<string?> resume = new("--resume") { Description = "Go on from this checkpoint, to the same model as without the interruption, and keep on writing it.", HelpName = "file" };

    public void AddTo(Command command)
    {
        command.Options.Add(checkpoint);
        command.Options.Add(epochs);
        command.Options.Add(minutes);
        command.Options.Add(resume);
    }

    /// <summary>The file checkpoints are written to, or null.</summary>
    public string? Destination(ParseResult parsed) => parsed.GetValue(checkpoint) ?? Source(parsed);

    /// <summary>The file to go on from, or null.</summary>
    public string? Source(ParseResult parsed) => parsed.GetValue(resume);

    /// <summary>Prepares checkpoints, if the user wants any; refuses what cannot work before any work is done.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="trainer">What is trained.</param>
    /// <param name="model">The model file to be written, or null.</param>
    /// <param name="ranks">The ranks, of which the first reads and writes.</param>
    /// <exception cref="OptionException">The options do not fit each other or the trainer.</exception>
    /// <exception cref="GenreLabException">A file cannot be written or is already there.</exception>
    /// <exception cref="ModelFileException">The checkpoint to go on from is missing or damaged.</exception>
    public CheckpointFile? Prepare(ParseResult parsed, IClassifierTrainer trainer, string? model, ICommunicator ranks)
    {
        if (Destination(parsed) is not { } path)
        {
            if (parsed.GetValue(epochs) is not null || parsed.GetValue(minutes) is not null)
                throw new OptionException("--checkpoint-epochs and --checkpoint-minutes say when a checkpoint is written; name its file with --checkpoint.");
            return null;
        }
        Checkpointing.RequireResumable(trainer);
        if (model is not null && IsSame(path, model)) throw new OptionException($"The checkpoint and the model cannot both be {path}; name two files.");
        var source = Source(parsed);
        var resumed = source is null ? null : CheckpointFile.Load(source, ranks);
        var writes = ranks.Rank == 0;
        if (writes && File.Exists(path) && !(source is not null && IsSame(path, source)))
            throw new GenreLabException($"{path} is there already; go on from it with --resume {path}, or name another file for --checkpoint.");
        if (writes) AtomicFile.RequireWritable(path);
        var pause = parsed.GetValue(minutes) is { } number ? TimeSpan.FromMinutes(number) : parsed.GetValue(epochs) is null ? CheckpointFile.UsualPause : (TimeSpan?)null;
        return new CheckpointFile(path, resumed, parsed.GetValue(epochs), pause, writes);
    }

    private static bool IsSame(string one, string two) => Path.GetFullPath(one) == Path.GetFullPath(two);
}
