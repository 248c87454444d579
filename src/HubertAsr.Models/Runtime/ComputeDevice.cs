using System.Globalization;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>Where tensors live, as <c>--device</c> and <c>--threads</c> say it.</summary>
public static partial class ComputeDevice
{
    /// <summary>Applies the policies of memory and threads, sets the threads of tensor operations and finds the device.</summary>
    /// <param name="name"><c>auto</c> (CUDA when there is one), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="threads">Threads of tensor operations; 0 leaves all cores to them.</param>
    /// <exception cref="ArgumentException">Another name, or a negative number of threads.</exception>
    /// <exception cref="PlatformNotSupportedException">CUDA was asked for and is not there.</exception>
    /// <exception cref="DllNotFoundException">libtorch does not load on this system.</exception>
    public static Device Open(string name, int threads = 0)
    {
        var match = Syntax().Match(name);
        if (!match.Success) throw new ArgumentException($"--device '{name}': auto, cpu, cuda or cuda:N was expected.");
        if (threads < 0) throw new ArgumentException($"--threads {threads}: 0 (all cores) or more was expected.");
        MemoryPolicy.Apply();
        ThreadPolicy.Apply();
        var cudaDevices = CudaDevices();
        if (threads > 0) set_num_threads(threads);
        var index = match.Groups["index"].Success ? int.Parse(match.Groups["index"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        return name switch
        {
            "cpu" => CPU,
            "auto" when cudaDevices == 0 => CPU,
            _ when index < cudaDevices => device(TorchSharp.DeviceType.CUDA, index),
            _ => throw new PlatformNotSupportedException(cudaDevices == 0
                ? $"--device {name}: this libtorch sees no CUDA device. Build with -p:TorchBackend=cuda on a machine with an NVIDIA driver, or use --device cpu; 'hubert-asr doctor' says more."
                : $"--device {name}: there are {cudaDevices} CUDA devices, numbered from 0."),
        };
    }

    /// <summary>CUDA devices that libtorch sees; loads libtorch.</summary>
    /// <exception cref="DllNotFoundException">It does not load.</exception>
    public static int CudaDevices()
    {
        try
        {
            return cuda.is_available() ? cuda.device_count() : 0;
        }
        catch (Exception error) when (error is TypeInitializationException or NotSupportedException or BadImageFormatException or DllNotFoundException)
        {
            var cause = error.InnerException ?? error;
            throw new DllNotFoundException($"libtorch does not load: {cause.Message.TrimEnd()} Run 'hubert-asr doctor', which looks for the cause.", error);
        }
    }

    [GeneratedRegex(@"^(auto|cpu|cuda(:(?<index>\d{1,3}))?)$")]
    private static partial Regex Syntax();
}
