using System.Runtime.InteropServices;
using GenreLab.Cli;

using var cancellation = new CancellationTokenSource();

// The first Ctrl-C (or SIGTERM) asks the verb to finish cleanly; the second ends the process at once.
void Cancel(PosixSignalContext signal)
{
    signal.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
}

using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
return Application.Run(args, Console.Out, Console.Error, cancellation.Token);
