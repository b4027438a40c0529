namespace GenreLab.Records;

/// <summary>How far a run got.</summary>
public enum RunStatus
{
    /// <summary>Its process is at work.</summary>
    Running,
    /// <summary>It did what it was asked for; cancelled ones that kept the best so far are among them.</summary>
    Finished,
    /// <summary>It ended with a message.</summary>
    Failed,
    /// <summary>Its process ended without a word: killed, out of memory, or the machine went down.</summary>
    Killed,
}
