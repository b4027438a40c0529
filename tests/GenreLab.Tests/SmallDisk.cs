using System.ComponentModel;
using System.Diagnostics;

namespace GenreLab.Tests;

/// <summary>A file system of a megabyte, for what happens when a disk is full; tests are skipped where none may be mounted.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string folder;

    private SmallDisk(string folder) => this.folder = folder;

    /// <summary>Mounts it over a folder.</summary>
    public static SmallDisk Mount(string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder), "Mounting a small file system is not allowed here.");
        return new SmallDisk(folder);
    }

    public void Dispose()
    {
        // What is still mapped keeps it busy.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Succeeds("umount", "--lazy", folder);
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
