using System.Diagnostics;
using GenreLab.Models;

namespace GenreLab.Cli;

/// <summary>The file a training is kept in, and when it is time to write it.</summary>
internal sealed class CheckpointFile
{
    private readonly string path;
    private readonly int? epochs;
    private readonly TimeSpan? pause;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private int epochsSince;

    /// <summary>Prepares to write checkpoints.</summary>
    /// <param name="path">The file.</param>
    /// <param name="resume">Where to go on from, or null.</param>
    /// <param name="epochs">Write one every so many epochs, or null.</param>
    /// <param name="pause">Write one when so much time has gone by, or null.</param>
    public CheckpointFile(string path, TrainingCheckpoint? resume, int? epochs, TimeSpan? pause)
    {
        (this.path, this.epochs, this.pause) = (path, epochs, pause);
        Checkpointing = new Checkpointing { Resume = resume, IsDue = IsDue, Keep = Keep };
    }

    /// <summary>A file that is gone on from when it is there, written every minute.</summary>
    /// <exception cref="GenreLabException">It cannot be written.</exception>
    /// <exception cref="ModelFileException">It is damaged.</exception>
    public static CheckpointFile Continued(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var resume = File.Exists(path) ? TrainingCheckpoint.Load(path) : null;
        AtomicFile.RequireWritable(path);
        return new CheckpointFile(path, resume, null, UsualPause);
    }

    /// <summary>How often a checkpoint is written unless told otherwise.</summary>
    public static TimeSpan UsualPause => TimeSpan.FromMinutes(1);

    /// <summary>What training is given.</summary>
    public Checkpointing Checkpointing { get; }

    /// <summary>Whether the last checkpoint was written.</summary>
    public bool IsWritten { get; private set; }

    /// <summary>Deletes it: what it was for is done.</summary>
    public void Delete() => File.Delete(path);

    private bool IsDue(EpochRecord epoch) => ++epochsSince >= epochs || clock.Elapsed >= pause;

    private void Keep(TrainingCheckpoint checkpoint)
    {
        epochsSince = 0;
        clock.Restart();
        IsWritten = false;
        checkpoint.Save(path);
        IsWritten = true;
    }
}
