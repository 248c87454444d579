using HubertAsr.Models;
using HubertAsr.Training;
using TorchSharp;

namespace HubertAsr.Tests.Training;

/// <summary>Resident memory is the process's: nothing else may run beside this.</summary>
[Collection(nameof(OneTrainingAtATime))]
public sealed class TrainStepMemoryTests
{
    [Fact]
    public void Two_hundred_updates_leave_no_tensor_behind_and_no_memory_taken()
    {
        using var model = HubertForCtc.Fresh(Synthetic.Nano, seed: 1);
        using var step = Synthetic.Step(model, new TrainOptions { EmaDecay = 0.9, FreezeConvEncoder = false }, Synthetic.NoMasks with { MaskTimeProb = 0.5, MaskChannelProb = 0.5, MaskChannelLength = 8 });
        Batch[] batches = [Batch.Pad(Synthetic.Utterances(2, seconds: 0.3)), Batch.Pad(Synthetic.Utterances(1, seconds: 0.3))];
        for (var update = 0; update < 50; update++) step.Run(batches, update);
        var (tensors, bytes) = (Live(), ResidentBytes());
        for (var update = 50; update < 250; update++)
        {
            step.Run(batches, update);
            Assert.Equal(tensors, Live());
        }
        // One batch's activations left behind each update would be a hundred times as much.
        Assert.InRange(ResidentBytes() - bytes, long.MinValue, 48L << 20);

        static long Live() => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        static long ResidentBytes()
        {
            GC.Collect();
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }
}
