using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>Shares torch's threads among independent pieces of work.</summary>
/// <remarks>Threads that each compute a waveform of their own never wait for one another; threads that share every product do so hundreds of times a pass, always for the slowest.
/// Base, 10 s clips on two cores: 0.7 s a clip, several shared among two threads, against 0.8 to 1.0 s one after another by both, as libtorch multiplies (Xeon); 0.57 against 0.59 s by kernels of
/// our own (EPYC).</remarks>
internal static class WorkerThreads
{
    // They stay, for the next batch comes at once.
    private static readonly List<BlockingCollection<Action>> _workers = [];
    private static readonly Lock _turn = new();

    /// <summary>How many pieces are worth making on the calling thread: as many as it may use threads.</summary>
    public static int Count => get_num_threads();

    /// <summary>Computes every piece, at the same time; not to be called from within one. What the pieces make must not belong to a dispose scope.</summary>
    /// <param name="pieces">Not more than <see cref="Count"/>.</param>
    /// <param name="compute">Called on several threads, each without gradients and with its share of the threads for products.</param>
    public static TResult[] Map<TPiece, TResult>(IReadOnlyList<TPiece> pieces, Func<TPiece, TResult> compute)
    {
        if (pieces.Count <= 1) return [.. pieces.Select(compute)];
        var (threads, results, failures) = (Count, new TResult[pieces.Count], new Exception?[pieces.Count]);
        lock (_turn)
        {
            using var left = new CountdownEvent(pieces.Count);
            for (var index = 0; index < pieces.Count; index++)
            {
                var piece = index;
                if (piece == _workers.Count) _workers.Add(Start());
                _workers[piece].Add(() =>
                {
                    Work(piece);
                    left.Signal();
                });
            }
            left.Wait();
        }
        set_num_threads(threads); // the last word is also the default of threads to come
        if (failures.FirstOrDefault(failure => failure is not null) is { } first) ExceptionDispatchInfo.Throw(first);
        return results;

        void Work(int index)
        {
            try
            {
                set_num_threads(Math.Max(threads / pieces.Count, 1));
                using var inference = inference_mode();
                results[index] = compute(pieces[index]);
            }
            catch (Exception failure)
            {
                failures[index] = failure;
            }
        }
    }

    private static BlockingCollection<Action> Start()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var piece in work.GetConsumingEnumerable()) piece();
        })
        { IsBackground = true, Name = "torch worker" }.Start();
        return work;
    }
}
