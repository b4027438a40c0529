using System.Diagnostics;
using GenreLab.Distributed;
using GenreLab.Models;

namespace GenreLab.Cli;

/// <summary>The file a training is kept in, and when it is time to write it.</summary>
internal sealed class CheckpointFile
{
    private readonly string path;
    private readonly bool writes;
    private readonly int? epochs;
    private readonly TimeSpan? pause;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private int epochsSince;

    /// <summary>Prepares to write checkpoints.</summary>
    /// <param name="path">The file.</param>
    /// <param name="resume">Where to go on from, or null.</param>
    /// <param name="epochs">Write one every so many epochs, or null.</param>
    /// <param name="pause">Write one when so much time has gone by, or null.</param>
    /// <param name="writes">Whether this process writes it; of several only the first does.</param>
    public CheckpointFile(string path, TrainingCheckpoint? resume, int? epochs, TimeSpan? pause, bool writes)
    {
        (this.path, this.epochs, this.pause, this.writes) = (path, epochs, pause, writes);
        Checkpointing = new Checkpointing { Resume = resume, IsDue = IsDue, Keep = Keep };
    }

    /// <summary>A file that is gone on from when it is there, written every minute.</summary>
    /// <exception cref="GenreLabException">It cannot be written.</exception>
    /// <exception cref="ModelFileException">It is damaged.</exception>
    public static CheckpointFile Continued(string path, ICommunicator ranks)
    {
        var writes = ranks.Rank == 0;
        if (writes) Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var resume = Load(path, ranks, optional: true);
        if (writes) AtomicFile.RequireWritable(path);
        return new CheckpointFile(path, resume, null, UsualPause, writes);
    }

    /// <summary>Reads a checkpoint, of several ranks on the first, which gives it to the others: only its host need have the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="optional">Whether there may be none.</param>
    /// <exception cref="ModelFileException">It is missing or damaged.</exception>
    public static TrainingCheckpoint? Load(string path, ICommunicator ranks, bool optional = false)
    {
        TrainingCheckpoint? read = null;
        byte[] content = [];
        if (ranks.Rank == 0 && !(optional && !File.Exists(path)))
        {
            read = TrainingCheckpoint.Load(path);
            if (ranks.Size > 1) content = File.ReadAllBytes(path);
        }
        content = ranks.BroadcastArray<byte>(content);
        return ranks.Rank == 0 || content.Length == 0 ? read : TrainingCheckpoint.Read(new MemoryStream(content, writable: false), Path.GetFileName(path));
    }

    /// <summary>How often a checkpoint is written unless told otherwise.</summary>
    public static TimeSpan UsualPause => TimeSpan.FromMinutes(1);

    /// <summary>What training is given.</summary>
    public Checkpointing Checkpointing { get; }

    /// <summary>Whether the last checkpoint was written.</summary>
    public bool IsWritten { get; private set; }

    /// <summary>Deletes it: what it was for is done.</summary>
    public void Delete()
    {
        if (writes) File.Delete(path);
    }

    private bool IsDue(EpochRecord epoch) => writes && (++epochsSince >= epochs || clock.Elapsed >= pause);

    private void Keep(TrainingCheckpoint checkpoint)
    {
        epochsSince = 0;
        clock.Restart();
        IsWritten = false;
        if (!writes) return;
        checkpoint.Save(path);
        IsWritten = true;
    }
}
