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

    /// <summary>What training is given.</summary>
    public Checkpointing Checkpointing { get; }

    /// <summary>Whether the last checkpoint was written.</summary>
    public bool IsWritten { get; private set; }

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
