using GenreLab.Mpi;
using GenreLab.RankProgram;

// Started by tests under mpirun, as several ranks: does what the scenario says.
if (MpiProgram.IsRank) Environment.SetEnvironmentVariable("TERM", "dumb");
return MpiProgram.Run(ranks => Scenarios.Run(args[0], ranks), Console.Error);
