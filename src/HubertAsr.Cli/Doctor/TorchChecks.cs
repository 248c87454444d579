using System.Diagnostics;
using System.Runtime.InteropServices;
using HubertAsr.Build;
using HubertAsr.Models;
using TorchSharp;

namespace HubertAsr.Cli.Doctor;

/// <summary>Whether libtorch loads and computes, on which devices, and if not, why.</summary>
internal static class TorchChecks
{
    private const string Bridge = "libLibTorchSharp.so";
    private const string CppRuntime = "libstdc++.so.6";

    public static Finding Libraries()
    {
        try
        {
            ComputeDevice.CudaDevices();
            using var sum = torch.ones(2, 3).sum();
            return sum.item<float>() == 6
                ? Finding.Ok("libtorch", $"loads and computes ({torch.__version__}, {torch.get_num_threads()} threads)")
                : new Finding("libtorch", FindingStatus.Fail, "loads but adds up 6 ones to another number", "Reinstall the program.");
        }
        catch (DllNotFoundException error)
        {
            return new Finding("libtorch", FindingStatus.Fail, Shorten(error.Message), Cause());
        }
    }

    /// <summary>CUDA devices, which only those miss who asked for one.</summary>
    public static Finding Devices(string wanted)
    {
        try
        {
            var count = ComputeDevice.CudaDevices();
            if (count > 0) return Finding.Ok("devices", $"cpu, {count} CUDA");
            return new Finding("devices", wanted.StartsWith("cuda", StringComparison.Ordinal) ? FindingStatus.Fail : FindingStatus.Note, "cpu only",
                "For a GPU build with -p:TorchBackend=cuda (the default on Windows) and install NVIDIA's driver.");
        }
        catch (DllNotFoundException)
        {
            return new Finding("devices", FindingStatus.Fail, "unknown: libtorch does not load", "See libtorch.");
        }
    }

    public static Finding Driver(string wanted)
    {
        var found = NvidiaDriver();
        return found is not null
            ? Finding.Ok("driver", found)
            : new Finding("driver", wanted.StartsWith("cuda", StringComparison.Ordinal) ? FindingStatus.Fail : FindingStatus.Note, "no NVIDIA driver", "Only needed for CUDA: https://www.nvidia.com/drivers");
    }

    /// <summary>Why the native libraries would not load: one is missing, or asks for a symbol version that this system lacks.</summary>
    private static string Cause()
    {
        if (!OperatingSystem.IsLinux()) return "Reinstall the program; on Windows install the Visual C++ runtime (vc_redist.x64).";
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) return "TorchSharp has libraries for x64 alone on Linux; use an x64 machine.";
        var bridge = Path.Combine(AppContext.BaseDirectory, Bridge);
        var runtime = SymbolVersions.FindSystemLibrary(CppRuntime);
        if (!File.Exists(bridge)) return $"{bridge} is missing: build or publish again.";
        if (runtime is null) return $"{CppRuntime} is missing: install it (Debian, Ubuntu: 'apt install libstdc++6').";
        var versions = new SymbolVersions(File.ReadAllBytes(bridge));
        var lacking = versions.Needed.Where(version => version.StartsWith("GLIBCXX_", StringComparison.Ordinal) && !versions.IsWeak(version) && !SymbolVersions.AreDefined(runtime, version)).ToList();
        return lacking.Count > 0
            ? $"{runtime} has no {string.Join(", ", lacking)}. Build the program on this system: its build makes the library accept an older C++ runtime."
            : "Run 'ldd' on libtorch_cpu.so beside the program and install what is 'not found' (Debian, Ubuntu: 'apt install libgomp1').";
    }

    private static string? NvidiaDriver()
    {
        const string Kernel = "/proc/driver/nvidia/version";
        if (File.Exists(Kernel)) return File.ReadLines(Kernel).First();
        try
        {
            using var process = Process.Start(new ProcessStartInfo("nvidia-smi", "--query-gpu=name,driver_version --format=csv,noheader") { RedirectStandardOutput = true, RedirectStandardError = true });
            var line = process?.StandardOutput.ReadLine();
            return string.IsNullOrWhiteSpace(line) || process!.WaitForExit(5000) && process.ExitCode != 0 ? null : line;
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or FileNotFoundException)
        {
            return null;
        }
    }

    private static string Shorten(string message) => message.Length <= 300 ? message : message[..300] + "…";
}
