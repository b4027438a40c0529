namespace GenreLab.Distributed;

/// <summary>What a rank may be about to do when it meets the others.</summary>
internal enum Operation
{
    Barrier,
    Broadcast,
    Gather,
    AllGather,
    AllReduce,
    AllMerge,
    AllAdd,
    AllToAll,

    /// <summary>It has finished its work.</summary>
    End,

    /// <summary>It has failed.</summary>
    Fail,
}
