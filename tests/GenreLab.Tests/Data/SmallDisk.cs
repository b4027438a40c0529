using System.Diagnostics;

namespace GenreLab.Tests.Data;

/// <summary>A file system of some kilobytes, to find out what happens when it is full.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-disk-").FullName;

    /// <summary>Mounts it; skips the test where that is not allowed.</summary>
    public SmallDisk(int kilobytes)
    {
        if (OperatingSystem.IsLinux() && Succeeds("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", folder)) return;
        Directory.Delete(folder);
        Assert.Skip("Mounting a small file system is not allowed here.");
    }

    public string Path => folder;

    public void Dispose()
    {
        Succeeds("umount", folder);
        Directory.Delete(folder, recursive: true);
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
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
