using System.Runtime.InteropServices;
using GenreLab.Cli;
using GenreLab.Mpi;

using var cancellation = new CancellationTokenSource();

// The first Ctrl-C (or SIGTERM) asks the verb to finish cleanly; the second ends the process at once.
// Some wrappers pass one key press on twice, so a second within the same half second is the first.
long first = 0;
void Cancel(PosixSignalContext signal)
{
    var now = Environment.TickCount64;
    first = first == 0 ? now : first;
    signal.Cancel = now - first < 500;
    cancellation.Cancel();
}

using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);

// mpirun gives every rank a terminal of its own, but nobody sits at it: no colours, no progress bars.
if (MpiProgram.IsRank) Environment.SetEnvironmentVariable("TERM", "dumb");
return MpiProgram.Run(
    ranks => Application.Run(args, ranks.Rank == 0 ? Console.Out : TextWriter.Null, ranks.Rank == 0 ? Console.Error : TextWriter.Null, cancellation.Token, ranks),
    sentence => Application.Report(args, sentence, Console.Out, Console.Error));
