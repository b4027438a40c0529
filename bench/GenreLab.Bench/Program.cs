using BenchmarkDotNet.Running;
using GenreLab.Bench;

// `peer NAME THREADS [table folds]`, `trees …`, `linear …`, `svm …`, `parse …` and `gemm` print one line for the comparison scripts; anything else goes to BenchmarkDotNet.
switch (args)
{
    case ["peer", string name, string threads, .. var files]:
        Console.WriteLine(PeerTraining.Measure(name, int.Parse(threads), files));
        return;
    case ["trees", string table, string foldFile, string count, string kind, .. var options]:
        Console.WriteLine(PeerTrees.Measure(table, foldFile, int.Parse(count), kind, options));
        return;
    case ["linear", string table, string foldFile, string count, .. var options]:
        Console.WriteLine(PeerLinear.Measure(table, foldFile, int.Parse(count), options));
        return;
    case ["svm", string table, string foldFile, string count, .. var options]:
        Console.WriteLine(PeerSvm.Measure(table, foldFile, int.Parse(count), options));
        return;
    case ["parse", string count, .. var files]:
        Console.WriteLine(ParseOnly.Measure(int.Parse(count), files));
        return;
    case ["gemm"]:
        GemmAgainstPeak.Print();
        return;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return;
}
