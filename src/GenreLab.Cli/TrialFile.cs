using GenreLab.Distributed;
using GenreLab.Search;

namespace GenreLab.Cli;

/// <summary>The results file of a search.</summary>
internal sealed class TrialFile(string path, TrialTable table, ICommunicator? ranks = null) : ResultFile<TrialResult>(path, table, ranks);
