using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>Memory of the device that a model lives on.</summary>
/// <param name="PeakBytes">The most this process has held on it.</param>
/// <param name="BudgetBytes">The most this process could hold on it: what it holds now and what is free.</param>
public sealed record DeviceMemory(long PeakBytes, long BudgetBytes)
{
    /// <summary>Asks the operating system for a processor's memory, <c>nvidia-smi</c> for a GPU's.</summary>
    /// <returns>Null where nobody answers.</returns>
    public static DeviceMemory? Read(Device device) => device.type == DeviceType.CUDA ? OfGpu(Math.Max(0, device.index)) : OfProcessor();

    private static DeviceMemory OfProcessor()
    {
        GC.Collect(0); // the system's load is as old as the last collection
        var system = GC.GetGCMemoryInfo(GCKind.Any);
        using var process = Process.GetCurrentProcess();
        return new DeviceMemory(process.PeakWorkingSet64, process.WorkingSet64 + Math.Max(0, system.TotalAvailableMemoryBytes - system.MemoryLoadBytes));
    }

    /// <summary>libtorch keeps what it once reserved, so what is used is the peak.</summary>
    private static DeviceMemory? OfGpu(int index)
    {
        try
        {
            var query = new ProcessStartInfo("nvidia-smi", $"--id={index} --query-gpu=memory.used,memory.total --format=csv,noheader,nounits") { RedirectStandardOutput = true };
            using var process = Process.Start(query)!;
            var cells = process.StandardOutput.ReadToEnd().Split(',');
            process.WaitForExit();
            return cells.Length == 2 && Mebibytes(cells[0]) is { } used && Mebibytes(cells[1]) is { } total ? new DeviceMemory(used, total) : null;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            return null; // no such tool
        }
    }

    private static long? Mebibytes(string cell) => long.TryParse(cell, NumberStyles.Integer | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value) ? value << 20 : null;
}
